/**
 * Hostile: messages that are built to do harm, each by name.
 *
 * Most are well-formed, and meant for what comes after the reading: documents, presence, chat, memory. A case
 * gives the frames that its sender says one after the other. Whom it aims at is in `Aim`; what the
 * server makes of it is not decided here. Broken WebSocket frames are broken.ts, chance is mutate.ts.
 */
import type { Chance } from '../../server/testing/chance.ts'
import {
  ChatType,
  CONTENT,
  META,
  MessageType,
  openChatFrame,
  savedFrame,
  tokenFrame,
} from '../../shared/protocol.ts'
import { edge, noise } from './mutate.ts'
import {
  awareness,
  bytes,
  change,
  HAS_KEY,
  HAS_ORIGIN,
  HAS_RIGHT_ORIGIN,
  Kind,
  type Part,
  raw,
  sized,
  step1,
  step2,
} from './wire.ts'

export interface Aim {
  /** The clientID that it may write with, and how much it has written. */
  readonly own: number
  readonly clock: number
  /** An honest writer's, and how much he has written. */
  readonly victim: number
  readonly victimClock: number
  /** One who only reads. */
  readonly witness: number
  /** Tokens that are real and not meant for this connection. */
  readonly tokens: readonly string[]
}

type Case = (chance: Chance, aim: Aim) => readonly Uint8Array[]

const FAR_CLOCK = 2n ** 53n - 1n
const OVER = raw(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)
const NAMES = [
  '__proto__',
  'constructor',
  'toString',
  '',
  CONTENT,
  META,
  'a',
  '\u0000',
  '💥',
] as const

/** A new struct of the sender's own in a root. */
const own = ({ own, clock }: Aim, kind: number, root: string, ...content: readonly Part[]) =>
  change(1, 1, own, clock, raw(kind), 1, root, ...content, 0)

const text = (chance: Chance): string => 'hostile '.repeat(1 + chance.below(3))

