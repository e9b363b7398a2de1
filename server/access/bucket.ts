/**
 * Bucket: how much may come at a steady rate, and how much at once.
 *
 * A token bucket: it fills at `rate`, holds `burst`, and may be overdrawn, for what has come has come;
 * the answer says when it will be paid for. Decides nothing. Takes the time from whoever asks.
 */
export interface Rate {
  /** A second. */
  readonly rate: number
  readonly burst: number
}

export class Bucket {
  readonly #rate: number
  readonly #burst: number
  #level: number
  #filledAt: number

  /** Full at the start. `now` in milliseconds. */
  constructor({ rate, burst }: Rate, now: number) {
    this.#rate = rate / 1000
    this.#burst = burst
    this.#level = burst
    this.#filledAt = now
  }

  /** Answers with the milliseconds until it is paid for: 0 if there was enough. */
  take(amount: number, now: number): number {
    this.#fill(now)
    this.#level -= amount
    return this.#level < 0 ? -this.#level / this.#rate : 0
  }

  has(amount: number, now: number): boolean {
    this.#fill(now)
    return this.#level >= amount
  }

  /** As much is owed as may come at once. */
  get isOverdrawn(): boolean {
    return this.#level < -this.#burst
  }

  isFull(now: number): boolean {
    return this.has(this.#burst, now)
  }

  /** A clock that was set back does not take away. */
  #fill(now: number): void {
    const passed = Math.max(0, now - this.#filledAt)
    this.#level = Math.min(this.#burst, this.#level + passed * this.#rate)
    this.#filledAt = now
  }
}
