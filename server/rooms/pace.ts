/**
 * Pace: how often a crowd is told something.
 *
 * What comes to a quiet room goes on at once. In a crowded one, what comes within an interval of the
 * last going waits and goes on together, because each going costs a frame for everybody there: with
 * whoever comes first after the interval, who has woken the process anyway. Promises that something
 * goes after every `ask`, an interval later at most. Knows neither what goes on nor who is told.
 */
/** Peers that are told everything at once. */
const FEW_PEERS = 4

/** With each peer more than a few, all wait a little longer, up to `most` milliseconds. */
export function paceOf({ msPerPeer, most }: { msPerPeer: number; most: number }, peers: number) {
  return Math.min(most, Math.max(0, peers - FEW_PEERS) * msPerPeer)
}

export class Pace {
  readonly #interval: () => number
  readonly #go: () => void
  #wentAt = Number.NEGATIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #isGoing = false
  #isStopped = false

  /**
   * `interval`: the least milliseconds from one going to the next, as things are now. `go`: takes all
   * that waits.
   */
  constructor(interval: () => number, go: () => void) {
    this.#interval = interval
    this.#go = go
  }

  /** Something waits to go. */
  ask(): void {
    if (this.#isGoing) return
    const interval = this.#isStopped ? 0 : this.#interval()
    if (performance.now() - this.#wentAt >= interval) this.#goSoon()
    else this.#timer ??= setTimeout(() => this.#goSoon(), interval)
  }

  /** With whatever else this turn of the event loop brings. */
  #goSoon(): void {
    this.#isGoing = true
    clearTimeout(this.#timer)
    this.#timer = undefined
    queueMicrotask(() => {
      this.#isGoing = false
      this.#wentAt = performance.now()
      this.#go()
    })
  }

  /** Nothing waits any more. */
  stop(): void {
    this.#isStopped = true
    if (this.#timer) this.#goSoon()
  }
}
