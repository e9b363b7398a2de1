/**
 * Clock: what the server puts on every awareness state that it passes on.
 *
 * A client ignores a state at a clock that it has seen, and keeps clocks when its line is cut: whoever came
 * back would stay unseen, and see nobody. So it starts from the time of day, which rises across restarts, and
 * is never behind one that was heard from another node (L. Lamport, Time, Clocks, and the Ordering of
 * Events in a Distributed System, 1978): whoever changes nodes is understood though their times differ.
 */

/** Nobody's time is further ahead; who says so would take the clock for all away with him. */
const AHEAD_MAX_MS = 24 * 60 * 60_000

export class Clock {
  #last = 0

  /** Milliseconds since 1970 or above; more than ever before. */
  next(): number {
    this.#last = Math.max(this.#last + 1, Date.now())
    return this.#last
  }

  /** Another node's. True when it is ahead, so that what was said here last may have been ignored. */
  hear(other: number): boolean {
    const now = Date.now()
    if (other <= Math.max(this.#last, now) || other > now + AHEAD_MAX_MS) return false
    this.#last = other
    return true
  }
}
