/**
 * Pace: how often a crowd is told something.
 *
 * What comes to a quiet room goes on at once. In a crowded one, all that comes within an interval waits
 * and goes on together, because each going costs a frame for everybody there: with whoever comes first
 * after the interval, who has woken the process anyway, or after twice as long with nobody. Promises
 * the order in which turns were asked for. Knows neither what goes on nor who is told.
 */
/** Peers that are told everything at once. */
const FEW_PEERS = 4

/** With each peer more than a few, all wait a little longer, up to `most` milliseconds. */
export function paceOf({ msPerPeer, most }: { msPerPeer: number; most: number }, peers: number) {
  return Math.min(most, Math.max(0, peers - FEW_PEERS) * msPerPeer)
}

export class Pace {
  readonly #interval: () => number
  #wentAt = Number.NEGATIVE_INFINITY
  #waiting: PromiseWithResolvers<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  /** `interval`: the least milliseconds from one going to the next, as things are now. */
  constructor(interval: () => number) {
    this.#interval = interval
  }

  /** Resolves when whoever asks may go on; undefined when that is now. */
  turn(): Promise<void> | undefined {
    const interval = this.#interval()
    const isDue = this.#isStopped || performance.now() - this.#wentAt >= interval
    if (isDue && !this.#waiting) {
      this.#wentAt = performance.now()
      return undefined
    }
    const waiting = this.#waiting ?? this.#wait(2 * interval)
    if (isDue) this.#go()
    return waiting.promise
  }

  #wait(longest: number): PromiseWithResolvers<void> {
    const left = this.#wentAt + longest - performance.now()
    this.#timer = setTimeout(() => this.#go(), left)
    this.#waiting = Promise.withResolvers()
    return this.#waiting
  }

  #go(): void {
    clearTimeout(this.#timer)
    this.#wentAt = performance.now()
    this.#waiting?.resolve()
    this.#waiting = undefined
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#isStopped = true
    this.#go()
  }
}