const CHANGES = {
  /** A length that lib0 reads as more than a number can be: it ends a document that takes it. */
  brick: (chance, { own }) => {
    const client = chance.pick([0x4d, own])
    return [change(1, 1, client, 0, raw(1), 1, 't', OVER, 0)]
  },
  'brick-clock': (_, { own }) => [change(1, 1, own, OVER, raw(Kind.string), 1, 't', 'x', 0)],
  'brick-prototype': (_, aim) => [
    own(aim, Kind.any, 't', 1, raw(118), 1, '__proto__', raw(116), 0),
  ],
  future: (chance, { own, clock }) => [
    change(
      ...[1, 1, own, clock + chance.pick([1, 1_000, 2 ** 30])],
      ...[raw(Kind.string), 1, CONTENT, 'x'.repeat(1_024), 0],
    ),
  ],
  'future-step2': (_, { own, clock }) => {
    const frame = step2(1, 1, own, clock + 9, raw(Kind.string), 1, CONTENT, 'x', 0)
    return [frame, frame, frame, frame]
  },
  'pending-origin': (chance, { own, clock, victim, victimClock }) => [
    change(
      ...[1, 1, own, clock, raw(Kind.string | HAS_ORIGIN)],
      ...[chance.pick([victim, 4_711]), victimClock + 10_000, 'waits', 0],
    ),
  ],
  'pending-delete': (chance, { victim, victimClock }) => [
    change(0, 1, chance.pick([victim, 4_711]), 1, victimClock + chance.below(1_000), 1_000),
  ],
  'skip-first': (_, { own, clock }) => [
    change(
      ...[1, 3, own, clock, raw(Kind.skip), 100],
      ...[raw(Kind.string), 1, CONTENT, 'x', raw(Kind.gc), 3, 0],
    ),
  ],
  /** Allowed to whoever may write, and it must reach everyone. */
  erase: (chance, { victim, victimClock }) => [
    change(0, 1, victim, 1, chance.below(Math.max(1, victimClock)), 1 + chance.below(8)),
  ],
  roots: (chance, { own, clock }) => {
    const structs = Array.from({ length: 50 }, () =>
      bytes(raw(Kind.string), 1, `root ${chance.below(100)}`, 'r'),
    )
    return [change(1, structs.length, own, clock, ...structs, 0)]
  },
  names: (chance, aim) => [
    change(
      ...[1, 1, aim.own, aim.clock, raw(Kind.any | HAS_KEY), 1, chance.pick(NAMES)],
      ...[chance.pick(NAMES), 1, raw(118), 1, chance.pick(NAMES), raw(126), 0],
    ),
  ],
  formats: (chance, aim) => [
    own(
      aim,
      Kind.format,
      CONTENT,
      chance.pick(NAMES),
      chance.pick(['null', '{}', '[[]]', '1e999']),
    ),
  ],
  'other-type': (chance, aim) => [
    own(aim, Kind.type, CONTENT, chance.below(7), ...(chance.below(2) ? [chance.pick(NAMES)] : [])),
  ],
  subdocument: (chance, aim) => [
    own(aim, Kind.doc, CONTENT, chance.pick(NAMES), raw(118), 1, 'gc', raw(120)),
  ],
  'nested-types': (chance, { own, clock }) =>
    nest(own, clock, chance.pick([5, 50, 500, 50, 5, 10_000])),
  'nested-and-erased': (chance, { own, clock }) => [
    ...nest(own, clock, chance.pick([50, 500, 50, 500, 10_000])),
    change(0, 1, own, 1, clock, 1),
  ],
  'deep-values': (chance, aim) => [
    own(aim, Kind.any, 'l', 1, ...deep(chance.pick([31, 33, 10_000]), raw(117, 1)), raw(126)),
  ],
  'deep-json': (chance, aim) => {
    const depth = chance.pick([31, 33, 20_000])
    return [own(aim, Kind.embed, CONTENT, '['.repeat(depth) + ']'.repeat(depth))]
  },
  /** Its left neighbour is in another type than it says that it is itself. */
  'foreign-origin': (_, { own, clock }) => [
    change(
      ...[
        1,
        3,
        own,
        clock,
        raw(Kind.string),
        1,
        META,
        'meta',
        raw(Kind.string),
        1,
        CONTENT,
        'text',
      ],
      ...[raw(Kind.string | HAS_ORIGIN | HAS_RIGHT_ORIGIN), own, clock, own, clock + 4, 'both', 0],
    ),
  ],
  /** Its right neighbour is left of its left one. */
  crossed: (chance, { own, clock, victim, victimClock }) => {
    const [left, right] = [chance.below(victimClock), chance.below(victimClock)]
    return [
      change(
        ...[1, 1, own, clock, raw(Kind.string | HAS_ORIGIN | HAS_RIGHT_ORIGIN)],
        ...[victim, left, victim, right, 'crossed', 0],
      ),
    ]
  },
  /** Splits a pair of surrogates. */
  surrogates: (_, { own, clock }) => [
    change(
      ...[1, 2, own, clock, raw(Kind.string), 1, CONTENT, '👋👋'],
      ...[raw(Kind.string | HAS_ORIGIN), own, clock, 'x', 0],
    ),
    change(0, 1, own, 1, clock + 2, 1),
  ],
  'many-clients': () => {
    const blocks = Array.from({ length: 300 }, (_, n) => bytes(1, 2 ** 40 + n, 0, raw(Kind.gc), 1))
    return [change(blocks.length, ...blocks, 0)]
  },
  'announced-counts': (chance) => [change(edge(chance), edge(chance), edge(chance))],
  repeated: (chance, aim) =>
    new Array<Uint8Array>(50).fill(own(aim, Kind.string, CONTENT, text(chance))),
} as const satisfies Record<string, Case>

function nest(own: number, clock: number, depth: number): Uint8Array[] {
  const [first, ...inner] = Array.from({ length: depth }, (_, level) =>
    level === 0
      ? bytes(raw(Kind.type), 1, 'nest', 0)
      : bytes(raw(Kind.type), 0, own, clock + level - 1, 0),
  )
  const frames = first ? [change(1, 1, own, clock, first, 0)] : []
  for (let from = 0; from < inner.length; from += 2_000) {
    const part = inner.slice(from, from + 2_000)
    frames.push(change(1, part.length, own, clock + 1 + from, ...part, 0))
  }
  return frames
}

