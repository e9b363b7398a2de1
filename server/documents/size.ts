/**
 * Size: whether a document has room for more, without encoding it at every keystroke.
 *
 * What it knows is the last exact measure and the bytes of what came since, which is mostly too much:
 * rows are larger than what is left of them. So before it says no it measures, but seldom, since that
 * takes 160 ms at 10 MB: whoever writes into a full document cannot make it measure every time.
 */

const MEASURE_EVERY_MS = 5_000
/** From so much on it is as likely to be wrong as a snapshot is to be due, which costs the same. */
const MEASURE_AFTER_BYTES = 1024 * 1024

export class Size {
  readonly #limit: number
  #measured = 0
  #since = 0
  /** Taken and not applied yet. */
  #ahead = 0
  #measuredAt = Number.NEGATIVE_INFINITY

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Whether so many bytes more are within the limit; then they are counted. */
  takes(bytes: number, time: number, measure: () => number): boolean {
    if (!this.#fits(bytes) && this.#mayMeasure(time)) {
      this.measured(measure())
      this.#measuredAt = time
    }
    if (!this.#fits(bytes)) return false
    this.#ahead += bytes
    return true
  }

  #fits(bytes: number): boolean {
    return this.#measured + this.#since + this.#ahead + bytes <= this.#limit
  }

  #mayMeasure(time: number): boolean {
    return time - this.#measuredAt >= MEASURE_EVERY_MS || this.#since >= MEASURE_AFTER_BYTES
  }

  /** All that was taken is in the document, and came to so many bytes. */
  applied(bytes: number): void {
    this.#ahead = 0
    this.#since += bytes
  }

  /** The state as it is now has been encoded, and has so many bytes. */
  measured(bytes: number): void {
    this.#measured = bytes
    this.#since = 0
    this.#ahead = 0
  }
}
