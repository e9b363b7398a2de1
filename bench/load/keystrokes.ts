/**
 * Keystrokes: the updates that Yjs makes when somebody types one letter after another at the end of his
 * own words in the shared text, without a document to make them.
 */
import { CONTENT } from '../../shared/protocol.ts'
import { HAS_ORIGIN, Kind } from '../../tools/fuzz/wire.ts'
import { varint } from './bytes.ts'

const ONE_CLIENT = 1
const ONE_STRUCT = 1
const BY_NAME = 1
const NO_DELETIONS = 0
const FIRST_LETTER = 97
const LETTERS = 26

export class Keystrokes {
  readonly #client: readonly number[]
  readonly #first: readonly number[]

  constructor(client: number) {
    this.#client = varint(client)
    this.#first = [Kind.string, BY_NAME, CONTENT.length, ...Buffer.from(CONTENT)]
  }

  update(clock: number): Uint8Array {
    const place =
      clock > 0 ? [Kind.string | HAS_ORIGIN, ...this.#client, ...varint(clock - 1)] : this.#first
    const letter = FIRST_LETTER + (clock % LETTERS)
    return Buffer.from([
      ONE_CLIENT,
      ONE_STRUCT,
      ...this.#client,
      ...varint(clock),
      ...place,
      1,
      letter,
      NO_DELETIONS,
    ])
  }
}
