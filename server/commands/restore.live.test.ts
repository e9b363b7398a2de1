import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { CreatedRoom } from '../../shared/api.ts'
import { ServerProcess } from '../../tools/server-process.ts'
import { SqliteStore } from '../store/sqlite.ts'
import { createRoom, StockClient, tokenFor, until } from '../testing/live.ts'
import { weft } from '../testing/weft.ts'

let folder: string
let dataDir: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-restore-'))
  dataDir = join(folder, 'data')
  file = join(folder, 'backup')
})
afterEach(() => rmSync(folder, { recursive: true }))

const run = (...args: string[]) => weft(args, { DATA_DIR: dataDir })

/** A database of one room of this name. */
async function made(at: string, room: string): Promise<void> {
  const store = new SqliteStore(at)
  await store.createRoom({ room, time: 1, links: [], rows: [] })
  await store.close()
}

const roomsIn = (at: string): unknown[] => {
  const database = new DatabaseSync(at)
  const rooms = database.prepare('SELECT id FROM rooms').all()
  database.close()
  return rooms.map(({ id }) => id)
}

describe('weft restore', () => {
  it('puts the backup in the place of what is there, which stays beside it, and can be put back in turn', async () => {
    await made(join(dataDir, 'weft.db'), 'new')
    await made(file, 'old')
    const { code, text } = await run('restore', file)
    expect(code).toBe(0)
    expect(roomsIn(join(dataDir, 'weft.db'))).toEqual(['old'])
    const [, before = ''] = /to undo this: weft restore (\S+)\n/.exec(text) ?? []
    expect(roomsIn(before)).toEqual(['new'])
    expect(roomsIn(file)).toEqual(['old'])
    expect((await run('restore', before)).code).toBe(0)
    expect(roomsIn(join(dataDir, 'weft.db'))).toEqual(['new'])
    expect(readdirSync(dataDir).filter((name) => /restoring|-wal|-shm/.test(name))).toEqual([])
  })

  it('keeps a database that is damaged, with its WAL, and lets neither near the new one', async () => {
    await made(file, 'old')
    await made(join(dataDir, 'weft.db'), 'new')
    for (const name of ['weft.db', 'weft.db-wal']) writeFileSync(join(dataDir, name), `no ${name}`)
    const { code, text } = await run('restore', file)
    expect([code, text]).toEqual([0, expect.stringContaining('what was there is')])
    const kept = readdirSync(dataDir).filter((name) => name.includes('before'))
    expect(kept.map((name) => readFileSync(join(dataDir, name), 'utf8')).sort()).toEqual([
      'no weft.db',
      'no weft.db-wal',
    ])
    expect(roomsIn(join(dataDir, 'weft.db'))).toEqual(['old'])
  })

  it('does nothing while a server runs', async () => {
    await made(file, 'old')
    const server = await ServerProcess.start({ dataDir })
    const { code, text } = await run('restore', file)
    expect([code, text]).toEqual([1, expect.stringContaining('another server is using')])
    await server.stop()
    expect(roomsIn(join(dataDir, 'weft.db'))).toEqual([])
  })

  it.each([
    ['is none', () => writeFileSync(file, 'Dear diary, '.repeat(1_000))],
    ['is another program’s', () => new DatabaseSync(file).exec('CREATE TABLE diary (a)')],
    ['is of a newer Weft', () => newer(file)],
    ['is damaged', () => damaged(file)],
    ['is not there', () => undefined],
  ])('does nothing with a file that %s, but says so', async (_, make) => {
    await make()
    await made(join(dataDir, 'weft.db'), 'new')
    const { code, text } = await run('restore', file)
    expect([code, text]).toEqual([1, expect.stringMatching(/^weft: [^\n]+\n$/)])
    expect(readdirSync(dataDir).sort()).toEqual(['weft.db', 'weft.db.lock'])
    expect(roomsIn(join(dataDir, 'weft.db'))).toEqual(['new'])
  })
})

async function newer(at: string): Promise<void> {
  await made(at, 'old')
  const database = new DatabaseSync(at)
  database.exec('PRAGMA user_version = 999')
  database.close()
}

/** An index without what it is an index of. */
async function damaged(at: string): Promise<void> {
  await made(at, 'old')
  const database = new DatabaseSync(at, {
    enableDoubleQuotedStringLiterals: true,
    defensive: false,
  })
  database.exec(`PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'links')
    WHERE name = 'people'`)
  database.close()
}

