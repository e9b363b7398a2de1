/**
 * Validate: a strict walk over the bytes of an update, before Yjs may see them.
 *
 * Promises: takes what a stock Yjs 13 editor writes, up to the limits below; throws
 * WeftError('malformed') for all else, and nothing but that; no loop or allocation by a number that
 * was merely announced. Needed because Yjs reads loosely, and throws in the middle of a transaction,
 * from which a Y.Doc does not recover, and because millions of tiny values take it seconds. Leaves to
 * document.ts: who may write under a client id, updates whose past is missing, the depth of nested
 * types and the number of roots (what they build on may have come earlier), and the few throws that
 * depend on the document. Source: Yjs 13.6.33, encoding V1.
 */
import { isUtf8 } from 'node:buffer'
import { WeftError } from '../../shared/errors.ts'

const MAX_VARINT_BYTES = 8
const MAX_CLOCK = 2 ** 31 - 1
const MAX_CLIENTS = 10_000
/** Of structs and deleted ranges together, and of values inside structs. */
const MAX_ENTRIES = 200_000
const MAX_DEPTH = 32
/** Of one document, so of one update too. */
export const MAX_ROOTS = 1_000

// Kinds and flags in the first byte of a struct.
const GC = 0
const TYPE = 7
const SKIP = 10
const KIND = 0x1f
const HAS_KEY = 0x20
const HAS_RIGHT_ORIGIN = 0x40
const HAS_ORIGIN = 0x80
const LAST_TYPE = 6 // XmlText
const NAMED_TYPES = [3, 5] // XmlElement, XmlHook
const ANY_BYTES = 116

// The BOM stays, as in lib0: what is decoded here must be the string that Yjs will see.
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Clocks `from` up to, without, `to`. */
export interface ClockRange {
  readonly from: number
  readonly to: number
}

/** What an update holds. */
export interface Walked {
  /** Who wrote which clocks. A gap that the update itself announces (Skip) may lie inside a range. */
  readonly clients: ReadonlyMap<number, ClockRange>
  /** Structs that carry something, Skips not counted. */
  readonly structs: number
  /** Types among them (arrays, maps, texts, XML): only where this is above 0 can nesting grow. */
  readonly types: number
  /** Nothing written, nothing deleted: applying it would change nothing. */
  readonly empty: boolean
}

/** Where a struct stands. */
interface Place {
  readonly client: number
  readonly clock: number
}

interface Tally {
  readonly clients: Map<number, ClockRange>
  entries: number
  structs: number
  types: number
  /** Yjs looks through all roots for each struct that names one: their number counts twice. */
  readonly roots: Set<string>
}

/** Checks a whole update (V1) and says what it holds. */
export function validateUpdate(update: Uint8Array): Walked {
  const cursor = new Cursor(update)
  const tally: Tally = { clients: new Map(), entries: 0, structs: 0, types: 0, roots: new Set() }
  walkBlocks(cursor, tally)
  const written = tally.entries
  walkDeletes(cursor, tally)
  cursor.finish()
  const { clients, structs, types } = tally
  return { clients, structs, types, empty: structs === 0 && tally.entries === written }
}

/** Checks a whole state vector, as it comes in a SyncStep1. */
export function validateStateVector(bytes: Uint8Array): void {
  const cursor = new Cursor(bytes)
  const seen = new Set<number>()
  const entries = cursor.count('state vector entries', 2, MAX_CLIENTS)
  for (let i = 0; i < entries; i++) {
    readNewClient(cursor, seen)
    const clock = cursor.uint('a clock')
    if (clock > MAX_CLOCK) cursor.refuse(`clock ${clock} is over ${MAX_CLOCK}`)
  }
  cursor.finish()
}

function walkBlocks(cursor: Cursor, tally: Tally): void {
  const seen = new Set<number>()
  const blocks = cursor.count('clients', 3, MAX_CLIENTS)
  for (let i = 0; i < blocks; i++) {
    const structs = cursor.count('structs', 2, MAX_ENTRIES - tally.entries)
    tally.entries += structs
    walkBlock(cursor, tally, readNewClient(cursor, seen), structs)
  }
}

function walkBlock(cursor: Cursor, tally: Tally, client: number, structs: number): void {
  let clock = cursor.uint('a clock')
  let range: ClockRange | undefined
  for (let i = 0; i < structs; i++) {
    const info = cursor.byte('a struct')
    const to = endOf(cursor, clock, walkStruct(cursor, tally, info, { client, clock }))
    if (info !== SKIP) {
      range = { from: range?.from ?? clock, to }
      tally.structs += 1
      if ((info & KIND) === TYPE) tally.types += 1
    }
    clock = to
  }
  if (range !== undefined) tally.clients.set(client, range)
}

