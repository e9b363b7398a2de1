/**
 * Stores: what SQLite and Postgres take of what nodes give them, and what a room is on disk.
 *
 * Commits: each session does what a node's writer does, one batch after another, with so many rows in each, every
 * row in another room. Rooms: many of a kind in a new database, with their links, visitors and words to be found;
 * what the database has grown by is divided among them. Promises figures by the clock, of this disk.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { PostgresStore } from '../server/store/postgres.ts'
import { SqliteStore } from '../server/store/sqlite.ts'
import type { Link, NewRow, Store } from '../server/store/store.ts'
import { type Postgres, startPostgres } from '../server/testing/postgres.ts'
import { percentile } from '../tools/figures.ts'
import { clientOf } from './load/authors.ts'
import { Keystrokes } from './load/keystrokes.ts'
import { type Page, writtenPage } from './load/written-page.ts'
import { type Machine, machine } from './report/results.ts'

export interface Commits {
  readonly store: string
  /** At the same time, as many nodes have. */
  readonly sessions: number
  /** In one commit. */
  readonly rows: number
  /** Of all sessions: the median of several stretches, for a disk that others use has bad moments. */
  readonly commitsASecond: number
  /** Of one commit, in ms. */
  readonly p50: number
  readonly p99: number
}

export interface RoomSize {
  readonly store: string
  /** In bytes of the database. */
  readonly empty: number
  readonly page: number
}

export interface PageSize extends Pick<Page, 'minutes' | 'letters' | 'edits'> {
  /** Bytes of the updates of all its rows, and of its state. */
  readonly history: number
  readonly state: number
}

export interface StoresFigures {
  /** ISO 8601. */
  readonly started: string
  readonly machine: Machine
  readonly commits: readonly Commits[]
  readonly sizes: readonly RoomSize[]
  readonly page: PageSize
  /** What the disk takes to have 4 KiB more in a file for good, in ms: p50. */
  readonly fsync: number
}

const SESSIONS = [1, 2, 4, 8, 16]
const ROWS = [1, 10, 100]
const FSYNCS = 500
const STRETCHES = 5
const MS = { short: 100, full: 500 }
const ROOMS = { short: { empty: 500, page: 100 }, full: { empty: 5_000, page: 500 } }

/** A database that is empty at first. */
interface Database {
  readonly name: string
  open(): Promise<Store>
  /** Bytes; of SQLite only when it is closed. */
  size(): Promise<number>
}

export async function stores(isShort: boolean): Promise<StoresFigures> {
  const [started, before] = [new Date().toISOString(), machine()]
  const length = isShort ? 'short' : 'full'
  const folder = mkdtempSync(join(tmpdir(), 'weft-stores-'))
  const postgres = await startPostgres()
  try {
    const page = writtenPage()
    const [commits, sizes]: [Commits[], RoomSize[]] = [[], []]
    for (const next of kindsOf(folder, postgres)) {
      commits.push(...(await commitsOf(next, MS[length])))
      sizes.push(await sizeOf(next, ROOMS[length], page))
    }
    return {
      started,
      machine: before,
      commits,
      sizes,
      page: pageSize(page),
      fsync: fsyncIn(folder),
    }
  } finally {
    await postgres?.stop()
    rmSync(folder, { recursive: true })
  }
}

function pageSize({ minutes, letters, edits, rows, state }: Page): PageSize {
  const history = rows.reduce((sum, { update }) => sum + update.byteLength, 0)
  return { minutes, letters, edits, history, state: state.byteLength }
}

function fsyncIn(folder: string): number {
  const file = openSync(join(folder, 'fsync'), 'w')
  const times = Array.from({ length: FSYNCS }, () => {
    const start = performance.now()
    writeSync(file, Buffer.alloc(4_096, 1))
    fsyncSync(file)
    return performance.now() - start
  })
  closeSync(file)
  return percentile(times, 0.5)
}

/** Each gives one empty database after another. Without Postgres, which has then said so, only SQLite. */
function kindsOf(folder: string, postgres: Postgres | null): (() => Promise<Database>)[] {
  let files = 0
  const sqlite = async (): Promise<Database> => {
    files += 1
    const file = join(folder, `${files}.db`)
    return {
      name: 'SQLite',
      open: async () => new SqliteStore(file),
      size: async () => statSync(file).size,
    }
  }
  if (!postgres) return [sqlite]
  return [sqlite, async () => postgresAt(await postgres.empty())]
}

const postgresAt = (url: string): Database => ({
  name: 'Postgres',
  open: () => PostgresStore.open(url, true),
  async size() {
    const client = new Client(url)
    await client.connect()
    const { rows } = await client.query('SELECT pg_database_size(current_database()) AS size')
    await client.end()
    return Number(rows[0].size)
  },
})

