/**
 * Bus: what the nodes of one Weft tell each other.
 *
 * Hints, and who is where; nothing of a document's content. The log in the store is what there is: whoever
 * hears of it reads it, and whoever may not have heard is told so with `missed` and reads it too. So a note
 * may be lost or told twice, and the bus keeps nothing.
 */

/** What one node tells the others, about a room; they hear it if they have entered that. */
export type Note =
  /** Rows were committed. */
  | { readonly kind: 'written'; readonly room: string }
  /** What is set for people, or a link, has changed. */
  | { readonly kind: 'rights'; readonly room: string }
  /** A remark in the chat. */
  | { readonly kind: 'said'; readonly room: string }
  /** Somebody asks who is there. */
  | { readonly kind: 'who'; readonly room: string }
  | {
      readonly kind: 'here'
      readonly room: string
      /** Of the node that says it, in milliseconds: rises. */
      readonly clock: number
      /** Whoever else was known to be there through this node is not any more. */
      readonly isAll: boolean
      readonly people: readonly Present[]
    }
  /** A guest has become a person: all nodes hear it, whatever rooms they have entered. */
  | { readonly kind: 'claimed'; readonly from: string; readonly to: string }

export interface Present {
  /** The Yjs clientID. */
  readonly client: number
  readonly user: string
  /** The stamped awareness state as JSON; null: gone. */
  readonly state: string | null
}

export interface BusListener {
  /** @param node who says it, never oneself; another name after a restart */
  heard(note: Note, node: string): void
  /**
   * Something may not have been heard: read anew whatever counts. Of that room alone, if it is named: said after
   * `enter`, as soon as its notes are heard. Otherwise of all: said once the first connection is there, after each that was
   * lost, and when another node comes, or comes back from a time in which it could tell nobody. May come several times in a row.
   */
  missed(room?: string): void
  /** For the operator's log: once when the wire is lost, not at each attempt; and of notes that make no sense. */
  trouble(error: unknown): void
}

export interface Bus {
  /** False while the others may not hear, or be heard: then look at the store now and then. */
  readonly isWhole: boolean
  /** Once, before anything else: from here on the bus connects, and speaks. */
  listen(listener: BusListener): void
  /** Never throws, never waits. Lost while there is no wire. The same note told twice in one turn of the event loop may be heard once. */
  tell(note: Note): void
  /**
   * Notes of this room are heard from soon on. From when, `missed(room)` says, or while there is no wire the `missed()` that
   * follows: what was read of the room before may lack what nobody told, and whoever asked `who` before may not hear the answer.
   */
  enter(room: string): void
  /** Nothing of this room is heard from now on. */
  leave(room: string): void
  /** Tells what was told, says goodbye, and says nothing more to the listener. */
  close(): Promise<void>
}
