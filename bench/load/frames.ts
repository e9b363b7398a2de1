/**
 * Frames: what is in an incoming frame, found out once.
 *
 * A server sends the same bytes to everybody in a room, and all of them sit in one load process: a frame
 * that is equal, byte for byte, to one of the last few thousand is not decoded again. Promises the
 * same answer as decoding it would give.
 */
import * as decoding from 'lib0/decoding'
import { decodeUpdate } from 'yjs'
import type { Dialect, Heard } from '../dialects/dialect.ts'

/** Edits of one client that follow on one another: those with the clocks from `clock` to before `end`. */
export interface Run {
  readonly client: number
  readonly clock: number
  readonly end: number
}

/** Somebody's cursor, and which of his moves put it there. */
export interface Cursor {
  readonly client: number
  readonly move: number
}

export interface Decoded {
  readonly type: Heard['type']
  /** Of an update or a step 2. */
  readonly runs: readonly Run[]
  /** Of awareness: those that have a `move`. */
  readonly cursors: readonly Cursor[]
}

const FRAMES_MAX = 4096
const BYTES_MAX = 16 * 1024 * 1024
/** More of a frame is not hashed, only compared. */
const HASHED = 64
const MOVE = /"move":(\d+)/

export class Frames {
  readonly #dialect: Dialect
  readonly #known = new Map<number, { readonly data: Buffer; readonly decoded: Decoded }>()
  #bytes = 0

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  decode(data: Buffer): Decoded {
    const hash = hashOf(data)
    const known = this.#known.get(hash)
    if (known?.data.equals(data)) return known.decoded
    const decoded = decode(this.#dialect.read(data))
    this.#forget(hash)
    // A copy: the frame is a piece of a chunk many times its size, which it would keep.
    this.#known.set(hash, { data: Buffer.from(data), decoded })
    this.#bytes += data.length
    this.#makeRoom()
    return decoded
  }

  #makeRoom(): void {
    for (const hash of this.#known.keys()) {
      if (this.#known.size <= FRAMES_MAX && this.#bytes <= BYTES_MAX) return
      this.#forget(hash)
    }
  }

  #forget(hash: number): void {
    this.#bytes -= this.#known.get(hash)?.data.length ?? 0
    this.#known.delete(hash)
  }
}

/** FNV-1a over its length and its beginning, where the clocks are. */
function hashOf(data: Uint8Array): number {
  let hash = Math.imul(0x811c9dc5 ^ data.length, 0x01000193)
  const end = Math.min(data.length, HASHED)
  for (let at = 0; at < end; at += 1) hash = Math.imul(hash ^ (data[at] ?? 0), 0x01000193)
  return hash
}

function decode({ type, payload }: Heard): Decoded {
  const isUpdate = type === 'update' || type === 'step2'
  return {
    type,
    runs: isUpdate ? runsOf(payload) : [],
    cursors: type === 'awareness' ? cursorsOf(payload) : [],
  }
}

/** Structs that follow on one another become one run. */
export function runsOf(update: Uint8Array): readonly Run[] {
  const runs: Run[] = []
  for (const { id, length } of decodeUpdate(update).structs) {
    const last = runs.at(-1)
    const end = id.clock + length
    if (last?.client === id.client && last.end === id.clock)
      runs[runs.length - 1] = { ...last, end }
    else runs.push({ client: id.client, clock: id.clock, end })
  }
  return runs
}

export function cursorsOf(awareness: Uint8Array): readonly Cursor[] {
  const decoder = decoding.createDecoder(awareness)
  const cursors: Cursor[] = []
  for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
    const client = decoding.readVarUint(decoder)
    decoding.readVarUint(decoder)
    const move = MOVE.exec(decoding.readVarString(decoder))?.[1]
    if (move !== undefined) cursors.push({ client, move: Number(move) })
  }
  return cursors
}
