/**
 * Receipts: what has become of the appends of one call.
 *
 * One promise for all of them: thousands may wait for the disk, and a promise for each would be most of
 * what the garbage collector has to do.
 */
import type { Outcome } from './documents.ts'

export class Receipts {
  readonly #outcomes: Outcome[]
  readonly #done = Promise.withResolvers<readonly Outcome[]>()
  #waiting: number

  constructor(count: number) {
    this.#outcomes = new Array<Outcome>(count)
    this.#waiting = count
    if (count === 0) this.#done.resolve([])
  }

  /** In the order of the appends, when every one of them is settled. */
  get done(): Promise<readonly Outcome[]> {
    return this.#done.promise
  }

  settle(index: number, outcome: Outcome): void {
    this.#outcomes[index] = outcome
    this.#waiting -= 1
    if (this.#waiting === 0) this.#done.resolve(this.#outcomes)
  }
}
