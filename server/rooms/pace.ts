/**
 * Pace: how often a crowd is told something.
 *
 * What comes to a quiet room goes on at once. In a crowded one, all that comes within an interval goes
 * on together, because each going costs a frame for everybody there. Promises the order in which turns
 * were asked for. Knows neither what goes on nor who is told.
 */
export class Pace {
  readonly #interval: () => number
  #wentAt = Number.NEGATIVE_INFINITY
  #waiting: PromiseWithResolvers<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #isStopped = false

  /** `interval`: milliseconds from one going to the next, as things are now. */
  constructor(interval: () => number) {
    this.#interval = interval
  }

  /** Resolves when whoever asks may go on; undefined when that is now. */
  turn(): Promise<void> | undefined {
    if (this.#waiting) return this.#waiting.promise
    const now = performance.now()
    const wait = this.#wentAt + this.#interval() - now
    if (wait > 0 && !this.#isStopped) return this.#wait(wait)
    this.#wentAt = now
    return undefined
  }

  #wait(milliseconds: number): Promise<void> {
    this.#waiting = Promise.withResolvers()
    this.#timer = setTimeout(() => this.#go(), milliseconds)
    return this.#waiting.promise
  }

  #go(): void {
    this.#wentAt = performance.now()
    this.#waiting?.resolve()
    this.#waiting = undefined
  }

  /** Nobody waits any more. */
  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.#go()
  }
}
