import fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { WeftError } from '../../shared/errors.ts'
import { type ClockRange, validateStateVector, validateUpdate, type Walked } from './validate.ts'

/** Undefined where it was refused; anything thrown but a WeftError('malformed') fails the test. */
function walk(update: Uint8Array): Walked | undefined {
  try {
    return validateUpdate(update)
  } catch (error) {
    if (error instanceof WeftError && error.code === 'malformed') return undefined
    throw error
  }
}

function expectRefused(update: Uint8Array, why: RegExp = /./): void {
  expect(() => validateUpdate(update)).toThrow(
    expect.objectContaining({ code: 'malformed', message: expect.stringMatching(why) }),
  )
}

function expectVectorRefused(vector: Uint8Array, why: RegExp = /./): void {
  expect(() => validateStateVector(vector)).toThrow(
    expect.objectContaining({ code: 'malformed', message: expect.stringMatching(why) }),
  )
}

/* Updates by hand. */

const ME = 77
const YOU = 78
const GC = 0
const SKIP = 10

type Part = number | string | Uint8Array

/** Numbers as varints, texts with their length before them, bytes as they are. */
function bytes(...parts: Part[]): Uint8Array {
  return encoding.encode((encoder) => {
    for (const part of parts) {
      if (typeof part === 'number') encoding.writeVarUint(encoder, part)
      else if (typeof part === 'string') encoding.writeVarString(encoder, part)
      else encoding.writeUint8Array(encoder, part)
    }
  })
}

const raw = (...values: number[]) => Uint8Array.from(values)
const hex = (digits: string) => Uint8Array.from(Buffer.from(digits.replaceAll(' ', ''), 'hex'))
const join = (...parts: Uint8Array[]) => bytes(...parts)

/** An update of one struct in the root `t`. */
const struct = (kind: number, ...content: Part[]) => bytes(1, 1, ME, 0, kind, 1, 't', ...content, 0)

/** Small updates that have, between them, every kind of struct and every flag. */
function everyKind(): Uint8Array[] {
  const doc = new Y.Doc()
  doc.clientID = 2 ** 32 - 1
  const [text, map, list] = [doc.getText('t'), doc.getMap('m'), doc.getArray('l')]
  text.insert(0, 'aä€😀b', { bold: true })
  text.insertEmbed(1, { a: [1, { b: null }] })
  text.delete(3, 1)
  map.set('k', { a: [1.5, 0.1, -7, 2n ** 60n], b: [null, undefined, true, false], c: raw(1, 2) })
  map.set('k', 'later')
  list.insert(0, [new Y.Map([['x', new Y.Text('y')]]), new Y.XmlElement('p'), raw(3), 'z'])
  list.delete(0)
  const other = new Y.Doc()
  other.clientID = ME
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  other.getText('t').insert(2, 'mid')
  const gap = bytes(1, 3, YOU, 4, 4, 1, 't', 'a', SKIP, 200, raw(0xc4), YOU, 4, ME, 0, 'b', 0)
  return [Y.encodeStateAsUpdate(other), gap, struct(2, 2, 'undefined', '{"a":[1]}')]
}

/** What Yjs itself reads in an update, by its own decoder. */
function readByYjs(update: Uint8Array): Walked {
  const { structs, ds } = Y.decodeUpdate(update)
  const written = structs.filter((struct) => !(struct instanceof Y.Skip))
  const clients = new Map<number, ClockRange>()
  for (const { id, length } of written) {
    const from = clients.get(id.client)?.from ?? id.clock
    clients.set(id.client, { from, to: id.clock + length })
  }
  const isType = (struct: object) => 'content' in struct && struct.content instanceof Y.ContentType
  return {
    clients,
    structs: written.length,
    types: written.filter(isType).length,
    empty: written.length === 0 && ds.clients.size === 0,
  }
}

const ALL_KINDS = [
  'ContentAny',
  'ContentBinary',
  'ContentDeleted',
  'ContentEmbed',
  'ContentFormat',
  'ContentJSON',
  'ContentString',
  'ContentType',
  'GC',
  'Skip',
]

/** Kinds of structs met in honest traffic, so that a test can tell that it saw them all. */
const met = new Set<string>()

