/**
 * Receiver: which edits one person was sent.
 *
 * Counts every (client, clock), in merged frames too: each must come once, and each client's in the
 * order in which they were made. What comes again is doubled, what was left out is lost. His own are
 * not counted, since some servers send them back and some do not.
 */
import { authorOf } from './authors.ts'
import type { Run } from './frames.ts'

export class Receiver {
  /** Edits of others. */
  arrived = 0
  doubled = 0
  lost = 0
  /** Of clients that nobody here is. */
  strange = 0
  readonly #self: number
  /** The clock that is to come next, by author. */
  readonly #next: Float64Array

  /** `self`: which of the authors he is; -1 when he does not write. */
  constructor(authors: number, self = -1) {
    this.#next = new Float64Array(authors)
    this.#self = self
  }

  /** How many of the run are new to him: the last ones. */
  take({ client, clock, end }: Run): number {
    const author = authorOf(client)
    if (author === this.#self) return 0
    const next = this.#next[author]
    if (next === undefined) {
      this.strange += end - clock
      return 0
    }
    this.doubled += Math.max(0, Math.min(end, next) - clock)
    this.lost += Math.max(0, clock - next)
    const fresh = Math.max(0, end - Math.max(clock, next))
    this.#next[author] = Math.max(next, end)
    this.arrived += fresh
    return fresh
  }
}

/** What was wrong with all that they were sent. */
export function faultsOf(receivers: readonly Receiver[]): readonly string[] {
  return (['lost', 'doubled', 'strange'] as const).flatMap((kind) => {
    const count = receivers.reduce((sum, receiver) => sum + receiver[kind], 0)
    return count > 0 ? [`${count} deliveries ${kind}`] : []
  })
}
