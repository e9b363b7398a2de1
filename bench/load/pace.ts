/**
 * Pace: how often somebody should have acted by now. Late beats are made up for, none is left out.
 */
export class Pace {
  #done = 0
  readonly #start: number
  readonly #beatMs: number

  /** `phase`, in [0, 1): at which moment of the beat. */
  constructor(start: number, rate: number, phase: number) {
    this.#beatMs = 1_000 / rate
    this.#start = start + phase * this.#beatMs
  }

  /** How many are due, each told once. */
  take(now: number): number {
    const due = Math.max(0, Math.floor((now - this.#start) / this.#beatMs) + 1 - this.#done)
    this.#done += due
    return due
  }
}
