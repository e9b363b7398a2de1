/**
 * Catalog: how long somebody with ten thousand documents waits for his list, and for a search.
 *
 * One database, filled by the store itself and not over HTTP, with texts by chance from a fixed seed; then
 * the real server, asked over HTTP as the start page asks, the questions taking turns. Promises figures by
 * the clock: what else the machine does is in them. By their nature the words are harder than a language's: a
 * tenth of all documents has each of the commonest.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guestId } from '../server/access/links.ts'
import { SqliteStore } from '../server/store/sqlite.ts'
import type { Link } from '../server/store/store.ts'
import { Chance } from '../server/testing/chance.ts'
import type { ListedRooms } from '../shared/api.ts'
import { percentile } from '../tools/figures.ts'
import { ServerProcess } from '../tools/server-process.ts'

/** In ms. */
export interface Waited {
  readonly what: string
  readonly found: number
  readonly p50: number
  readonly p95: number
  readonly most: number
}

export interface CatalogFigures {
  /** ISO 8601. */
  readonly started: string
  readonly documents: number
  /** UTF-16 units of each text. */
  readonly letters: number
  readonly waited: readonly Waited[]
}

const DOCUMENTS = 10_000
const LETTERS = 4_000
const VOCABULARY = 5_000
const ROUNDS = 100
const GUEST = 'bench-guest-secret-000'
const SEED = 20_261_126

const QUESTIONS = [
  ['the list, its first page', ''],
  ['the list, its last page', `offset=${DOCUMENTS - 50}`],
  ['a word of one document', 'search=needle'],
  ['a word of a tenth of them', 'search=common'],
  ['a word of all of them', 'search=everywhere'],
  ['two words', 'search=common+everywhere'],
  ['the first two letters of a word', 'search=co'],
  ['a word of none', 'search=nowhere'],
] as const

export async function catalog(): Promise<CatalogFigures> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weft-catalog-'))
  try {
    await fill(join(dataDir, 'weft.db'))
    const started = new Date().toISOString()
    const server = await ServerProcess.start({ dataDir })
    const waited = await ask(server.url)
    await server.stop()
    return { started, documents: DOCUMENTS, letters: LETTERS, waited }
  } finally {
    rmSync(dataDir, { recursive: true })
  }
}

async function fill(file: string): Promise<void> {
  const store = new SqliteStore(file)
  const write = writer(new Chance(SEED))
  for (let at = 0; at < DOCUMENTS; at += 100) {
    const numbers = Array.from({ length: 100 }, (_, more) => at + more)
    for (const number of numbers) await make(store, number)
    await store.index(
      numbers.map((number) => ({ room: `room-${number}`, seq: 1, ...write(number) })),
    )
  }
  await store.close()
}

/** By the owner's link of each, he and three others have come. */
async function make(store: SqliteStore, number: number): Promise<void> {
  const [room, time] = [`room-${number}`, Date.now() - number * 60_000]
  const row = { room, time, user: 'bench', clients: [], update: Uint8Array.of(0, 0) }
  await store.createRoom({ room, time, links: [ownerLink], rows: [row] })
  for (const user of [guestId(GUEST), ...others(number)])
    await store.useLink(room, ownerLink.hash, {
      user,
      name: user.slice(0, 12),
      first: time,
      last: time,
    })
}

const others = (number: number) => [1, 2, 3].map((step) => `other-${(number * step) % 97}`)

const ownerLink: Link = {
  ...{ hash: 'owner', role: 'owner', label: '', created: 1 },
  ...{ expires: null, password: null, once: false, revoked: null },
}

/** Words of which the first are much more frequent, as in a language. */
function writer(chance: Chance) {
  const letters = 'abcdefghijklmnoprstuvwyz'
  const word = () =>
    Array.from({ length: 3 + chance.below(8) }, () => letters[chance.below(letters.length)]).join(
      '',
    )
  const words = Array.from({ length: VOCABULARY }, word)
  const pick = () => words[Math.floor(chance.next() ** 3 * words.length)] ?? ''
  return (number: number) => {
    const marks = [
      'everywhere',
      ...(number % 10 === 0 ? ['common'] : []),
      ...(number === 4_321 ? ['needle'] : []),
    ]
    let text = marks.join(' ')
    while (text.length < LETTERS) text += ` ${pick()}`
    return { title: `${pick()} ${pick()} ${number}`, text }
  }
}

async function ask(url: string): Promise<Waited[]> {
  const times = new Map<string, number[]>()
  const found = new Map<string, number>()
  for (let round = -1; round < ROUNDS; round += 1)
    for (const [what, query] of QUESTIONS) {
      const { ms, rooms } = await timed(`${url}/api/rooms?${query}`)
      found.set(what, rooms)
      // The first of each only warms up.
      if (round >= 0) times.set(what, [...(times.get(what) ?? []), ms])
    }
  return [...times].map(([what, all]) => ({
    what,
    found: found.get(what) ?? 0,
    p50: percentile(all, 0.5),
    p95: percentile(all, 0.95),
    most: Math.max(...all),
  }))
}

async function timed(url: string) {
  const start = performance.now()
  const response = await fetch(url, { headers: { authorization: `Guest ${GUEST}` } })
  const { rooms } = (await response.json()) as ListedRooms
  return { ms: performance.now() - start, rooms: rooms.length }
}
