/**
 * Budget: how many bytes of updates may wait for the disk, in all rooms together.
 *
 * Counted where they came in, so it bounds what waits in this thread, on its way to the other, and
 * there. Beyond it a peer is sent away to come back: it still has what it wrote. Half of it is kept for
 * what people type: a few large updates must not send everyone away.
 */
import { WeftError } from '../../shared/errors.ts'

/** No keystroke is as large. */
const LARGE_BYTES = 64 * 1024

export class Budget {
  readonly #limit: number
  #taken = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** How many wait now. */
  get taken(): number {
    return this.#taken
  }

  /** Throws `overloaded` when there are not as many left. */
  take(bytes: number): void {
    const limit = bytes > LARGE_BYTES ? this.#limit / 2 : this.#limit
    if (this.#taken + bytes > limit) {
      throw new WeftError(
        'overloaded',
        `${this.#taken} bytes wait for the disk, ${bytes} more came`,
      )
    }
    this.#taken += bytes
  }

  give(bytes: number): void {
    this.#taken -= bytes
  }
}
