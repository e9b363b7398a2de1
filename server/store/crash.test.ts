/**
 * F3: a kill -9 at every statement that the store runs, and in the middle of what each one writes.
 * Whatever is found on disk then is opened by a new store, which must be at one side of the
 * transaction or the other, hold every acknowledged row, and tell one document, by snapshot and tail.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { CrashPoints } from '../testing/crash-points.ts'
import { migrate } from './migrations.ts'
import { SqliteStore } from './sqlite.ts'
import { linkTo } from './store.contract.ts'
import type { NewRow } from './store.ts'

const root = mkdtempSync(join(tmpdir(), 'weft-points-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
const newFolder = () => join(root, String(++folders))

const TABLES = ['rooms', 'log', 'snapshots', 'clients', 'links', 'people', 'remarks']

/** Everything that the file says, as it says it. */
function dump(folder: string): string {
  const database = new DatabaseSync(join(folder, 'weft.db'))
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  const tables = TABLES.map((table) => database.prepare(`SELECT * FROM ${table}`).all())
  database.close()
  return JSON.stringify(tables, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  )
}

/** Someone's writing: `updates[n]` turns the text of n words into that of n + 1. */
class Author {
  readonly doc = new Y.Doc()
  readonly updates: Uint8Array[] = []
  readonly texts = ['']
  readonly #room: string

  constructor(room: string, words: number) {
    this.#room = room
    this.doc.clientID = 7
    this.doc.on('update', (update: Uint8Array) => this.updates.push(update))
    for (let word = 0; word < words; word++) {
      this.doc.getText('content').insert(0, `${word} ${'x'.repeat(700)} `)
      this.texts.push(this.doc.getText('content').toString())
    }
  }

  rows(from: number, to: number): NewRow[] {
    return this.updates.slice(from, to).map((update, index) => ({
      room: this.#room,
      time: 1_000 + from + index,
      user: index % 2 ? 'ana' : 'ben',
      clients: index === 0 ? [7 + from] : [],
      update,
    }))
  }

  /** The state after so many words. */
  state(words: number): Uint8Array {
    return Y.mergeUpdates(this.updates.slice(0, words))
  }
}

const notes = new Author('notes', 30)
const plans = new Author('plans', 30)
const remark = { user: 'ben', name: 'Ben', key: 'k1', text: 'Hi', place: '', time: 1_000 }
const room = (name: string) => ({ room: name, time: 1, links: [], rows: [] })

/** Two rooms, the first with a snapshot at 8 and all of its rows. */
async function prepare(store: SqliteStore): Promise<void> {
  await store.createRoom(room('notes'))
  await store.createRoom(room('plans'))
  await store.commit([...notes.rows(0, 8), ...plans.rows(0, 8)])
  await store.saveSnapshot('notes', { seq: 8, state: notes.state(8) }, 0)
  await store.commit(notes.rows(8, 12))
  await store.putPerson('notes', 'ben', { user: 'ben', name: 'Ben', role: 'viewer' })
  await store.say('notes', remark)
}

/** Snapshot plus tail is the text after `head` words, in each room; and how many words that is. */
async function heads(store: SqliteStore): Promise<number[]> {
  const found: number[] = []
  for (const [name, author] of Object.entries({ notes, plans })) {
    const head = (await store.head(name)) ?? -1
    const snapshot = await store.snapshot(name)
    const tail = await store.rows(name, snapshot?.seq ?? 0)
    const doc = new Y.Doc()
    for (const update of [...(snapshot ? [snapshot.state] : []), ...tail.map((row) => row.update)])
      Y.applyUpdate(doc, update)
    expect(doc.getText('content').toString()).toBe(author.texts[head])
    found.push(head)
  }
  return found
}

const OPERATIONS: Record<string, (store: SqliteStore) => Promise<unknown>> = {
  'a commit': (store) => store.commit([...notes.rows(12, 16), ...plans.rows(8, 12)]),
  'a large commit': (store) => store.commit([...notes.rows(12, 30), ...plans.rows(8, 30)]),
  'a snapshot with its deletions': (store) =>
    store.saveSnapshot('notes', { seq: 12, state: notes.state(12) }, 1_006),
  'a first snapshot': (store) =>
    store.saveSnapshot('plans', { seq: 8, state: plans.state(8) }, 2_000),
  'a merge': async (store) => {
    const rows = (await store.unmerged('notes', 6)).filter(({ user }) => user === 'ana')
    const update = notes.state(6)
    await store.merge('notes', 6, [{ ...(rows.at(-1) ?? expect.fail('no rows')), update }])
  },
  'an expiry': (store) => store.expire(1_005, '', 9),
  'a link': (store) => store.putLink('notes', linkTo('h2')),
  'a remark': (store) => store.say('notes', { ...remark, key: 'k2' }),
  'a claim': (store) => store.claim('ben', 'ana'),
  'a new room': (store) =>
    store.createRoom({
      ...room('third'),
      links: [linkTo('h')],
      rows: [{ ...room('third'), user: 'ana', clients: [1, 2], update: notes.state(3) }],
    }),
}

