/**
 * Mutate: real bytes, made wrong.
 *
 * Promises that the same chance makes the same bytes of the same material, and that the material is
 * left as it was. What it makes may by luck still be valid.
 */
import type { Chance } from '../../server/testing/chance.ts'

const WEIGHTS = {
  flip: 4,
  insert: 2,
  remove: 2,
  truncate: 1,
  repeat: 1,
  splice: 2,
  number: 4,
  length: 3,
  nudge: 3,
  append: 1,
} as const
type Change = keyof typeof WEIGHTS

/** Numbers at which something begins or ends: of a byte, of a varint's length, of what a clock or a float holds. */
const EDGES = [
  0n,
  1n,
  2n ** 7n - 1n,
  2n ** 7n,
  2n ** 14n,
  2n ** 21n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 54n,
  2n ** 55n,
  2n ** 56n - 1n,
  2n ** 56n,
  2n ** 63n,
  2n ** 70n,
] as const

/** A varint of any size, which lib0 would not write. `padding` more bytes say nothing and are legal base 128. */
export function varint(value: bigint, padding = 0): Uint8Array {
  const bytes: number[] = []
  let left = value
  while (left > 127n) {
    bytes.push(Number(left & 127n) | 128)
    left >>= 7n
  }
  bytes.push(Number(left))
  for (let extra = 0; extra < padding; extra += 1) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 128
    bytes.push(0)
  }
  return Uint8Array.from(bytes)
}

export const edge = (chance: Chance): Uint8Array =>
  varint(chance.pick(EDGES), chance.below(8) === 0 ? 1 + chance.below(9) : 0)

/** One to four changes, one after the other. `others` is what it may be spliced with. */
export function mutate(chance: Chance, bytes: Uint8Array, others: readonly Uint8Array[]) {
  let mutant = bytes
  for (let changes = 1 + chance.below(4); changes > 0; changes -= 1) {
    mutant = CHANGES[chance.weighted(WEIGHTS)](chance, mutant, others)
  }
  return mutant
}

type Changer = (chance: Chance, bytes: Uint8Array, others: readonly Uint8Array[]) => Uint8Array

const CHANGES: Readonly<Record<Change, Changer>> = {
  flip: (chance, bytes) => {
    const flipped = Uint8Array.from(bytes)
    for (let bits = 1 + chance.below(8); bits > 0 && bytes.length > 0; bits -= 1) {
      const at = chance.below(bytes.length)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << chance.below(8))
    }
    return flipped
  },
  insert: (chance, bytes) => {
    const at = chance.below(bytes.length + 1)
    return put(bytes, at, at, noise(chance, 1 + chance.below(8)))
  },
  remove: (chance, bytes) => put(bytes, ...range(chance, bytes), noise(chance, 0)),
  truncate: (chance, bytes) => bytes.slice(0, chance.below(bytes.length + 1)),
  repeat: (chance, bytes) => {
    const [from, to] = range(chance, bytes)
    return put(bytes, to, to, bytes.slice(from, to))
  },
  splice: (chance, bytes, others) => {
    const other = others.length > 0 ? chance.pick(others) : bytes
    return join(
      bytes.slice(0, chance.below(bytes.length + 1)),
      other.slice(chance.below(other.length + 1)),
    )
  },
  number: (chance, bytes) => {
    const at = chance.below(bytes.length + 1)
    return put(bytes, at, endOfVarint(bytes, at), edge(chance))
  },
  // Lengths are nearly always in the first bytes: of the message, then of what is in it.
  length: (chance, bytes) => {
    const at = Math.min(chance.below(4), bytes.length)
    return put(bytes, at, endOfVarint(bytes, at), edge(chance))
  },
  nudge: (chance, bytes) => {
    const nudged = Uint8Array.from(bytes)
    const at = chance.below(Math.max(1, bytes.length))
    if (at < nudged.length) nudged[at] = (nudged[at] ?? 0) + chance.pick([-2, -1, 1, 2])
    return nudged
  },
  append: (chance, bytes) => join(bytes, noise(chance, 1 + chance.below(16))),
}

export const noise = (chance: Chance, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => chance.below(256))

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

const put = (bytes: Uint8Array, from: number, to: number, middle: Uint8Array): Uint8Array =>
  join(bytes.slice(0, from), middle, bytes.slice(to))

function range(chance: Chance, bytes: Uint8Array): [from: number, to: number] {
  const from = chance.below(bytes.length + 1)
  return [from, Math.min(bytes.length, from + 1 + chance.below(16))]
}

function endOfVarint(bytes: Uint8Array, at: number): number {
  let end = at
  while ((bytes[end] ?? 0) > 127) end += 1
  return Math.min(end + 1, bytes.length)
}
