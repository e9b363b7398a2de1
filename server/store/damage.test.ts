/**
 * F5: damage on disk. Bytes are flipped in rows and anywhere in the file, and the file is cut; whatever
 * is read then is exactly what was written or `row-damaged`, or the file is not opened, with a sentence
 * for the operator. `SEED=n vitest run server/store/damage.test.ts` replays.
 */
import { randomInt } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { codeOf, WeftError } from '../../shared/errors.ts'
import { Chance } from '../testing/chance.ts'
import { checkFile, SqliteStore } from './sqlite.ts'
import { linkTo } from './store.contract.ts'
import type { NewRow, Row } from './store.ts'

const SEED = Number(process.env.SEED || randomInt(2 ** 31))
const ROOMS = ['a', 'b', 'c']
const ROWS = 50
const FLIPS = 400
const CUTS = 60

const root = mkdtempSync(join(tmpdir(), 'weft-damage-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
const newFile = () => join(root, String(++folders), 'weft.db')
const chance = new Chance(SEED)

const rowOf = (room: string, index: number): NewRow => ({
  room,
  time: 1_000 + index,
  user: `user ${index % 3}`,
  clients: [index],
  update: Uint8Array.from({ length: 20 + chance.below(400) }, () => chance.below(256)),
})

/** Three rooms of fifty rows each, one of them with a snapshot and without the rows that it covers. */
async function write(file: string): Promise<void> {
  const store = new SqliteStore(file)
  for (const room of ROOMS) {
    await store.createRoom({ room, time: 1, links: [linkTo(room)], rows: [] })
    await store.commit(Array.from({ length: ROWS }, (_, index) => rowOf(room, index)))
  }
  const state = Uint8Array.from({ length: 9_000 }, () => chance.below(256))
  await store.saveSnapshot('c', { seq: 30, state }, Number.MAX_SAFE_INTEGER)
  await store.close()
}

interface Content {
  readonly head: number | null
  readonly snapshot: unknown
  readonly rows: readonly Row[]
}

async function readRoom(store: SqliteStore, room: string): Promise<Content> {
  const [head, snapshot] = [await store.head(room), await store.snapshot(room)]
  return { head, snapshot, rows: await store.rows(room, 0) }
}

/** What each room reads as: its content, or the code of the error. A foreign error is thrown on. */
async function readAll(file: string): Promise<Map<string, Content | string>> {
  const store = new SqliteStore(file)
  try {
    const found = new Map<string, Content | string>()
    for (const room of ROOMS) {
      found.set(room, await readRoom(store, room).catch(expectDamaged))
      const link = await store.link(room, room).catch(expectDamaged)
      expect([linkTo(room), null, 'row-damaged']).toContainEqual(link)
    }
    return found
  } finally {
    await store.close()
  }
}

function expectDamaged(error: unknown): string {
  if (codeOf(error) !== 'row-damaged') throw error
  return 'row-damaged'
}

/** Refused at opening: the code and the sentence are for whoever runs the server. */
function expectRefused(error: unknown): 'refused' {
  if (!(error instanceof WeftError)) throw error
  expect(['store-failing', 'internal']).toContain(error.code)
  expect(error.message).toMatch(/put a backup in its place|cannot open|run a newer Weft/)
  return 'refused'
}

describe(`F5: damage on disk (SEED=${SEED})`, () => {
  it('in any of fifty rows is refused by its sum, and the other rooms still read', async () => {
    const file = newFile()
    await write(file)
    const intact = await readAll(file)
    for (let seq = 1; seq <= ROWS; seq++) {
      const database = new DatabaseSync(file)
      const found = database.prepare("SELECT data FROM log WHERE room = 'a' AND seq = ?").get(seq)
      const data = found?.data as Uint8Array
      const at = chance.below(data.length)
      const put = database.prepare("UPDATE log SET data = ? WHERE room = 'a' AND seq = ?")
      put.run(flipped(data, at), seq)
      const read = await readAll(file)
      put.run(data, seq)
      database.close()
      expect(read.get('a'), `seq ${seq}, byte ${at}`).toBe('row-damaged')
      for (const room of ['b', 'c']) expect(read.get(room)).toEqual(intact.get(room))
    }
    expect(await readAll(file)).toEqual(intact)
  })

  it('in anything that a row or a snapshot is filed under is refused, too', async () => {
    const file = newFile()
    await write(file)
    const damages = [
      "UPDATE log SET user = 'eve' WHERE room = 'a' AND seq = 3",
      "UPDATE log SET time = time + 1 WHERE room = 'a' AND seq = 3",
      "UPDATE log SET seq = 900 WHERE room = 'a' AND seq = 3",
      "UPDATE log SET seq = 9223372036854775807 WHERE room = 'a' AND seq = 3",
      "DELETE FROM log WHERE room = 'a' AND seq = 3",
      "DELETE FROM log WHERE room = 'a' AND seq = 50",
      "UPDATE rooms SET head = 49 WHERE id = 'a'",
      "PRAGMA foreign_keys = OFF; DELETE FROM rooms WHERE id = 'a'",
      "UPDATE snapshots SET room = 'a', seq = 31",
    ]
    for (const damage of damages) {
      const copy = newFile()
      cpSync(join(file, '..'), join(copy, '..'), { recursive: true })
      const database = new DatabaseSync(copy)
      database.exec(damage)
      database.close()
      const read = await readAll(copy)
      expect(read.get('a'), damage).toBe('row-damaged')
      expect(read.get('b'), damage).not.toBe('row-damaged')
    }
  })

  it('of one byte anywhere in the file gives what was written, or says so', async () => {
    const file = newFile()
    await write(file)
    const [intact, bytes] = [await readAll(file), readFileSync(file)]
    const counts = { exact: 0, damaged: 0, refused: 0 }
    const copy = newFile()
    cpSync(join(file, '..'), join(copy, '..'), { recursive: true })
    for (let flip = 0; flip < FLIPS; flip++) {
      const at = chance.below(bytes.length)
      writeFileSync(copy, flipped(bytes, at))
      const read = await readAll(copy).catch(expectRefused)
      if (read === 'refused') counts.refused += 1
      else
        for (const [room, content] of read) {
          counts[content === 'row-damaged' ? 'damaged' : 'exact'] += 1
          if (content === 'row-damaged') continue
          expect(content, `byte ${at}, room ${room}`).toEqual(intact.get(room))
        }
    }
    expect(counts.exact).toBeGreaterThan(counts.damaged)
    expect(counts.damaged).toBeGreaterThan(0)
  })

  it('of a file that was cut is refused at opening, or where it is cut, and changes nothing', async () => {
    const file = newFile()
    await write(file)
    const [intact, bytes] = [await readAll(file), readFileSync(file)]
    for (let cut = 0; cut < CUTS; cut++) {
      const length = cut === 0 ? 0 : chance.below(bytes.length)
      truncateSync(file, length)
      const read = await readAll(file).catch(expectRefused)
      if (length === 0) expect(read).toBe('refused')
      if (read !== 'refused')
        for (const [room, content] of read)
          if (content !== 'row-damaged') expect(content, `${length}`).toEqual(intact.get(room))
      expect(readFileSync(file).equals(bytes.subarray(0, length))).toBe(true)
      writeFileSync(file, bytes)
    }
  })

  it('of a file that is another one, or gone from beside its WAL, is refused', async () => {
    const file = newFile()
    await write(file)
    writeFileSync(file, 'Dear diary, '.repeat(1_000))
    expect(() => new SqliteStore(file)).toThrow(
      `${file} is damaged or no Weft database (file is not a database): nothing was overwritten`,
    )
    rmSync(file)
    writeFileSync(`${file}-wal`, 'what was saved last')
    expect(() => new SqliteStore(file)).toThrow('it is gone, and its WAL is still there')
    expect(readFileSync(`${file}-wal`, 'utf8')).toBe('what was saved last')
  })

  it('of the structure is found at the start, and rooms that can be read still are', async () => {
    const file = newFile()
    expect(checkFile(file)).toBe(null)
    await write(file)
    expect(checkFile(file)).toBe(null)
    const database = new DatabaseSync(file)
    const leaf = database
      .prepare("SELECT pageno FROM dbstat WHERE name = 'log' AND pagetype = 'leaf' LIMIT 1")
      .get()
    database.close()
    const bytes = readFileSync(file)
    // Over the page's own list of its cells.
    bytes.fill(0xff, (Number(leaf?.pageno) - 1) * 4096 + 8, (Number(leaf?.pageno) - 1) * 4096 + 40)
    writeFileSync(file, bytes)
    expect(checkFile(file)).toEqual(expect.any(String))
    const read = await readAll(file)
    expect(read.get('a')).toBe('row-damaged')
    expect(read.get('c')).not.toBe('row-damaged')
  })

  it('is told from the sums of before, which cover the bytes alone', async () => {
    const file = newFile()
    await write(file)
    const database = new DatabaseSync(file)
    const put = database.prepare("UPDATE log SET sum = ? WHERE room = 'b' AND seq = ?")
    for (const { seq, data } of database.prepare("SELECT * FROM log WHERE room = 'b'").all())
      put.run(crc32(data as Uint8Array), Number(seq))
    expect((await readAll(file)).get('b')).toMatchObject({ head: ROWS })
    database.exec("UPDATE log SET data = x'00' WHERE room = 'b' AND seq = 7")
    database.close()
    expect((await readAll(file)).get('b')).toBe('row-damaged')
  })
})

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, (bytes[at] ?? 0) ^ (1 << chance.below(8)))
}