function expectHonest(update: Uint8Array): void {
  for (const struct of Y.decodeUpdate(update).structs) {
    met.add(struct instanceof Y.Item ? struct.content.constructor.name : struct.constructor.name)
  }
  const walked = validateUpdate(update)
  expect(walked).toEqual(readByYjs(update))
  const meta = Y.parseUpdateMeta(update)
  for (const [client, { from, to }] of walked.clients) {
    expect({ client, from, to }).toEqual({
      client,
      from: meta.from.get(client),
      to: meta.to.get(client),
    })
  }
}

/* Honest traffic: several editors, at times offline, doing whatever Yjs can do. */

const text16 = fc
  .array(fc.oneof(fc.nat(0xffff), fc.integer({ min: 0xd800, max: 0xdfff }), fc.nat(0x7f)), {
    maxLength: 8,
  })
  .map((units) => String.fromCharCode(...units))
const anyText = fc.oneof(text16, fc.string({ unit: 'grapheme' }), fc.constant('\ufeff👩‍👩‍👧‍👦'))
const key = anyText.filter((name) => name !== '__proto__')

const { any: anyValue } = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, undefined, true, false, -0, Number.NaN, 2 ** 31, -(2 ** 31), 2 ** 53),
    fc.oneof(fc.integer(), fc.double(), fc.float()),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    anyText,
    fc.uint8Array({ maxLength: 9 }),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(key, tie('any'), { maxKeys: 3, noNullPrototype: true }),
  ),
}))
const jsonObject = fc.dictionary(key, fc.jsonValue({ maxDepth: 4 }), {
  maxKeys: 3,
  noNullPrototype: true,
})

const ACTS = [
  'type',
  'type',
  'erase',
  'format',
  'embed',
  'set',
  'unset',
  'push',
  'drop',
  'nest',
  'typeInside',
  'xml',
  'undo',
  'redo',
  'receive',
  'receive',
  'sync',
  'merge',
  'diff',
] as const

