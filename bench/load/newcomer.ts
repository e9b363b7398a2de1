/**
 * Newcomer: somebody who comes with nothing, and when he had what.
 *
 * Only notes what comes and when; what it amounts to is found out later, so that a look at one does not
 * make the next one late.
 */
import type { Dialect, Heard } from '../dialects/dialect.ts'
import { Line } from './line.ts'

/** Of the document: the answer to his step 1, or a change. */
export interface Part {
  /** Since he began to connect. */
  readonly ms: number
  readonly update: Uint8Array
}

export interface NewcomerOptions {
  readonly dialect: Dialect
  readonly room: string
  readonly person: string
  readonly came?: (part: Part) => void
}

export class Newcomer {
  readonly line: Line<Heard>
  /** The answer to step 1 is among them when `join` returns. */
  readonly parts: Part[] = []
  readonly #came: ((part: Part) => void) | undefined
  #start = Number.NaN

  constructor({ dialect, room, person, came }: NewcomerOptions) {
    const frames = { decode: (data: Buffer) => dialect.read(data) }
    const heard = (read: Heard) => this.#hear(read)
    this.line = new Line({ dialect, frames, room, person, heard })
    this.#came = came
  }

  async join(): Promise<void> {
    this.#start = performance.now()
    await this.line.join()
  }

  #hear({ type, payload }: Heard): void {
    if (type !== 'step2' && type !== 'update') return
    const part = { ms: performance.now() - this.#start, update: payload }
    this.parts.push(part)
    this.#came?.(part)
  }
}