/** Returns how many clocks the struct takes. */
function walkStruct(cursor: Cursor, tally: Tally, info: number, own: Place): number {
  // Compared whole: GC and Skip carry no flags.
  if (info === GC || info === SKIP) return cursor.uint('a length')
  const walkContent = CONTENTS[info & KIND]
  if (walkContent === undefined) return cursor.refuse(`unknown struct 0x${info.toString(16)}`)
  if ((info & HAS_ORIGIN) !== 0) walkId(cursor, own)
  if ((info & HAS_RIGHT_ORIGIN) !== 0) walkId(cursor, own)
  // With a neighbour, parent and key are the neighbour's: of the key only the flag is sent.
  if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) {
    walkParent(cursor, tally, own)
    if ((info & HAS_KEY) !== 0) cursor.string('a parent key')
  }
  return walkContent(cursor)
}

function walkParent(cursor: Cursor, { roots }: Tally, own: Place): void {
  const isRoot = cursor.uint('a parent mark')
  if (isRoot > 1) cursor.refuse(`parent mark ${isRoot}`)
  if (isRoot === 1) roots.add(UTF8.decode(cursor.string('a root name')))
  else walkId(cursor, own)
  if (roots.size > MAX_ROOTS) cursor.refuse(`more than ${MAX_ROOTS} roots`)
}

/** Walks what a struct refers to. */
function walkId(cursor: Cursor, { client, clock }: Place): void {
  const otherClient = cursor.uint('a client')
  const otherClock = cursor.uint('a clock')
  endOf(cursor, otherClock, 1)
  // Yjs asks only of other clients whether that is there already, and of this one throws.
  if (otherClient === client && otherClock >= clock) {
    cursor.refuse(`struct ${client}:${clock} refers to ${otherClock}, which is not before it`)
  }
}

type WalkContent = (cursor: Cursor) => number

/** By struct kind; each returns the length in clocks. Subdocuments (9) are refused. */
const CONTENTS: readonly (WalkContent | undefined)[] = [
  undefined, // 0, GC: see walkStruct
  (cursor) => cursor.uint('a deleted length'),
  (cursor) => walkList(cursor, 'JSON values', () => walkJson(cursor, 'undefined')),
  single((cursor) => cursor.chunk('bytes')),
  (cursor) => utf16Length(cursor.string('a text')),
  single((cursor) => walkJson(cursor)),
  single(walkFormat),
  single(walkType), // 7, TYPE
  (cursor) => walkList(cursor, 'values', () => walkAny(cursor, 0)),
]

function single(walk: (cursor: Cursor) => unknown): WalkContent {
  return (cursor) => {
    walk(cursor)
    return 1
  }
}

function walkFormat(cursor: Cursor): void {
  cursor.string('a format key')
  walkJson(cursor)
}

function walkType(cursor: Cursor): void {
  const type = cursor.uint('a type')
  if (type > LAST_TYPE) cursor.refuse(`unknown type ${type}`)
  if (NAMED_TYPES.includes(type)) cursor.string('a node name')
}

function walkList(cursor: Cursor, what: string, walkOne: () => void): number {
  const count = cursor.count(what, 1)
  for (let i = 0; i < count; i++) walkOne()
  return count
}

/** Walks one JSON text, or the word that Yjs writes in lists though it is not JSON. */
function walkJson(cursor: Cursor, word?: string): void {
  const json = UTF8.decode(cursor.string('JSON'))
  cursor.value()
  if (json === word) return
  walkJsonShape(cursor, json)
  try {
    JSON.parse(json)
  } catch {
    // Neither the text nor the parser's words about it: they are what somebody wrote, not for logs.
    cursor.refuse(`${json.length} characters that are not JSON`)
  }
}

/**
 * Before parsing, so that what is too deep or too much is never built. Exact for valid JSON; what it
 * says of anything else does not matter, for that will not parse.
 */
function walkJsonShape(cursor: Cursor, json: string): void {
  let depth = 0
  let quoted = false
  for (let i = 0; i < json.length; i++) {
    const char = json[i]
    if (char === '\\') i += 1
    else if (char === '"') quoted = !quoted
    else if (quoted) continue
    else if (char === ']' || char === '}') depth -= 1
    else if (char === '[' || char === '{' || char === ',') {
      cursor.value()
      if (char !== ',' && ++depth > MAX_DEPTH) cursor.refuse(`JSON deeper than ${MAX_DEPTH}`)
    }
  }
}

/** Walks one value of lib0's `writeAny`, inside `depth` others; returns its kind. */
function walkAny(cursor: Cursor, depth: number): number {
  if (depth > MAX_DEPTH) cursor.refuse(`values deeper than ${MAX_DEPTH}`)
  cursor.value()
  const kind = cursor.byte('a value')
  const walkKind = ANYS[127 - kind]
  if (walkKind === undefined) return cursor.refuse(`unknown value kind ${kind}`)
  walkKind(cursor, depth)
  return kind
}

