/**
 * Member: what a room remembers of one peer.
 *
 * Its position in the log, and which of its saved questions still wait. Promises that a question is
 * answered only when every append that came before it is on disk, in whatever order receipts come.
 */
import type { Peer } from './peer.ts'

interface Question {
  readonly k: number
  readonly after: number
}

export class Member {
  readonly peer: Peer
  /** The peer has everything up to this seq; null until it asked to sync. */
  position: number | null = null
  isCatchingUp = false
  /** Missed an awareness frame while it was not ready. */
  isAwarenessStale = false
  /** Has ever asked the saved question, so it understands Weft's own messages. */
  hasAsked = false
  /** Was sent step 1, and has not answered it: the step 2 to come holds all that it has. */
  isOwing = false
  /** Sent changes that build on others which the server lacks, so they were dropped. */
  hasGap = false
  /** How many step 2 in a row left a gap. */
  strikes = 0
  readonly #outstanding = new Set<number>()
  #questions: Question[] = []
  #appends = 0

  constructor(peer: Peer) {
    this.peer = peer
  }

  /** Notes an append; the number is for `settled`. */
  appended(): number {
    this.#appends += 1
    this.#outstanding.add(this.#appends)
    return this.#appends
  }

  settled(append: number): void {
    this.#outstanding.delete(append)
  }

  ask(k: number): void {
    this.hasAsked = true
    this.#questions.push({ k, after: this.#appends })
  }

  /**
   * The questions that can be answered now, and are thereby done. While there is a gap, what the peer
   * sent is not all in the log, and none can.
   */
  takeAnswerable(): number[] {
    if (this.hasGap) return []
    const [oldest = Number.POSITIVE_INFINITY] = this.#outstanding
    const answerable = this.#questions.filter(({ after }) => after < oldest)
    this.#questions = this.#questions.filter(({ after }) => after >= oldest)
    return answerable.map(({ k }) => k)
  }
}
