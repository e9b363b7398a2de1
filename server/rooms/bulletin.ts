/**
 * Bulletin: awareness states as frames, each told to many.
 *
 * Encoding: y-protocols 1.0 awareness, `[varUint n] n × [varUint clientID][varUint clock][varString JSON | "null"]`.
 */
import * as encoding from 'lib0/encoding'
import { MessageType } from '../../shared/protocol.ts'
import type { Peer } from './peer.ts'

/**
 * States of many, to be told to many. Nobody is told of himself: a client would take it for its own
 * state, and the server's clock for its own. A frame comes in parts, since all but its first bytes are
 * the same for everybody: to copy them would be most of what a crowd of moving cursors costs. All who
 * are not in it get the same frame.
 */
export class Bulletin {
  readonly #entries: Uint8Array
  /** Where in it each client's is. */
  readonly #spans = new Map<number, { start: number; end: number }>()
  readonly #clientOf: (peer: Peer) => number | undefined
  #shared: readonly Uint8Array[] | undefined

  constructor(
    entries: readonly { readonly client: number; readonly bytes: Uint8Array }[],
    clientOf: (peer: Peer) => number | undefined,
  ) {
    this.#clientOf = clientOf
    this.#entries = joined(entries.map(({ bytes }) => bytes))
    let end = 0
    for (const { client, bytes } of entries) {
      const start = end
      end += bytes.byteLength
      this.#spans.set(client, { start, end })
    }
  }

  /** Null when there is nobody else in it. */
  frameFor(peer: Peer): readonly Uint8Array[] | null {
    const count = this.#spans.size
    const own = this.#spans.get(this.#clientOf(peer) ?? -1)
    if (count === (own ? 1 : 0)) return null
    const entries = this.#entries
    if (own) return frame(count - 1, entries.subarray(0, own.start), entries.subarray(own.end))
    this.#shared ??= [joined(frame(count, entries))]
    return this.#shared
  }
}

/** `[1][length][count] entries`, in parts. */
function frame(count: number, ...entries: readonly Uint8Array[]): Uint8Array[] {
  const number = encoding.encode((encoder) => encoding.writeVarUint(encoder, count))
  const head = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MessageType.awareness)
    encoding.writeVarUint(encoder, lengthOf([number, ...entries]))
    encoding.writeUint8Array(encoder, number)
  })
  return [head, ...entries]
}

const lengthOf = (parts: readonly Uint8Array[]): number =>
  parts.reduce((sum, { byteLength }) => sum + byteLength, 0)

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(lengthOf(parts))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

export function varString(text: string): Uint8Array {
  return encoding.encode((encoder) => encoding.writeVarString(encoder, text))
}

export function encodeEntry(client: number, clock: number, state: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeUint8Array(encoder, state)
  })
}
