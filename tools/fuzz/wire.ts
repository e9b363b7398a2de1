/**
 * Wire: frames and updates written by hand, so that they can say what no client would.
 */
import * as encoding from 'lib0/encoding'
import { MessageType, SyncType } from '../../shared/protocol.ts'
import { varint } from './mutate.ts'

/** Numbers become varints, bigints too and of any size; texts have their length before them; bytes stay. */
export type Part = number | bigint | string | Uint8Array

export function bytes(...parts: readonly Part[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const part of parts) {
      if (typeof part === 'string') encoding.writeVarString(encoder, part)
      else if (typeof part === 'number') encoding.writeVarUint(encoder, part)
      else encoding.writeUint8Array(encoder, typeof part === 'bigint' ? varint(part) : part)
    }
  })
}

export const raw = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)

export const sized = (body: Uint8Array): Uint8Array => bytes(body.length, body)

export const change = (...update: readonly Part[]): Uint8Array =>
  bytes(MessageType.sync, SyncType.update, sized(bytes(...update)))

export const step1 = (...vector: readonly Part[]): Uint8Array =>
  bytes(MessageType.sync, SyncType.step1, sized(bytes(...vector)))

export const step2 = (...update: readonly Part[]): Uint8Array =>
  bytes(MessageType.sync, SyncType.step2, sized(bytes(...update)))

export interface Entry {
  readonly client: number | bigint
  readonly clock: number | bigint
  readonly state: string
}

export const awareness = (...entries: readonly Entry[]): Uint8Array => {
  const written = entries.map(({ client, clock, state }) => bytes(client, clock, state))
  return bytes(MessageType.awareness, sized(bytes(entries.length, ...written)))
}

/** Kinds of structs, and flags in their first byte (Yjs 13, V1). */
export const Kind = {
  gc: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
  skip: 10,
} as const
export const HAS_KEY = 0x20
export const HAS_RIGHT_ORIGIN = 0x40
export const HAS_ORIGIN = 0x80