describe('F3: a kill at any point of', () => {
  it.each(Object.keys(OPERATIONS))('%s leaves one side of it or the other', async (name) => {
    const folder = newFolder()
    const crash = new CrashPoints(folder, newFolder())
    const store = new SqliteStore(join(folder, 'weft.db'), { connect: crash.connect })
    await prepare(store)
    crash.isWatching = true
    await OPERATIONS[name]?.(store)
    crash.isWatching = false
    const expected = await heads(store)
    await store.close()
    const [first] = crash.points
    const last = crash.points.at(-1)
    if (!first || !last) return expect.fail('nothing was watched')
    const [before, after] = [dump(first.folder), dump(last.folder)]
    expect(after).not.toBe(before)
    expect(after).toBe(dump(folder))
    for (const point of crash.points) {
      const reopened = new SqliteStore(join(point.folder, 'weft.db'))
      const found = await heads(reopened)
      await reopened.close()
      const isAfter = dump(point.folder) === after
      if (!isAfter) expect(dump(point.folder), point.at).toBe(before)
      if (point.commits > 0) expect(isAfter, point.at).toBe(true)
      expect(found, point.at).toEqual(isAfter ? expected : [12, 8])
    }
  })

  it('the making of a database leaves none, or one that is whole', async () => {
    const folder = newFolder()
    const crash = new CrashPoints(folder, newFolder())
    crash.isWatching = true
    await new SqliteStore(join(folder, 'weft.db'), { connect: crash.connect }).close()
    expect(crash.points.length).toBeGreaterThan(20)
    for (const point of crash.points) {
      const store = new SqliteStore(join(point.folder, 'weft.db'))
      await prepare(store)
      expect(await heads(store), point.at).toEqual([12, 8])
      await store.close()
    }
  })

  it('a checkpoint loses nothing', async () => {
    const folder = newFolder()
    const crash = new CrashPoints(folder, newFolder())
    const connections: DatabaseSync[] = []
    const connect = (file: string) => {
      const database = crash.connect(file)
      connections.push(database)
      return database
    }
    const store = new SqliteStore(join(folder, 'weft.db'), { connect })
    await prepare(store)
    crash.isWatching = true
    connections.at(-1)?.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    crash.isWatching = false
    await store.close()
    expect(crash.points.length).toBeGreaterThan(5)
    for (const point of crash.points) {
      const reopened = new SqliteStore(join(point.folder, 'weft.db'))
      expect(await heads(reopened), point.at).toEqual([12, 8])
      await reopened.close()
    }
  })

  it('a migration leaves the schema before it or after it, with all rows', () => {
    const steps = [
      'CREATE TABLE words (word TEXT) STRICT',
      `ALTER TABLE words ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
       UPDATE words SET size = length(word); CREATE INDEX by_size ON words (size)`,
    ]
    const folder = newFolder()
    mkdirSync(folder)
    const crash = new CrashPoints(folder, newFolder())
    const database = crash.connect(join(folder, 'old.db'))
    database.exec('PRAGMA journal_mode = WAL')
    migrate(database, steps.slice(0, 1))
    database.exec("INSERT INTO words VALUES ('one'), ('three')")
    crash.isWatching = true
    migrate(database, steps)
    crash.isWatching = false
    database.close()
    const seen = crash.points.map(({ folder: copy, at, commits }) => {
      const reopened = new DatabaseSync(join(copy, 'old.db'))
      const version = Number(reopened.prepare('PRAGMA user_version').get()?.user_version)
      if (commits > 0) expect(version, at).toBe(2)
      const columns = reopened.prepare("SELECT name FROM pragma_table_info('words')").all().length
      expect(columns, at).toBe(version)
      migrate(reopened, steps)
      const rows = reopened.prepare('SELECT word, size FROM words ORDER BY word').all()
      reopened.close()
      expect(rows, at).toEqual([
        { word: 'one', size: 3 },
        { word: 'three', size: 5 },
      ])
      return version
    })
    expect(new Set(seen)).toEqual(new Set([1, 2]))
  })

  it('is really looked for: a store that commits twice is caught between', async () => {
    const folder = newFolder()
    const crash = new CrashPoints(folder, newFolder())
    const store = new SqliteStore(join(folder, 'weft.db'), { connect: crash.connect })
    await prepare(store)
    crash.isWatching = true
    await store.commit(notes.rows(12, 14))
    await store.commit(plans.rows(8, 10))
    await store.close()
    const states = new Set(
      crash.points.map(({ folder: copy }) => {
        const own = newFolder()
        cpSync(copy, own, { recursive: true })
        return dump(own)
      }),
    )
    expect(states.size).toBe(3)
  })
})
