import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { type Postgres, startPostgres } from '../testing/postgres.ts'
import { PostgresStore } from './postgres.ts'
import { SqliteStore } from './sqlite.ts'
import { migrate } from './sqlite-to-postgres.ts'
import { linkTo } from './store.contract.ts'
import type { NewRow, Store } from './store.ts'

const started = await startPostgres()
const folder = mkdtempSync(join(tmpdir(), 'weft-migrate-'))
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await started?.stop()
}, 60_000)
let files = 0

const row = (room: string, value: number, more: Partial<NewRow> = {}): NewRow => ({
  ...{ room, time: value, user: 'ana', clients: [value], update: Uint8Array.of(value, 255) },
  ...more,
})

/** A bit of everything. */
async function filled(): Promise<string> {
  const file = join(folder, `${++files}.db`)
  const store = new SqliteStore(file)
  const links = [linkTo('h1', { role: 'owner' }), linkTo('h2', { once: true, label: 'für Ben' })]
  for (const room of ['a', 'b', 'c'])
    await store.createRoom({ room, time: 5, links, rows: [row(room, 1)] })
  await store.commit([row('a', 2, { user: 'ben' }), row('a', 3)])
  await store.saveSnapshot('a', { seq: 2, state: Uint8Array.of(9) }, 2)
  await store.useLink('a', 'h1', { user: 'ana', name: 'Ana', first: 1, last: 2 })
  await store.putPerson('a', 'ben', { user: 'ben', name: 'Ben', role: null })
  await store.mark('a', 'ana', { isPinned: true })
  await store.lock('a', true)
  await store.index([{ room: 'a', seq: 3, title: '会議のメモ', text: 'Zürich, 来週' }])
  const [user, name] = ['ana', 'Ana']
  for (const [key, text] of [
    ['k1', 'für alle: 来週'],
    ['k2', 'two\nlines'],
  ] as const)
    await store.say('a', { user, name, key, text, place: '', time: 6 })
  await store.addAttachment('a', { id: 'one', type: 'image/png', bytes: Uint8Array.of(0, 255) }, 9)
  await store.trash('b', 7)
  await store.deleteRoom('c', 8)
  await store.close()
  return file
}

/** All that a store says of what `filled` made. */
async function told(store: Store): Promise<unknown> {
  const search = { isTrash: false, limit: 9, offset: 0 }
  const about = async (room: string) => [
    await store.head(room),
    (await store.rows(room, 0)).map((it) => ({ ...it, update: [...it.update] })),
    [...((await store.snapshot(room))?.state ?? [])],
    [...(await store.clients(room))].sort(),
    await store.links(room),
    await store.uses(room, 'h1', 9),
    await store.access(room),
    await store.remarks(room, 9),
    [...((await store.attachment(room, 'one'))?.bytes ?? [])],
  ]
  return [
    await Promise.all(['a', 'b', 'c'].map(about)),
    await store.rooms('ana', { ...search, words: '' }),
    (await store.rooms(null, { ...search, words: '来週 zur' })).map(({ title }) => title),
    await store.trashed(99, 9),
    await store.unindexed('', 9),
  ]
}

describe.skipIf(!started)('moving to Postgres', () => {
  const postgres = started as Postgres

  it('brings everything along', async () => {
    const file = await filled()
    const url = await postgres.empty()
    const moved = await migrate(file, url)
    expect(moved).toMatchObject({ rooms: 3, log: 3, links: 4, clients: 4, texts: 1 })
    expect(moved).toMatchObject({ attachments: 1, remarks: 2 })
    const [before, after] = [new SqliteStore(file), await PostgresStore.open(url)]
    expect(await told(after)).toEqual(await told(before))
    for (const store of [before, after]) await store.close()
  })

  it('moves nothing to where documents are, nor while a server has the file', async () => {
    const file = await filled()
    const url = await postgres.empty()
    await migrate(file, url)
    await expect(migrate(file, url)).rejects.toThrow('there are documents in that Postgres')
    const running = new SqliteStore(file)
    await expect(migrate(file, url)).rejects.toThrow('another server is using')
    await running.close()
  })

  it.each(['log', 'attachments'])(
    'moves nothing when something in %s does not match its sum',
    async (table) => {
      const file = await filled()
      const database = new DatabaseSync(file)
      database.exec(`UPDATE ${table} SET data = x'0102'`)
      database.close()
      const url = await postgres.empty()
      await expect(migrate(file, url)).rejects.toMatchObject({ code: 'row-damaged' })
      const store = await PostgresStore.open(url)
      expect(await store.head('a')).toBe(null)
      await store.close()
    },
  )
})