const step = fc.record({
  act: fc.constantFrom(...ACTS),
  who: fc.nat(2),
  at: fc.nat(),
  length: fc.integer({ min: 1, max: 5 }),
  text: anyText,
  key,
  value: anyValue,
  json: jsonObject,
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const world = fc.record({
  ids: fc.uniqueArray(fc.oneof(fc.nat(2 ** 32 - 1), fc.nat(200), fc.maxSafeNat()), {
    minLength: 3,
    maxLength: 3,
  }),
  gc: fc.boolean(),
  steps: fc.array(step, { maxLength: 60, size: 'max' }),
})
type World = typeof world extends fc.Arbitrary<infer T> ? T : never

class Editor {
  readonly doc: Y.Doc
  readonly sent: Uint8Array[] = []
  readonly undo: Y.UndoManager

  constructor(id: number, gc: boolean) {
    this.doc = new Y.Doc({ gc })
    this.doc.clientID = id
    // Not the list and the XML: what an UndoManager may bring back is never collected.
    this.undo = new Y.UndoManager([this.text, this.map], { captureTimeout: 0 })
    this.doc.on('update', (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }) => {
      if (local) this.sent.push(update)
    })
  }

  get text(): Y.Text {
    return this.doc.getText('text')
  }
  get map(): Y.Map<unknown> {
    return this.doc.getMap('mäp')
  }
  get list(): Y.Array<unknown> {
    return this.doc.getArray('list')
  }
  get xml(): Y.XmlFragment {
    return this.doc.getXmlFragment('xml')
  }
}

function nested({ at, text, json, value }: Step): Y.AbstractType<unknown> {
  const element = new Y.XmlElement(text)
  element.setAttribute('class', text)
  element.insert(0, [new Y.XmlText(text), new Y.XmlElement('p')])
  const made = [
    new Y.Text(text),
    new Y.Array<unknown>(),
    new Y.Map<unknown>(Object.entries(json)),
    Y.Array.from<object>([[value], new Y.Map([['deep', new Y.Array()]])]),
    new Y.XmlFragment(),
    new Y.XmlHook(text),
    element,
  ]
  return made[at % made.length] as Y.AbstractType<unknown>
}

const acts: Record<(typeof ACTS)[number], (self: Editor, other: Editor, step: Step) => void> = {
  type: ({ text }, _, { at, text: typed }) => text.insert(at % (text.length + 1), typed),
  erase: ({ text }, _, { at, length }) => {
    if (text.length > 0) erase(text, at % text.length, length)
  },
  format: ({ text }, _, { at, length, key, json }) => {
    const from = at % (text.length + 1)
    const value = at % 3 === 0 ? null : at % 3 === 1 ? true : json
    text.format(from, Math.min(length, text.length - from), { [key]: value })
  },
  embed: ({ text }, _, { at, json, length, ...step }) => {
    const embed = length < 4 ? json : nested({ at, json, length, ...step })
    text.insertEmbed(at % (text.length + 1), embed, { bold: true })
  },
  set: ({ map }, _, { key, value }) => map.set(key, topLevel(value)),
  unset: ({ map }, _, { key, at }) => map.delete([...map.keys()][at % (map.size + 1)] ?? key),
  push: ({ list }, _, { at, value, json }) =>
    list.insert(at % (list.length + 1), [{ value }, json, [value], null, at, 'x']),
  drop: ({ list }, _, { at, length }) => {
    if (list.length > 0) erase(list, at % list.length, length)
  },
  nest: ({ map, list }, _, step) => {
    if (step.length < 3) map.set(step.key, nested(step))
    else list.insert(step.at % (list.length + 1), [nested(step), new Uint8Array(step.length)])
  },
  typeInside: ({ map, list }, _, { text, key, value, at }) => {
    const inside = [...map.values(), ...list].filter((value) => value instanceof Y.AbstractType)
    const chosen = inside[at % (inside.length + 1)]
    if (chosen instanceof Y.Text) chosen.insert(at % (chosen.length + 1), text)
    else if (chosen instanceof Y.Map) chosen.set(key, topLevel(value))
    else if (chosen instanceof Y.Array) chosen.push([[value], text])
  },
  xml: ({ xml }, _, { at, text, length }) => {
    if (length === 5 && xml.length > 0) xml.delete(at % xml.length, 1)
    else xml.insert(at % (xml.length + 1), [new Y.XmlElement(text), new Y.XmlText(text)])
  },
  undo: ({ undo }) => undo.undo(),
  redo: ({ undo }) => undo.redo(),
  // Any one update, whether or not what it builds on has come: the rest stays pending.
  receive: ({ doc }, { sent }, { at }) => {
    const update = sent[at % (sent.length + 1)]
    if (update) Y.applyUpdate(doc, update)
  },
  sync: ({ doc }, other) => {
    const update = Y.encodeStateAsUpdate(other.doc, Y.encodeStateVector(doc))
    expectHonest(update)
    validateStateVector(Y.encodeStateVector(doc))
    Y.applyUpdate(doc, update)
  },
  // With some left out, so that the merged update has Skips.
  merge: ({ doc, sent }, other, { at }) => {
    const some = [...sent, ...other.sent].filter((_, i) => ((at >> (i % 30)) & 1) === 0)
    if (some.length === 0) return
    const merged = Y.mergeUpdates(some)
    expectHonest(merged)
    Y.applyUpdate(other.doc, merged)
    expectHonest(Y.diffUpdate(merged, Y.encodeStateVector(doc)))
  },
  diff: ({ doc }, other) => {
    const whole = Y.encodeStateAsUpdate(doc)
    expectHonest(Y.diffUpdate(whole, Y.encodeStateVector(other.doc)))
  },
}

function erase(type: Y.Text | Y.Array<unknown>, from: number, length: number): void {
  type.delete(from, Math.min(length, type.length - from))
}

/** Yjs takes plain values only, except inside others. */
function topLevel(value: unknown): unknown {
  return value instanceof Object && Object.getPrototypeOf(value) === null ? [value] : value
}

function play({ ids, gc, steps }: World): Editor[] {
  const editors = ids.map((id) => new Editor(id, gc))
  for (const step of steps) {
    const self = editors[step.who] as Editor
    const other = editors[(step.who + 1 + (step.at % 2)) % 3] as Editor
    acts[step.act](self, other, step)
  }
  return editors
}

/** One history with every kind of struct in it, whatever chance brings in the others. */
const FULL: World = {
  ids: [3, 2, 1],
  gc: true,
  steps: [
    ...(['type', 'type', 'type', 'format', 'embed', 'set', 'push', 'xml'] as const).map((act) => ({
      act,
    })),
    { act: 'merge' as const, at: 2 }, // without the second update: a Skip
    { act: 'nest' as const, at: 3, length: 3 },
    { act: 'drop' as const, length: 5 }, // what was in the nested array is collected: a GC
  ].map((step) => ({ who: 0, at: 0, length: 1, text: 'x', key: 'k', value: 1, json: {}, ...step })),
}

/** Some of everything that the editors of a world put on the wire. */
function traffic(editors: Editor[]): Uint8Array[] {
  return editors.flatMap(({ doc, sent }) => [...sent, Y.encodeStateAsUpdate(doc)])
}

describe('honest traffic', () => {
  it('is taken and read as Yjs reads it, whatever editors do', () => {
    fc.assert(
      fc.property(world, (history) => {
        const editors = play(history)
        for (const { doc } of editors) validateStateVector(Y.encodeStateVector(doc))
        for (const update of traffic(editors)) expectHonest(update)
      }),
      { numRuns: 150, examples: [[FULL]] },
    )
    expect([...met].sort()).toEqual(ALL_KINDS.filter((kind) => kind !== 'ContentJSON'))
  })

  it('may carry the lists of JSON that old editors wrote', () => {
    const list = struct(2, 4, 'undefined', '{"a":[1]}', 'null', '"undefined"')
    expectHonest(list)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, list)
    expect(doc.getArray('t').toJSON()).toEqual([undefined, { a: [1] }, null, 'undefined'])
    expectHonest(Y.encodeStateAsUpdate(doc))
  })

  it('may hold nothing, and is then said to be empty', () => {
    expect(validateUpdate(Y.encodeStateAsUpdate(new Y.Doc())).empty).toBe(true)
    expect(validateUpdate(bytes(1, 0, ME, 0, 0)).empty).toBe(true)
    expect(validateUpdate(bytes(1, 1, ME, 0, SKIP, 5, 0))).toMatchObject({
      empty: true,
      structs: 0,
    })
    expect(validateUpdate(bytes(0, 1, ME, 1, 0, 1)).empty).toBe(false)
  })

  it('names who wrote what, with gaps at the ends cut off', () => {
    const walked = validateUpdate(bytes(1, 4, ME, 3, SKIP, 2, GC, 4, SKIP, 1, GC, 5, 0))
    expect([...walked.clients]).toEqual([[ME, { from: 5, to: 15 }]])
    expect(walked.structs).toBe(2)
  })

  it('may name a prototype, though Yjs will not keep it', () => {
    expectHonest(struct(8, 1, raw(118), 1, '__proto__', raw(118), 0))
    expectHonest(struct(8, 1, raw(118), 1, '__proto__', raw(126)))
  })
})