const deep = (depth: number, level: Uint8Array): Uint8Array[] =>
  new Array<Uint8Array>(depth).fill(level)

/** Other people's words in their own name. They need a server that knows whose a clientID is. */
const SQUATS = {
  squat: (chance, { victim, victimClock }) => [
    change(1, 1, victim, victimClock, raw(Kind.string), 1, CONTENT, text(chance), 0),
  ],
  'squat-collected': (_, { victim, victimClock }) => [
    change(1, 1, victim, victimClock, raw(Kind.gc), 1_000, 0),
  ],
  'squat-beside-own': (chance, { own, clock, victim, victimClock }) => [
    change(
      ...[2, 1, own, clock, raw(Kind.string), 1, CONTENT, text(chance)],
      ...[1, victim, victimClock, raw(Kind.string), 1, CONTENT, text(chance), 0],
    ),
  ],
  /** What is there already must stay as it is. */
  rewrite: (chance, { victim, victimClock }) => [
    change(
      ...[1, 1, victim, 0, raw(Kind.string), 1, CONTENT],
      ...['X'.repeat(Math.max(1, chance.below(victimClock))), 0],
    ),
  ],
} as const satisfies Record<string, Case>

const state = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

const PRESENCE = {
  'presence-of-others': (chance, { victim, witness }) => [
    awareness({
      client: chance.pick([victim, witness]),
      clock: chance.pick([1, 2 ** 31, 2 ** 41]),
      state: chance.pick(['null', '{"user":{"name":"Nobody"}}']),
    }),
  ],
  'presence-ended-for-ever': (chance, { victim, own }) => [
    awareness({ client: chance.pick([victim, own]), clock: FAR_CLOCK, state: 'null' }),
  ],
  'presence-too-big': (chance, { own }) => [
    awareness({
      client: own,
      clock: 1,
      state: JSON.stringify({ a: 'x'.repeat(chance.pick([4_000, 5_000, 200_000])) }),
    }),
  ],
  'presence-deep': (chance, { own }) => [
    awareness({ client: own, clock: 1, state: state(chance.pick([7, 9, 20_000])) }),
  ],
  'presence-crowd': (chance, { own }) => [
    awareness(
      ...Array.from({ length: chance.pick([50, 1_000, 10_001]) }, (_, n) => ({
        client: own + n,
        clock: 1,
        state: '{}',
      })),
    ),
  ],
  'presence-words': (chance, { own }) => [
    awareness({
      client: own,
      clock: chance.below(9),
      state: chance.pick(['', '{', '[]', '1', '"x"', '{"__proto__":{"user":1}}', '{"user":null}']),
    }),
  ],
  'presence-clock': (_, { own }) => [awareness({ client: own, clock: 2n ** 56n, state: '{}' })],
} as const satisfies Record<string, Case>

const KEY = 'abcdefghijklmnop'
const PLACE = '{"type":null,"tname":"content","item":null,"assoc":0}'

const say = (key: string, text: string, place = ''): Uint8Array =>
  bytes(MessageType.chat, ChatType.say, key, text, place)

