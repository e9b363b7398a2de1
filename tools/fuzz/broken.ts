/**
 * Broken: WebSocket frames that RFC 6455 does not allow, or that are never finished.
 *
 * Bytes for a raw socket on which the handshake is done. A server may close such a socket; it may not
 * fall, and nobody else may notice.
 */
import type { Chance } from '../../server/testing/chance.ts'
import { join, noise } from './mutate.ts'

interface Frame {
  /** FIN, the reserved bits and the opcode. */
  readonly head: number
  readonly payload?: Uint8Array
  /** What the header says; the payload's own length without it. */
  readonly announced?: bigint
  readonly isUnmasked?: boolean
}

const FIN = 0x80
const RSV = [0x40, 0x20, 0x10] as const
const [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG] = [0, 1, 2, 8, 9, 10] as const
const MASK_BIT = 0x80
/** Leaves the payload as it is. */
const MASK = new Uint8Array(4)

export function frame({ head, payload = new Uint8Array(), announced, isUnmasked }: Frame) {
  const mask = isUnmasked ? 0 : MASK_BIT
  const size = lengthOf(announced ?? BigInt(payload.length), mask)
  return join(Uint8Array.of(head), size, isUnmasked ? new Uint8Array() : MASK, payload)
}

function lengthOf(length: bigint, mask: number): Uint8Array {
  if (length < 126n) return Uint8Array.of(mask | Number(length))
  const bytes = Buffer.alloc(length < 65_536n ? 3 : 9)
  bytes[0] = mask | (bytes.length === 3 ? 126 : 127)
  if (bytes.length === 3) bytes.writeUInt16BE(Number(length), 1)
  else bytes.writeBigUInt64BE(length, 1)
  return bytes
}

const QUERY = Uint8Array.of(3)

const CASES = {
  reserved: (chance) => frame({ head: FIN | BINARY | chance.pick(RSV), payload: QUERY }),
  opcode: (chance) =>
    frame({ head: FIN | chance.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), payload: QUERY }),
  unmasked: () => frame({ head: FIN | BINARY, payload: QUERY, isUnmasked: true }),
  'ping-too-long': (chance) =>
    frame({ head: FIN | chance.pick([PING, PONG, CLOSE]), payload: new Uint8Array(126) }),
  'ping-fragment': () => frame({ head: PING, payload: QUERY }),
  announced: (chance) =>
    frame({
      head: FIN | BINARY,
      announced: chance.pick([101n * 2n ** 20n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]),
      payload: noise(chance, chance.below(64)),
    }),
  'announced-and-silent': (chance) =>
    frame({ head: FIN | BINARY, announced: BigInt(1 + chance.below(2 ** 20)), payload: QUERY }),
  'half-header': (chance) => {
    const whole = frame({ head: FIN | BINARY, announced: 2n ** 20n })
    return whole.slice(0, 1 + chance.below(whole.length - 1))
  },
  'fragments-without-end': (chance) => {
    const next = frame({ head: CONTINUATION, payload: noise(chance, chance.below(8)) })
    const first = frame({ head: BINARY, payload: QUERY })
    return join(first, ...new Array<Uint8Array>(1 + chance.below(500)).fill(next))
  },
  'fragment-in-fragment': () =>
    join(frame({ head: BINARY, payload: QUERY }), frame({ head: BINARY, payload: QUERY })),
  'continues-nothing': () => frame({ head: FIN | CONTINUATION, payload: QUERY }),
  'close-reason': () =>
    frame({ head: FIN | CLOSE, payload: Uint8Array.of(0x03, 0xe8, 0xff, 0xfe, 0xc0) }),
  'close-code': (chance) => {
    const code = chance.pick([0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_535])
    return frame({ head: FIN | CLOSE, payload: Uint8Array.of(code >> 8, code & 255) })
  },
  'close-one-byte': () => frame({ head: FIN | CLOSE, payload: QUERY }),
  'text-not-utf8': () => frame({ head: FIN | TEXT, payload: Uint8Array.of(0xff, 0xfe) }),
  'pings-many': (chance) => {
    const ping = frame({ head: FIN | PING, payload: noise(chance, 125) })
    return join(...new Array<Uint8Array>(100).fill(ping))
  },
  'after-close': () =>
    join(
      frame({ head: FIN | CLOSE, payload: Uint8Array.of(0x03, 0xe8) }),
      frame({ head: FIN | BINARY, payload: QUERY }),
    ),
  noise: (chance) => noise(chance, 1 + chance.below(200)),
} as const satisfies Record<string, (chance: Chance) => Uint8Array>

export type BrokenName = keyof typeof CASES
export const BROKEN = Object.keys(CASES) as readonly BrokenName[]

export const broken = (name: BrokenName, chance: Chance): Uint8Array => CASES[name](chance)