describe('a broken update', () => {
  it('is refused at every length short of the whole', () => {
    for (const update of everyKind()) {
      expectHonest(update)
      for (let end = 0; end < update.length; end++) expectRefused(update.subarray(0, end))
    }
    const whole = fc.property(world, (history) => {
      const update = Y.mergeUpdates(traffic(play(history)))
      for (let end = 0; end < update.length; end++) {
        if (walk(update.subarray(0, end))) throw new Error(`taken when cut at ${end}`)
      }
    })
    fc.assert(whole, { numRuns: 30 })
  })

  it('is refused with bytes left over', () => {
    for (const update of everyKind()) expectRefused(join(update, bytes(0)), /1 bytes too many/)
  })

  it('is refused, or taken and harmless to the walk, with any one byte changed', () => {
    const mutant = fc.property(
      world,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (history, at, by) => {
        for (const update of traffic(play(history))) {
          const changed = Uint8Array.from(update)
          changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ by
          const walked = walk(changed)
          // What the walk lets through, Yjs can at least decode, and reads alike.
          if (walked) expect(walked).toEqual(readByYjs(changed))
        }
      },
    )
    fc.assert(mutant, { numRuns: 150 })
  })

  it('is refused, or read as Yjs reads it, with any one bit flipped', () => {
    for (const update of everyKind()) {
      for (let bit = 0; bit < update.length * 8; bit++) {
        const changed = Uint8Array.from(update)
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        const walked = walk(changed)
        if (walked) expect(walked).toEqual(readByYjs(changed))
      }
    }
  })

  it('is refused whatever bytes it is', () => {
    const noise = fc.property(fc.uint8Array({ maxLength: 200 }), (update) => {
      walk(update)
    })
    fc.assert(noise, { numRuns: 5000 })
  })
})