const CHAT = {
  'chat-opened-often': () => new Array<Uint8Array>(50).fill(openChatFrame()),
  'chat-text': (chance) => [
    say(
      KEY,
      chance.pick([
        ...[
          '',
          ' ',
          '\u0000',
          'a\u0000b',
          'a\tb',
          'a\rb',
          ' a',
          'a\u2028b',
          '\u202etxt',
          '\u2066a',
        ],
        ...['x'.repeat(2_000), 'x'.repeat(2_001), 'x'.repeat(1_000_000), '💥'.repeat(1_000)],
        ...['<script>pwned=1</script>', '\n'.repeat(1_998)],
      ]),
    ),
  ],
  'chat-key': (chance) => [
    say(
      chance.pick([
        '',
        'x'.repeat(15),
        'x'.repeat(33),
        'a b c d e f g h i',
        `${KEY}\n`,
        '💥'.repeat(8),
      ]),
      'a',
    ),
    say('__proto__'.padEnd(16, '_'), 'a'),
  ],
  'chat-place': (chance) => [
    say(
      KEY,
      'a',
      chance.pick([PLACE, '{', 'x'.repeat(512), 'x'.repeat(513), '['.repeat(512), '"\u0000"']),
    ),
  ],
  /** One key is one remark, whatever it says the second time. */
  'chat-repeated': (chance) =>
    Array.from({ length: 20 }, (_, at) => say(KEY, chance.below(2) ? 'again' : `again ${at}`)),
  'chat-flood': (chance) =>
    Array.from({ length: 100 }, () => say(`${KEY}-${chance.below(1e9)}`, text(chance))),
  'chat-type': (chance) => [bytes(MessageType.chat, 2 + chance.below(200), KEY, 'a', '')],
  /** Whatever is not said, or is announced and does not come, or follows where the end should be. */
  'chat-broken': (chance) => [
    bytes(
      ...[MessageType.chat, ChatType.say],
      ...chance.pick([
        [],
        [KEY],
        [KEY, 'a'],
        [KEY, edge(chance), noise(chance, 4)],
        [edge(chance), edge(chance), edge(chance)],
        [KEY, 'a', '', noise(chance, 3)],
        [KEY, sized(raw(0xff, 0xfe, 0xc0)), ''],
        [KEY, sized(raw(0xed, 0xa0, 0x80)), ''],
        [OVER, OVER, OVER],
      ]),
    ),
  ],
} as const satisfies Record<string, Case>

const OTHERS = {
  'vector-giant': (chance) => {
    const entries = chance.pick([9_999, 10_001])
    return [
      step1(entries, ...Array.from({ length: entries }, (_, n) => bytes(n, chance.below(99)))),
    ]
  },
  'vector-edges': (chance) => [step1(1, edge(chance), edge(chance))],
  'vector-again': () => new Array<Uint8Array>(20).fill(step1(0)),
  saved: (chance) => [
    chance.pick([
      savedFrame(0),
      savedFrame(Number(FAR_CLOCK)),
      bytes(MessageType.saved, OVER),
      bytes(MessageType.saved),
      bytes(MessageType.saved, 1, 2),
    ]),
  ],
  'saved-often': (chance) => new Array<Uint8Array>(100).fill(savedFrame(chance.below(3))),
  token: (chance, { tokens }) => [
    chance.pick([
      ...tokens.map(tokenFrame),
      tokenFrame(''),
      tokenFrame('a.b.c'),
      tokenFrame('eyJhbGciOiJub25lIn0.eyJyb2xlIjoib3duZXIifQ.'),
      tokenFrame('A'.repeat(65_536)),
      bytes(MessageType.token, 9, noise(chance, 3)),
    ]),
  ],
  'unknown-type': (chance) => [
    bytes(chance.pick([2, 4, 50, 101, 103, 128, 2 ** 32]), noise(chance, 4)),
  ],
  'edge-type': (chance) => [bytes(edge(chance), edge(chance))],
  'sync-type': (chance) => [bytes(MessageType.sync, 3 + chance.below(200), 1, 0)],
  'announced-length': (chance) => [
    bytes(MessageType.sync, chance.below(3), edge(chance), noise(chance, 9)),
  ],
  empty: () => [new Uint8Array()],
  'two-in-one': () => [bytes(savedFrame(1), savedFrame(2))],
  noise: (chance) => [noise(chance, 1 + chance.below(64))],
} as const satisfies Record<string, Case>

const CASES = { ...CHANGES, ...SQUATS, ...PRESENCE, ...CHAT, ...OTHERS }
export type HostileName = keyof typeof CASES
export const HOSTILE = Object.keys(CASES) as readonly HostileName[]

export const hostile = (name: HostileName, chance: Chance, aim: Aim): readonly Uint8Array[] =>
  CASES[name](chance, aim)
