import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { openToRead } from '../store/open.ts'
import { PostgresStore } from '../store/postgres.ts'
import { SqliteStore } from '../store/sqlite.ts'
import type { NewRow, Store } from '../store/store.ts'
import { createRoom, StockClient, startServer, tokenFor } from '../testing/live.ts'
import { startPostgres } from '../testing/postgres.ts'
import { weft } from '../testing/weft.ts'
import { verifyAll } from './verify.ts'

const postgres = await startPostgres()
afterAll(() => postgres?.stop(), 60_000)

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-verify-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Rooms `a`, with a snapshot in the middle of its log, and `b`. */
async function fill(store: Store): Promise<void> {
  const doc = new Y.Doc()
  const rows: NewRow[] = []
  doc.on('update', (update: Uint8Array) =>
    rows.push({ room: 'a', time: rows.length, user: 'ana', clients: [], update }),
  )
  for (const word of ['one ', 'two ', 'three ', 'four ']) {
    doc.getText('content').insert(0, word)
    if (rows.length === 2) rows.push({ ...(rows[1] as NewRow), time: 9 })
  }
  const middle = new Y.Doc()
  for (const { update } of rows.slice(0, 3)) Y.applyUpdate(middle, update)
  for (const room of ['a', 'b']) await store.createRoom({ room, time: 1, links: [], rows: [] })
  await store.commit(rows)
  await store.commit([{ ...(rows[0] as NewRow), room: 'b' }])
  await store.saveSnapshot('a', { seq: 3, state: Y.encodeStateAsUpdate(middle) }, 0)
  await store.trash('b', 5)
}

async function told(store: Store): Promise<readonly [boolean, ...string[]]> {
  const lines: string[] = []
  const isWell = await verifyAll(store, (line) => lines.push(line))
  await store.close()
  return [isWell, ...lines]
}

describe('weft verify', () => {
  /** What it says of the file, once this has been done to it. */
  async function verified(sql: string) {
    const file = join(folder, 'weft.db')
    const store = new SqliteStore(file)
    await fill(store)
    await store.close()
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
    return weft(['verify'], { DATA_DIR: folder })
  }

  it('finds nothing where nothing is wrong, also in what a merge has left, and in the trash', async () => {
    const { code, text } = await verified('SELECT 1')
    expect([code, text]).toEqual([0, '2 documents, 6 rows: all whole\n'])
  })

  it.each([
    ['a row', "UPDATE log SET data = x'00' WHERE room = 'a' AND seq = 5", 'seq 5'],
    ['a row under a snapshot', "UPDATE log SET user = 'eve' WHERE seq = 2", 'seq 2'],
    ['a row in the trash', "UPDATE log SET time = 7 WHERE room = 'b'", 'room b, seq 1'],
    ['a missing row', "DELETE FROM log WHERE room = 'a' AND seq = 4", '1 rows where there were 2'],
    ['a missing last row', "DELETE FROM log WHERE room = 'a' AND seq = 5", '1 rows where there'],
    ['a snapshot', "UPDATE snapshots SET data = x'00'", 'seq 3'],
  ])('names the room and the place of %s that is damaged', async (_, sql, place) => {
    const { code, text } = await verified(sql)
    expect(code).toBe(1)
    expect(text).toContain(place)
    expect(text.trim().split('\n')).toHaveLength(2)
    expect(text).toMatch(/2 documents, \d rows: 1 damaged\n$/)
  })

  it('finds a snapshot without what its rows say, and a row that is no update, though their sums are right', async () => {
    const file = join(folder, 'weft.db')
    const store = new SqliteStore(file)
    await fill(store)
    await store.saveSnapshot('a', { seq: 5, state: Uint8Array.of(0, 0) }, 0)
    const [{ update } = { update: new Uint8Array() }] = await store.rows('b', 0)
    await store.commit([{ room: 'b', time: 1, user: 'ana', clients: [], update }])
    await store.saveSnapshot('b', { seq: 2, state: update }, 0)
    await store.merge('b', 2, [{ seq: 2, time: 1, user: 'ana', update: Uint8Array.of(9) }])
    await store.close()
    const [isWell, ...lines] = await told(new SqliteStore(file, { isReading: true }))
    expect(isWell).toBe(false)
    expect(lines).toEqual([
      'room a, seq 1: the snapshot that covers it lacks what it says',
      expect.stringContaining('room b, seq 2: it is no update'),
      '2 documents, 0 rows: 2 damaged',
    ])
  })

  it('reads beside a server, and is not misled by what is written meanwhile', async () => {
    const live = await startServer()
    const room = await createRoom(live.url)
    const { token } = await tokenFor(live.url, room, 'editor', 'Ana')
    const ana = await new StockClient(live.url, room.room, token).synced()
    const typing = setInterval(() => ana.text.insert(0, 'x'), 1)
    const ran = await weft(['verify'], { DATA_DIR: live.dataDir })
    clearInterval(typing)
    expect(ran).toEqual({
      code: 0,
      text: expect.stringMatching(/^1 documents, \d+ rows: all whole\n$/),
    })
    await ana.saved()
    ana.close()
    await live.stop()
  })

  describe.skipIf(!postgres)('of a Postgres', () => {
    it('reads beside a server, writes nothing, and finds what is damaged', async () => {
      const url = await (postgres as NonNullable<typeof postgres>).empty()
      const serving = await PostgresStore.open(url)
      await fill(serving)
      const reading = await openToRead({ databaseUrl: url, isShared: false })
      await serving.commit([
        { room: 'a', time: 1, user: 'ana', clients: [], update: Uint8Array.of(9) },
      ])
      await expect(reading.lock('a', true)).rejects.toThrow('read-only')
      await reading.close()
      const again = await openToRead({ databaseUrl: url, isShared: false })
      expect(await told(again)).toEqual([
        false,
        expect.stringContaining('the log of room a does not load'),
        '2 documents, 1 rows: 1 damaged',
      ])
      await serving.noteRestored(1)
      await serving.close()
    })
  })
})
