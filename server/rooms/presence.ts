/**
 * Presence: who in a room is told of whom, and when.
 *
 * News goes to everyone who has synced, at the pace that their number allows; all of it again every
 * 15 s; and to whoever comes, asks, or was not ready, everyone at once. Other nodes are told at the same
 * moments who is here through this one; of a node that has not said so for long nobody is here any more. What a
 * state may say is awareness.ts.
 */
import type { Note, Present } from '../bus/bus.ts'
import type { Awareness, Passage } from './awareness.ts'
import { BEAT_MS } from './beat.ts'
import type { Bulletin } from './bulletin.ts'
import type { Clock } from './clock.ts'
import type { Member } from './member.ts'
import { Pace, paceOf } from './pace.ts'
import type { Peer } from './peer.ts'

/**
 * 15 s: that is when clients renew, and at 30 s they forget (y-protocols 1.0). The server does it for all,
 * hidden tabs too.
 */
const RENEWAL_BEATS = 15_000 / BEAT_MS
/** A cursor may be late, and there is one for each who moves. */
const NEWS_PACE = { msPerPeer: 0.75, most: 150 }

/** Two renewals of a node's, and some more. */
const SILENT_AFTER_MS = 35_000

export interface PresenceOptions {
  readonly room: string
  readonly awareness: Awareness
  readonly members: ReadonlyMap<Peer, Member>
  readonly clock: Clock
  /** Tells other nodes. */
  readonly tell: (note: Note) => void
  /** People come and go through other nodes. */
  readonly passed: (passage: Passage) => void
}

export class Presence {
  readonly #room: string
  readonly #awareness: Awareness
  readonly #members: ReadonlyMap<Peer, Member>
  readonly #clock: Clock
  readonly #tellNodes: (note: Note) => void
  readonly #passed: (passage: Passage) => void
  /** When each of the other nodes was last heard, by `performance.now`. */
  readonly #nodes = new Map<string, number>()
  readonly #pace: Pace
  #beats = 0

  constructor({ room, awareness, members, clock, tell, passed }: PresenceOptions) {
    this.#room = room
    this.#awareness = awareness
    this.#members = members
    this.#clock = clock
    this.#tellNodes = tell
    this.#passed = passed
    this.#pace = new Pace(
      () => paceOf(NEWS_PACE, members.size),
      () => this.#tellNews(),
    )
  }

  /** Once in BEAT_MS. */
  beat(): void {
    this.#dropSilent()
    if (this.#members.size === 0) return
    this.#beats += 1
    if (this.#beats % RENEWAL_BEATS !== 0) return
    this.#tell(this.#awareness.everyone())
    this.answer()
  }

  #dropSilent(): void {
    const before = performance.now() - SILENT_AFTER_MS
    for (const [node, heardAt] of this.#nodes) {
      if (heardAt >= before) continue
      this.#nodes.delete(node)
      this.#passed({ came: [], left: this.#awareness.forget(node) })
      this.news()
    }
  }

  /** Another node says who is there. */
  hear({ clock, isAll, people }: Extract<Note, { kind: 'here' }>, node: string): void {
    this.#nodes.set(node, performance.now())
    this.#passed(this.#awareness.hear(node, people, isAll))
    if (this.#clock.hear(clock)) this.#awareness.outdated()
    this.news()
  }

  /** Something may not have been heard: asks for all, and tells all. */
  missed(): void {
    this.#tellNodes({ kind: 'who', room: this.#room })
    this.answer()
  }

  /** Tells other nodes all who are here through this one. */
  answer(): void {
    this.#here(this.#awareness.own(), true)
  }

  #here(people: readonly Present[], isAll: boolean): void {
    const clock = this.#clock.next()
    this.#tellNodes({ kind: 'here', room: this.#room, clock, isAll, people })
  }

  /** Something has changed. Whoever has not synced yet is introduced to everyone then. */
  news(): void {
    this.#pace.ask()
  }

  introduce(member: Member): void {
    member.isAwarenessStale = false
    this.#show(member, this.#awareness.everyone())
  }

  /** Nothing waits for its turn any more. */
  hurry(): void {
    this.#pace.stop()
  }

  #tellNews(): void {
    const news = this.#awareness.takeNews()
    if (news) this.#tell(news)
    const own = this.#awareness.takeOwnNews()
    if (own.length > 0) this.#here(own, false)
  }

  #tell(bulletin: Bulletin): void {
    for (const member of this.#members.values()) {
      if (member.reader.hasSynced) this.#show(member, bulletin)
    }
  }

  /** A peer that is not ready is told of everyone when it is. */
  #show(member: Member, bulletin: Bulletin): void {
    const frame = bulletin.frameFor(member.peer)
    if (!frame) return
    member.isAwarenessStale ||= !member.peer.isReady
    if (!member.isAwarenessStale) member.peer.send(...frame)
  }
}