describe('a number out of range', () => {
  it('is refused where one struct of 2^56 - 1 deleted clocks would end a room', () => {
    expectRefused(
      hex('01014d000101 0174 ffffffffffffff7f 00'),
      /a deleted length is 72057594037927940 or more/,
    )
  })

  it('is refused in the place of any byte', () => {
    const huge = [2 ** 53, 2 ** 56 - 1, 2 ** 60].map((n) => bytes(n))
    for (const update of everyKind()) {
      for (let at = 0; at < update.length; at++) {
        for (const number of huge) {
          expectRefused(join(update.subarray(0, at), number, update.subarray(at + 1)))
        }
      }
    }
  })

  it.each([2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 56 - 1, 2 ** 60])(
    'is refused as a clock or a length: %d',
    (n) => {
      expectRefused(bytes(1, 1, ME, n, GC, 1, 0))
      expectRefused(bytes(1, 1, ME, 0, GC, n, 0))
      expectRefused(bytes(1, 1, ME, 0, SKIP, n, 0))
      expectRefused(bytes(1, 2, ME, 0, SKIP, 2 ** 31 - 2, GC, 2, 0))
      expectRefused(struct(1, n))
      expectRefused(bytes(1, 1, ME, 0, raw(0x84), YOU, n, 'a', 0))
      expectRefused(bytes(1, 1, ME, 0, raw(0x44), YOU, n, 'a', 0))
      expectRefused(bytes(1, 1, ME, 0, 4, 0, YOU, n, 'a', 0))
      expectRefused(bytes(0, 1, ME, 1, n, 1))
      expectRefused(bytes(0, 1, ME, 1, 0, n))
    },
  )

  it.each([2 ** 53, 2 ** 56 - 1, 2 ** 60])('is refused as a client: %d', (n) => {
    expectRefused(bytes(1, 1, n, 0, GC, 1, 0))
    expectRefused(bytes(1, 1, ME, 0, raw(0x84), n, 0, 'a', 0))
    expectRefused(bytes(0, 1, n, 1, 0, 1))
  })

  it('is taken at the edge', () => {
    expect(walk(bytes(1, 1, 2 ** 53 - 1, 2 ** 31 - 2, GC, 1, 0))).toBeDefined()
    expect(walk(bytes(0, 1, 2 ** 53 - 1, 1, 0, 2 ** 31 - 1))).toBeDefined()
  })

  it('is refused in more than eight bytes, however small it is', () => {
    expect(walk(hex('8080808080808000 00'))).toBeDefined()
    expectRefused(hex('808080808080808000 00'), /takes over 8 bytes/)
  })

  it('is refused as a length of zero', () => {
    expectRefused(bytes(1, 1, ME, 0, GC, 0, 0), /length 0/)
    expectRefused(bytes(1, 1, ME, 0, SKIP, 0, 0), /length 0/)
    for (const kind of [1, 2, 4, 8]) expectRefused(struct(kind, 0), /length 0/)
    expectRefused(bytes(0, 1, ME, 1, 0, 0), /length 0/)
  })
})

describe('a count that is only announced', () => {
  it.each([1_000, 2 ** 31, 2 ** 53 - 1])('is refused before anything is made of it: %d', (n) => {
    expectRefused(bytes(n), /announced, 0 bytes left/)
    expectRefused(bytes(1, n, ME, 0, GC, 1, 0), /structs announced/)
    expectRefused(struct(2, n, '1'), /JSON values announced/)
    expectRefused(struct(8, n, raw(126)), /values announced/)
    expectRefused(struct(8, 1, raw(117), n), /values announced/)
    expectRefused(struct(8, 1, raw(118), n, 'a', raw(126)), /object entries announced/)
    expectRefused(struct(4, n, raw(0x61)), /needs/)
    expectRefused(struct(3, n), /needs/)
    expectRefused(bytes(0, n), /announced/)
    expectRefused(bytes(0, 1, ME, n, 0, 1), /deleted ranges announced/)
  })

  it('is refused over 10,000 clients', () => {
    const clients = (n: number) =>
      Array.from({ length: n }, (_, client) => bytes(1, client, 0, GC, 1))
    expect(validateUpdate(join(bytes(10_000), ...clients(10_000), bytes(0))).structs).toBe(10_000)
    expectRefused(join(bytes(10_001), ...clients(10_001), bytes(0)), /10001 clients/)
    const deletes = (n: number) => Array.from({ length: n }, (_, client) => bytes(client, 1, 0, 1))
    expect(walk(join(bytes(0, 10_000), ...deletes(10_000)))).toBeDefined()
    expectRefused(join(bytes(0, 10_001), ...deletes(10_001)), /10001 clients with deletes/)
  })

  it('is refused over 200,000 structs and deleted ranges together', () => {
    const both = (structs: number, ranges: number) =>
      join(
        bytes(1, structs, ME, 0),
        new Uint8Array(structs * 2).map((_, i) => i & 1),
        bytes(1, ME, ranges),
        new Uint8Array(ranges * 2).fill(1),
      )
    expect(validateUpdate(both(100_000, 100_000)).structs).toBe(100_000)
    expectRefused(both(200_001, 0), /200001 structs/)
    expectRefused(both(100_000, 100_001), /100001 deleted ranges, where 100000/)
  })

  it('is refused over 200,000 values, however they are held', () => {
    const held = (n: number) => [
      struct(8, n, new Uint8Array(n).fill(126)),
      struct(8, 1, raw(117), n - 1, new Uint8Array(n - 1).fill(126)),
      struct(
        2,
        n,
        new Uint8Array(n * 2).map((_, i) => (i & 1 ? 0x31 : 1)),
      ),
      struct(5, `[${'1,'.repeat(n - 3)}1]`),
      struct(5, `[${'[],'.repeat(n / 2 - 2)}1]`),
    ]
    for (const update of held(200_000)) expect(walk(update)).toBeDefined()
    for (const update of held(200_010)) expectRefused(update, /more than 200000 values/)
  })
})

