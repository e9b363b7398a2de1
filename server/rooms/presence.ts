/**
 * Presence: who in a room is told of whom, and when.
 *
 * News goes to everyone who has synced, at the pace that their number allows; all of it again every
 * 15 s; and to whoever comes, asks, or was not ready, everyone at once. What a state may say, and what
 * goes on the wire, is awareness.ts.
 */
import type { Awareness, Bulletin } from './awareness.ts'
import { BEAT_MS } from './beat.ts'
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

export class Presence {
  readonly #awareness: Awareness
  readonly #members: ReadonlyMap<Peer, Member>
  readonly #pace: Pace
  #beats = 0

  constructor(awareness: Awareness, members: ReadonlyMap<Peer, Member>) {
    this.#awareness = awareness
    this.#members = members
    this.#pace = new Pace(
      () => paceOf(NEWS_PACE, members.size),
      () => this.#tellNews(),
    )
  }

  /** Once in BEAT_MS while somebody is in the room. */
  beat(): void {
    this.#beats += 1
    if (this.#beats % RENEWAL_BEATS === 0) this.#tell(this.#awareness.everyone())
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
