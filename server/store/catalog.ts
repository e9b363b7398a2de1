/**
 * Catalog: what is known of rooms without opening them, so that people find theirs again.
 *
 * A part of the store's interface. Promises that a room is listed for somebody only while a link by
 * which he came still opens it and no owner has removed him; and that a search finds what `index` was
 * last told. Leaves to documents/indexing.ts when to tell it, and what a room's title is.
 */
import type { Role } from '../../shared/protocol.ts'

/** What a search looks through. */
export interface IndexedText {
  readonly room: string
  /** The text is the one after this row of the log. */
  readonly seq: number
  readonly title: string
  readonly text: string
}

export interface RoomSearch {
  /** Each of its words begins a word of the title or the text, or, a single letter, is one; '' finds all. */
  readonly words: string
  /** Those in the trash, which only their owners see, instead of the others. */
  readonly isTrash: boolean
  readonly limit: number
  readonly offset: number
}

/** A room as it stands in somebody's list. Times in milliseconds since 1970. */
export interface ListedRoom {
  readonly room: string
  readonly title: string
  readonly created: number
  /** The last change. */
  readonly edited: number
  /** Since when it is in the trash. */
  readonly trashed: number | null
  /** What he may do, after all that an owner has set. */
  readonly role: Role
  readonly isLocked: boolean
  readonly isPinned: boolean
  /** Who else has come by a link, the latest first, at most FACES. None for who may not write. */
  readonly people: readonly { readonly user: string; readonly name: string }[]
  /** Where the words were found, between HIT and HIT_END; '' when nothing was looked for. */
  readonly excerpt: string
}

/** What somebody has set for a room in his own list. */
export interface Mark {
  readonly isPinned: boolean
  /** Until he comes to it again. */
  readonly isHidden: boolean
}

export interface Catalog {
  /**
   * The rooms that somebody may open, or, for null, all of them. Pinned ones first, then by the last
   * change; what was searched for, the best first.
   */
  rooms(whom: string | null, search: RoomSearch): Promise<readonly ListedRoom[]>
  /** What is not in the mark stays. Throws `not-found`, the same for no room as for one that he has not come to. */
  mark(room: string, user: string, mark: Partial<Mark>): Promise<void>
  /**
   * From now on a search looks through these texts. Rooms that are gone are passed over, and those with a newer
   * text, as far as their log goes: a database may have gone back.
   */
  index(texts: readonly IndexedText[]): Promise<void>
  /**
   * Of the next `limit` rooms after the one of this id ('' to begin), those whose log is ahead of what
   * was indexed; and the id of the last one looked at, null when there are no more.
   */
  unindexed(
    after: string,
    limit: number,
  ): Promise<{ rooms: readonly string[]; last: string | null }>
}

/** As many people are listed with a room. */
export const FACES = 5
/** Around what was found in an excerpt: two characters that no text has for itself. */
export const HIT = '\u0002'
export const HIT_END = '\u0003'