describe('a struct', () => {
  it('is refused when its kind is unknown, or a subdocument', () => {
    for (let kind = 0; kind < 32; kind++) {
      const known = [GC, 1, 2, 3, 4, 5, 6, 7, 8, SKIP].includes(kind)
      for (const flags of known ? [] : [0, 0x20, 0x40, 0x80, 0xc0]) {
        expectRefused(bytes(1, 1, ME, 0, raw(kind | flags), 1, 't', 1, 1, 0), /unknown struct 0x/)
      }
    }
    const doc = new Y.Doc()
    doc.getMap('m').set('sub', new Y.Doc())
    expectRefused(Y.encodeStateAsUpdate(doc), /unknown struct 0x/)
  })

  it('is refused when a gap or a collected one carries flags', () => {
    for (const kind of [GC, SKIP]) {
      for (const flag of [0x20, 0x40, 0x80]) {
        expectRefused(bytes(1, 1, ME, 0, raw(kind | flag), 1, 0), /unknown struct 0x/)
      }
    }
  })

  it('is refused when its client comes twice', () => {
    const block = bytes(1, ME, 0, GC, 1)
    expectRefused(join(bytes(2), block, block, bytes(0)), /client 77 comes twice/)
    expectRefused(bytes(0, 2, ME, 1, 0, 1, ME, 1, 5, 1), /client 77 comes twice/)
  })

  it('is refused when it refers to itself or to what comes after', () => {
    for (const clock of [3, 4, 100]) {
      expectRefused(bytes(1, 1, ME, 3, raw(0x84), ME, clock, 'a', 0), /not before it/)
      expectRefused(bytes(1, 1, ME, 3, raw(0x44), ME, clock, 'a', 0), /not before it/)
      expectRefused(bytes(1, 1, ME, 3, 7, 0, ME, clock, 0, 0), /not before it/)
    }
    expectHonest(bytes(1, 1, ME, 3, raw(0x84), ME, 2, 'a', 0))
  })

  it('is refused when its parent is neither a root nor a struct', () => {
    expectRefused(bytes(1, 1, ME, 0, 4, 2, 't', 'a', 0), /parent mark 2/)
  })

  it('is refused when its type is unknown', () => {
    expectRefused(struct(7, 7), /unknown type 7/)
    for (const type of [0, 1, 2, 4, 6]) expectHonest(struct(7, type))
    for (const type of [3, 5]) expectHonest(struct(7, type, 'p'))
  })

  it('is refused when a text is not UTF-8', () => {
    const bad = ['80', 'c0af', 'e08080', 'eda080', 'f4908080', 'f8888080', 'ff', 'e282', 'f09f98']
    for (const text of bad.map(hex)) {
      const chunk = join(bytes(text.length), text)
      expectRefused(struct(4, chunk), /a text is not UTF-8/)
      expectRefused(struct(5, chunk), /JSON is not UTF-8/)
      expectRefused(struct(8, 1, raw(119), chunk), /a string is not UTF-8/)
      expectRefused(bytes(1, 1, ME, 0, 4, 1, chunk, 'a', 0), /a root name is not UTF-8/)
    }
  })

  it('is refused when its JSON does not parse', () => {
    for (const json of ['', '{', '[1,]', "'a'", 'undefined', '\ufeff1', '"\\"', '][']) {
      expectRefused(struct(5, json), /not JSON/)
      expectRefused(struct(6, 'bold', json), /not JSON/)
    }
    expectRefused(struct(2, 1, 'undefine'), /8 characters that are not JSON/)
  })

  it('is refused when it makes bytes the prototype of an object, which ends a room too', () => {
    const brick = struct(8, 1, raw(118), 1, '__proto__', raw(116), 0)
    expectRefused(brick, /bytes as prototype/)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, brick)
    expect(() => Y.encodeStateAsUpdate(doc)).toThrow(TypeError)
  })
})