/** From 127 downwards, as in lib0. */
const ANYS: readonly ((cursor: Cursor, depth: number) => unknown)[] = [
  () => undefined, // undefined
  () => undefined, // null
  (cursor) => cursor.uint('an integer'), // signed, in the same bytes; none is written over 2^31
  (cursor) => cursor.pass(4, 'a float32'),
  (cursor) => cursor.pass(8, 'a float64'),
  (cursor) => cursor.pass(8, 'a bigint'),
  () => undefined, // false
  () => undefined, // true
  (cursor) => cursor.string('a string'),
  walkAnyObject,
  (cursor, depth) => walkList(cursor, 'values', () => walkAny(cursor, depth + 1)),
  (cursor) => cursor.chunk('bytes'), // ANY_BYTES
]

function walkAnyObject(cursor: Cursor, depth: number): void {
  const count = cursor.count('object entries', 2)
  for (let i = 0; i < count; i++) {
    const key = cursor.string('an object key')
    const kind = walkAny(cursor, depth + 1)
    // lib0 assigns it, so the object becomes an instance of Uint8Array without being one. Yjs takes
    // that in silently, and can never encode the document again.
    if (kind === ANY_BYTES && UTF8.decode(key) === '__proto__') cursor.refuse('bytes as prototype')
  }
}

function walkDeletes(cursor: Cursor, tally: Tally): void {
  const seen = new Set<number>()
  const clients = cursor.count('clients with deletes', 2, MAX_CLIENTS)
  for (let i = 0; i < clients; i++) {
    readNewClient(cursor, seen)
    const ranges = cursor.count('deleted ranges', 2, MAX_ENTRIES - tally.entries)
    tally.entries += ranges
    for (let j = 0; j < ranges; j++) {
      const clock = cursor.uint('a clock')
      endOf(cursor, clock, cursor.uint('a deleted length'))
    }
  }
}

/** Yjs would let a second block of one client replace the first. */
function readNewClient(cursor: Cursor, seen: Set<number>): number {
  const client = cursor.uint('a client')
  if (seen.has(client)) cursor.refuse(`client ${client} comes twice`)
  seen.add(client)
  return client
}

function endOf(cursor: Cursor, clock: number, length: number): number {
  if (length > 0 && clock + length <= MAX_CLOCK) return clock + length
  return cursor.refuse(`clock ${clock} with length ${length}`)
}

/** Yjs counts a text in UTF-16 units: one per UTF-8 sequence, two where it takes four bytes. */
function utf16Length(utf8: Uint8Array): number {
  let units = 0
  for (const byte of utf8) {
    if (byte >= 0xf0) units += 2
    else if (byte < 0x80 || byte >= 0xc0) units += 1
  }
  return units
}

/** A reader that refuses to leave its bytes. */
class Cursor {
  readonly #bytes: Uint8Array
  #at = 0
  #values = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  refuse(why: string): never {
    throw new WeftError('malformed', `At byte ${this.#at}: ${why}`)
  }

  byte(what: string): number {
    const byte = this.#bytes[this.#at]
    if (byte === undefined) return this.refuse(`the bytes end before ${what} does`)
    this.#at += 1
    return byte
  }

  uint(what: string): number {
    let value = 0
    let scale = 1
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = this.byte(what)
      value += (byte & 0x7f) * scale
      // Only an eighth byte can lift it over; lib0 does not look at the last one, and lets 2^56 in.
      if (byte < 0x80 && value <= Number.MAX_SAFE_INTEGER) return value
      scale *= 128
    }
    return this.refuse(`${what} is ${value} or more, or takes over ${MAX_VARINT_BYTES} bytes`)
  }

  /** How many follow: at most `most`, and only as many, of `size` bytes or more, as can follow. */
  count(what: string, size: number, most = Number.POSITIVE_INFINITY): number {
    const count = this.uint(`the number of ${what}`)
    const left = this.#bytes.length - this.#at
    if (count * size > left) this.refuse(`${count} ${what} announced, ${left} bytes left`)
    if (count > most) this.refuse(`${count} ${what}, where ${most} may be`)
    return count
  }

  /** Counts one value inside a struct: tiny ones cost Yjs many times what their bytes do. */
  value(): void {
    this.#values += 1
    if (this.#values > MAX_ENTRIES) this.refuse(`more than ${MAX_ENTRIES} values`)
  }

  pass(length: number, what: string): void {
    const left = this.#bytes.length - this.#at
    if (length > left) this.refuse(`${what} needs ${length} bytes, ${left} left`)
    this.#at += length
  }

  chunk(what: string): Uint8Array {
    const length = this.uint(what)
    this.pass(length, what)
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  string(what: string): Uint8Array {
    const chunk = this.chunk(what)
    return isUtf8(chunk) ? chunk : this.refuse(`${what} is not UTF-8`)
  }

  finish(): void {
    const left = this.#bytes.length - this.#at
    if (left > 0) this.refuse(`${left} bytes too many`)
  }
}
