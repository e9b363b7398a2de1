/**
 * Typist: types one character after another at the end of his own words, and knows when he did.
 *
 * One keystroke is one update, one clock, one frame.
 */
import { clientOf } from './authors.ts'
import { Keystrokes } from './keystrokes.ts'
import type { Line } from './line.ts'

/** So many of his last keystrokes' times are kept; a power of two. */
const KEPT = 2 ** 17

export class Typist {
  /** Keystrokes so far: the clock of the next. */
  clock = 0
  readonly #keystrokes: Keystrokes
  readonly #line: Pick<Line, 'update' | 'together'>
  readonly #times = new Float64Array(KEPT)

  constructor(author: number, line: Pick<Line, 'update' | 'together'>) {
    this.#keystrokes = new Keystrokes(clientOf(author))
    this.#line = line
  }

  type(keystrokes: number): void {
    this.#line.together(() => {
      for (let left = keystrokes; left > 0; left -= 1) this.#keystroke()
    })
  }

  #keystroke(): void {
    this.#times[this.clock % KEPT] = performance.now()
    this.#line.update(this.#keystrokes.update(this.clock))
    this.clock += 1
  }

  /** When he sent that one. */
  sentAt(clock: number): number {
    return this.#times[clock % KEPT] ?? Number.NaN
  }
}