describe('depth', () => {
  const nest = (depth: number, open: string, inner: string, close: string) =>
    open.repeat(depth) + inner + close.repeat(depth)

  it('T26: of values is taken up to 32 and refused beyond', () => {
    const arrays = (depth: number) => struct(8, 1, hex('7501'.repeat(depth)), raw(126))
    const objects = (depth: number) => struct(8, 1, hex('76010161'.repeat(depth)), raw(126))
    for (const make of [arrays, objects]) {
      expectHonest(make(32))
      for (const depth of [33, 10_000, 1_000_000]) expectRefused(make(depth), /deeper than 32/)
    }
  })

  it('T26: of JSON is taken up to 32 and refused beyond', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"[":', '}'],
    ] as const) {
      expectHonest(struct(5, nest(32, open, '1', close)))
      for (const depth of [33, 10_000, 1_000_000]) {
        expectRefused(struct(5, nest(depth, open, '1', close)), /deeper than 32/)
        expectRefused(struct(2, 1, nest(depth, open, '1', close)), /deeper than 32/)
      }
    }
    expectRefused(struct(5, '['.repeat(1_000_000)), /deeper than 32/)
  })

  it('of JSON is not counted in strings', () => {
    expectHonest(struct(5, JSON.stringify({ '[[["\\': `${'['.repeat(40)}"\\"[{`, a: [[]] })))
  })
})

describe('a state vector', () => {
  it('is taken as Yjs writes it', () => {
    validateStateVector(Y.encodeStateVector(new Y.Doc()))
    validateStateVector(
      Y.encodeStateVector(
        new Map([
          [2 ** 53 - 1, 2 ** 31 - 1],
          [ME, 0],
        ]),
      ),
    )
  })

  it('is refused cut short, with bytes left over, or with a client twice', () => {
    const vector = Y.encodeStateVector(
      new Map([
        [2 ** 32 - 1, 300],
        [ME, 5],
      ]),
    )
    for (let end = 0; end < vector.length; end++) expectVectorRefused(vector.subarray(0, end))
    expectVectorRefused(join(vector, bytes(0)), /1 bytes too many/)
    expectVectorRefused(bytes(2, ME, 1, ME, 2), /client 77 comes twice/)
  })

  it('is refused with numbers or counts out of range', () => {
    expectVectorRefused(bytes(1, ME, 2 ** 31), /clock 2147483648 is over/)
    expectVectorRefused(bytes(1, ME, 2 ** 56 - 1))
    expectVectorRefused(bytes(1, 2 ** 53, 1))
    expectVectorRefused(bytes(2 ** 53 - 1, ME, 1), /announced/)
    const entries = (n: number) =>
      join(bytes(n), ...Array.from({ length: n }, (_, client) => bytes(client, 1)))
    validateStateVector(entries(10_000))
    expectVectorRefused(entries(10_001), /10001 state vector entries/)
  })
})

it('opens no more roots than a document may have: Yjs looks through them all for each', () => {
  const rooted = (count: number) => {
    const doc = new Y.Doc()
    for (let root = 0; root < count; root++) doc.getArray(`root ${root}`).insert(0, [1])
    return Y.encodeStateAsUpdate(doc)
  }
  expect(validateUpdate(rooted(1_000)).structs).toBe(1_000)
  expect(() => validateUpdate(rooted(1_001))).toThrow(
    expect.objectContaining({ code: 'malformed' }),
  )
})