async function commitsOf(next: () => Promise<Database>, ms: number): Promise<Commits[]> {
  const found: Commits[] = []
  for (const rows of ROWS)
    for (const sessions of SESSIONS) {
      const database = await next()
      if (database.name === 'SQLite' && sessions > 1) continue
      found.push(await commitsAt(database, sessions, rows, ms))
    }
  return found
}

async function commitsAt(
  database: Database,
  sessions: number,
  rows: number,
  ms: number,
): Promise<Commits> {
  const nodes: Store[] = []
  while (nodes.length < sessions) nodes.push(await database.open())
  const batches = await Promise.all(nodes.map((store, node) => batchOf(store, node, rows)))
  const stretches: { readonly times: readonly number[]; readonly rate: number }[] = []
  while (stretches.length < STRETCHES) stretches.push(await stretchOf(nodes, batches, ms))
  await Promise.all(nodes.map((store) => store.close()))
  const all = stretches.flatMap(({ times }) => times)
  const rate = percentile(
    stretches.map((stretch) => stretch.rate),
    0.5,
  )
  return {
    ...{ store: database.name, sessions, rows, commitsASecond: rate },
    ...{ p50: percentile(all, 0.5), p99: percentile(all, 0.99) },
  }
}

async function stretchOf(nodes: readonly Store[], batches: readonly NewRow[][], ms: number) {
  const start = performance.now()
  const commit = (store: Store, node: number) => commitUntil(store, batches[node] ?? [], start + ms)
  const times = (await Promise.all(nodes.map(commit))).flat()
  return { times, rate: times.length / ((performance.now() - start) / 1_000) }
}

/** A keystroke in each of its rooms. */
async function batchOf(store: Store, node: number, rows: number): Promise<NewRow[]> {
  const update = new Keystrokes(clientOf(0)).update(1_000)
  const batch: NewRow[] = []
  for (let number = 0; number < rows; number += 1) {
    const room = `room-${node}-${number}`
    await store.createRoom({ room, time: Date.now(), links: [], rows: [] })
    batch.push({ room, time: Date.now(), user: 'person', clients: [], update })
  }
  return batch
}

async function commitUntil(store: Store, batch: readonly NewRow[], end: number) {
  const times: number[] = []
  while (performance.now() < end) {
    const start = performance.now()
    await store.commit(batch)
    times.push(performance.now() - start)
    // SQLite answers in the same turn.
    await new Promise(setImmediate)
  }
  return times
}

async function sizeOf(
  next: () => Promise<Database>,
  rooms: { readonly empty: number; readonly page: number },
  page: Page,
): Promise<RoomSize> {
  const grownBy = async (count: number, fill: (store: Store, room: string) => Promise<void>) => {
    const database = await next()
    await (await database.open()).close()
    const before = await database.size()
    const store = await database.open()
    for (let number = 0; number < count; number += 1) await fill(store, `room-${number}`)
    await store.close()
    return ((await database.size()) - before) / count
  }
  const { name } = await next()
  const empty = await grownBy(rooms.empty, makeEmpty)
  const written = await grownBy(rooms.page, (store, room) => makePage(store, room, page))
  return { store: name, empty, page: written }
}

/** An owner came by its link. */
async function makeEmpty(store: Store, room: string): Promise<void> {
  const time = Date.now()
  await store.createRoom({ room, time, links: [linkTo('owner')], rows: [] })
  const use = { user: `guest-of-${room}`, name: 'Somebody', first: time, last: time }
  await store.useLink(room, 'owner'.padEnd(43, 'x'), use)
}

/** As a merge leaves it; all who have written came by a link. */
async function makePage(store: Store, room: string, page: Page): Promise<void> {
  const links = [linkTo('owner'), linkTo('editor')]
  const rows = page.rows.map((row) => ({ ...row, room }))
  await store.createRoom({ room, time: Date.now(), links, rows })
  await store.saveSnapshot(room, { seq: rows.length, state: page.state }, 0)
  for (const user of new Set(rows.map((row) => row.user)))
    await store.useLink(room, 'editor'.padEnd(43, 'x'), { user, name: user, first: 1, last: 2 })
  await store.index([{ room, seq: rows.length, title: `About ${room}`, text: page.text }])
}

const linkTo = (role: 'owner' | 'editor'): Link => ({
  ...{ hash: role.padEnd(43, 'x'), role, label: '', created: 1 },
  ...{ expires: null, password: null, once: false, revoked: null },
})