/** Each starts six processes, and stock clients come back no sooner than they please. */
const PATIENCE = { timeout: 60_000 }

describe('browsers that know more than the backup', PATIENCE, () => {
  let server: ServerProcess
  let room: CreatedRoom
  const people: StockClient[] = []
  const refusals: string[] = []
  afterEach(async () => {
    for (const person of people.splice(0)) person.close()
    refusals.length = 0
    await server.stop()
  })

  async function arrive(name: string): Promise<StockClient> {
    const { token } = await tokenFor(server.url, room, 'editor', name)
    const person = await new StockClient(server.url, room.room, token).synced()
    person.provider.on('closed', ({ code, reason }) => refusals.push(`${name}: ${code} ${reason}`))
    people.push(person)
    return person
  }

  /** The server goes, the backup is put back, and it is there again at the same address. */
  async function putBack(): Promise<void> {
    const port = Number(new URL(server.url).port)
    await server.stop()
    expect(await run('restore', file)).toMatchObject({ code: 0 })
    server = await ServerProcess.start({ dataDir, port })
  }

  const agree = () =>
    until(() =>
      people.every(({ doc }) =>
        Y.equalSnapshots(Y.snapshot(doc), Y.snapshot((people[0] as StockClient).doc)),
      ),
    )

  async function isWhole(): Promise<void> {
    expect(await run('verify')).toEqual({ code: 0, text: expect.stringContaining('all whole') })
  }

  it('F20: bring it back, also what others wrote, and everybody goes on; nothing is there twice', async () => {
    server = await ServerProcess.start({ dataDir })
    room = await createRoom(server.url, { text: '[start]' })
    const [ana, ben] = [await arrive('Ana'), await arrive('Ben')]
    ana.text.insert(0, '[Ana before]')
    await ana.saved()
    expect(await run('backup', file)).toMatchObject({ code: 0 })

    // Cleo comes only now: the backup has never heard of her.
    const cleo = await arrive('Cleo')
    await until(() => cleo.text.toString().includes('[Ana before]'))
    cleo.text.insert(0, '[Cleo after]')
    await cleo.saved()
    ana.text.insert(0, '[Ana after]')
    await ana.saved()
    await until(() => ben.text.toString().includes('[Ana after]'))
    ben.text.insert(ben.text.toString().indexOf('after]'), '[Ben in the midst]')
    await ben.saved()
    for (const away of [ana, cleo]) away.provider.disconnect()
    ana.text.insert(0, '[Ana offline]')
    cleo.text.insert(0, '[Cleo offline]')

    await putBack()
    await ben.synced()
    await ben.saved()
    const reader = await arrive('Dora')
    expect(reader.text.toString()).toBe(ben.text.toString())
    expect(reader.text.toString()).toContain('[Cleo after]')

    for (const back of [ana, cleo]) {
      back.provider.connect()
      await back.synced()
    }
    ana.text.insert(0, '[Ana again]')
    cleo.text.insert(0, '[Cleo again]')
    for (const each of [ana, ben, cleo]) await each.saved()
    await agree()

    const text = reader.text.toString()
    const pieces = text.replace('[Ben in the midst]', '').match(/\[[^\]]*\]/g) ?? []
    expect([...pieces].sort()).toEqual([
      '[Ana after]',
      '[Ana again]',
      '[Ana before]',
      '[Ana offline]',
      '[Cleo after]',
      '[Cleo again]',
      '[Cleo offline]',
      '[start]',
    ])
    expect(refusals).toEqual([])
    await isWhole()
  })

  it('F20: while all of them type on, and all come back at once', async () => {
    server = await ServerProcess.start({ dataDir })
    room = await createRoom(server.url)
    const typists = [await arrive('Ana'), await arrive('Ben')]
    let count = 0
    const type = () => {
      for (const { text } of typists) {
        count += 1
        text.insert(text.length, `<${count}>`)
      }
    }
    const typing = setInterval(type, 25)
    await until(() => count > 50)
    expect(await run('backup', file)).toMatchObject({ code: 0 })
    await until(() => count > 100)
    await putBack()
    for (const typist of typists) await typist.synced()
    clearInterval(typing)
    for (const typist of typists) await typist.saved()
    const reader = await arrive('Cleo')
    await agree()
    const numbers = [...reader.text.toString().matchAll(/<(\d+)>/g)].map(([, each]) => Number(each))
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, at) => at + 1))
    expect(refusals).toEqual([])
    await isWhole()
  })
})
