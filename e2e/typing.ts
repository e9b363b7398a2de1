/**
 * Typing: somebody who does not stop, whatever happens to the connection.
 *
 * Types w1 w2 w3 …, so that a lost, a doubled and a misplaced word all show.
 */
import type { Person } from './people.ts'

export const words = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => `w${from + index} `).join('')

export class Typing {
  /** How many words have been typed whole. */
  count = 0
  #isOver = false
  readonly #done: Promise<void>

  constructor(person: Person) {
    this.#done = this.#run(person)
  }

  /** After the word at which the person is. */
  stop(): Promise<void> {
    this.#isOver = true
    return this.#done
  }

  async #run(person: Person): Promise<void> {
    while (!this.#isOver) {
      await person.type(words(this.count + 1, this.count + 1))
      this.count += 1
    }
  }
}
