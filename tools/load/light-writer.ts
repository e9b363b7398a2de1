/**
 * Light writer: someone who types at the end of his own words, and asks after each what is saved.
 *
 * His updates are those that Yjs would make of the same typing; no document is needed for them, since
 * he never writes beside the words of others.
 */
import { CONTENT, savedFrame } from '../../shared/protocol.ts'
import { bytes, change, HAS_ORIGIN, Kind, raw } from '../fuzz/wire.ts'
import { LightClient } from './light-client.ts'

export interface Written {
  readonly client: number
  /** All that he wrote, in order. */
  readonly text: string
  readonly edits: number
  readonly acknowledged: number
}

export class LightWriter {
  readonly client: LightClient
  readonly #id: number
  readonly #closes: string[]
  #text = ''
  #edits = 0
  #acknowledged = 0

  /** `id`: his clientID. `closes` hears how a connection ended that should not have. */
  constructor(address: string, id: number, closes: string[]) {
    this.#id = id
    this.#closes = closes
    this.client = new LightClient(address, {
      saved: (question) => {
        this.#acknowledged = Math.max(this.#acknowledged, question)
      },
      closed: (code) => this.#closes.push(`writer ${id} was closed: ${code}`),
    })
  }

  get isSettled(): boolean {
    return this.#acknowledged === this.#edits
  }

  type(): void {
    const marker = `<${this.#id}:${this.#edits}>`
    this.client.send(insertion(this.#id, this.#text.length, marker))
    this.#text += marker
    this.#edits += 1
    this.client.send(savedFrame(this.#edits))
  }

  get written(): Written {
    return {
      client: this.#id,
      text: this.#text,
      edits: this.#edits,
      acknowledged: this.#acknowledged,
    }
  }
}

/** The frame for a text that is inserted after all that `client` wrote before. */
export function insertion(client: number, clock: number, text: string): Uint8Array {
  const place =
    clock > 0
      ? bytes(raw(Kind.string | HAS_ORIGIN), client, clock - 1)
      : bytes(raw(Kind.string), 1, CONTENT)
  return change(1, 1, client, clock, place, text, 0)
}
