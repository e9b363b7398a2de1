/**
 * Beat: one timer for all the rooms.
 *
 * Each is looked at once a round, at the moment of the round at which it came: a timer for each of
 * thousands would cost memory, one moment for all of them a jam. Runs only while there is anything to
 * look at. What a look is for, is the room's own affair.
 */
export const BEAT_MS = 5_000
const MOMENTS = 20

export interface Beating {
  /** Once in BEAT_MS. */
  beat(): void
}

export class Beat {
  readonly #moments = Array.from({ length: MOMENTS }, () => new Set<Beating>())
  #moment = 0
  #timer: NodeJS.Timeout | undefined

  add(one: Beating): void {
    this.#moments[this.#moment]?.add(one)
    this.#timer ??= setInterval(() => this.#next(), BEAT_MS / MOMENTS)
  }

  delete(one: Beating): void {
    for (const moment of this.#moments) moment.delete(one)
    if (this.#moments.some(({ size }) => size > 0)) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #next(): void {
    this.#moment = (this.#moment + 1) % MOMENTS
    for (const one of this.#moments[this.#moment] ?? []) one.beat()
  }
}
