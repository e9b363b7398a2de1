import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { catalogContract } from './catalog.contract.ts'
import { MemoryStore } from './memory.ts'
import { migrate, STEPS } from './migrations.ts'
import { SqliteStore } from './sqlite.ts'
import { storeContract } from './store.contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'weft-store-'))
afterAll(() => rmSync(folder, { recursive: true }))
let files = 0
const newFile = () => join(folder, `${++files}/weft.db`)

storeContract('MemoryStore', () => new MemoryStore())
storeContract('SqliteStore', () => new SqliteStore(newFile()))
catalogContract('MemoryStore', () => new MemoryStore())
catalogContract('SqliteStore', () => new SqliteStore(newFile()))

const hello = { room: 'a', time: 5, user: 'ana', clients: [], update: Uint8Array.of(1, 2, 3, 4) }

describe('SqliteStore', () => {
  it('has everything again after it was closed and opened', async () => {
    const file = newFile()
    const before = new SqliteStore(file)
    await before.createRoom({ room: 'a', time: 5, links: [], rows: [hello] })
    await before.close()
    const after = new SqliteStore(file)
    const [row] = await after.rows('a', 0)
    expect(row).toMatchObject({ seq: 1, time: 5, user: 'ana', update: hello.update })
    await after.close()
  })

  it.each(['clients', 'uses', 'people', 'remarks'])(
    'finds what a user has in %s by an index',
    async (table) => {
      const file = newFile()
      await new SqliteStore(file).close()
      const database = new DatabaseSync(file)
      const plan = database.prepare(
        `EXPLAIN QUERY PLAN UPDATE ${table} SET user = 'b' WHERE user = 'a'`,
      )
      expect(plan.get()?.detail).toContain(`INDEX ${table}_by_user`)
      database.close()
    },
  )

  it('F2: has its commits fsynced before they return', async () => {
    const opened: DatabaseSync[] = []
    const connect = (file: string) => {
      const database = new DatabaseSync(file)
      opened.push(database)
      return database
    }
    const store = new SqliteStore(newFile(), { connect })
    const database = opened.at(-1)
    expect(database?.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(database?.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
    await store.close()
  })

  it('F6: is refused on an SQLite that can lose saved work, before any file is made', async () => {
    const file = newFile()
    for (const version of ['3.51.2', '3.50.4', '3.7.0', '2.8.17', ''])
      expect(() => new SqliteStore(file, { version }), version).toThrow('so a newer Node')
    expect(existsSync(file)).toBe(false)
    for (const version of ['3.51.3', '3.53.4', '3.100.0', '4.0.0'])
      await new SqliteStore(file, { version }).close()
  })

  it('is refused while another server has the file, and given when that one is gone', async () => {
    const file = newFile()
    const first = new SqliteStore(file)
    expect(() => new SqliteStore(file, { patience: 0 })).toThrow('another server is using')
    await first.close()
    await new SqliteStore(file, { patience: 0 }).close()
  })

  it('refuses a row whose bytes have changed on disk', async () => {
    const file = newFile()
    const store = new SqliteStore(file)
    await store.createRoom({ room: 'a', time: 5, links: [], rows: [hello] })
    const database = new DatabaseSync(file)
    database.exec("UPDATE log SET data = x'01020305'")
    database.close()
    await expect(store.rows('a', 0)).rejects.toMatchObject({ code: 'row-damaged' })
    await store.close()
  })

  it('gives the rows before one whose bytes have changed, to who asks for no more', async () => {
    const file = newFile()
    const store = new SqliteStore(file)
    await store.createRoom({ room: 'a', time: 5, links: [], rows: [hello, hello] })
    const database = new DatabaseSync(file)
    database.exec("UPDATE log SET data = x'01020305' WHERE seq = 2")
    database.close()
    expect(await store.rows('a', 0, 1)).toHaveLength(1)
    await expect(store.rows('a', 1, 1)).rejects.toMatchObject({ code: 'row-damaged' })
    await store.close()
  })

  it('goes forward from an older schema and refuses a newer one', () => {
    const database = new DatabaseSync(':memory:')
    migrate(database, ['CREATE TABLE one (a)'])
    migrate(database, ['CREATE TABLE one (a)', 'CREATE TABLE two (b)'])
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    expect(tables.map(({ name }) => name)).toEqual(['one', 'two'])
    expect(() => migrate(database, ['CREATE TABLE one (a)'])).toThrow('run a newer Weft')
  })

  it('keeps every row of a log that is laid out anew', () => {
    const database = new DatabaseSync(':memory:')
    migrate(database, STEPS.slice(0, -1))
    database.exec(`INSERT INTO rooms (id, created, head) VALUES ('b', 1, 2), ('a', 1, 1);
      INSERT INTO log VALUES ('b', 1, 10, 'ana', 7, x'01'), ('a', 1, 11, 'ben', 8, x'02'), ('b', 2, 12, 'ana', 9, x'03')`)
    const rows = () => database.prepare('SELECT * FROM log ORDER BY room, seq').all()
    const before = rows()
    migrate(database)
    expect(before).toHaveLength(3)
    expect(rows()).toEqual(before)
    database.close()
  })

  it('leaves an older schema as it was when a step fails', () => {
    const database = new DatabaseSync(':memory:')
    migrate(database, ['CREATE TABLE one (a)'])
    const broken = ['CREATE TABLE one (a)', 'CREATE TABLE two (b); CREATE TABLE one (c)']
    expect(() => migrate(database, broken)).toThrow('already exists')
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 })
    expect(() => database.exec('SELECT * FROM two')).toThrow('no such table')
  })
})
