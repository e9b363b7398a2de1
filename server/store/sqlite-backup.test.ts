import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SqliteStore } from './sqlite.ts'
import { backUp } from './sqlite-backup.ts'

let folder: string
let store: SqliteStore
const file = () => join(folder, 'data', 'weft.db')
const to = () => join(folder, 'weft.backup')
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weft-copies-'))
  store = new SqliteStore(file())
  await store.createRoom({ room: 'a', time: 5, links: [], rows: [] })
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

it('leaves what has a name like its draft as it is, and nothing of its own', async () => {
  const others = ['', '.lock', '-journal', '-wal', '-shm'].map((end) => `weft.backup.part${end}`)
  for (const other of others) writeFileSync(join(folder, other), 'precious')
  expect(await backUp(file(), to())).toMatchObject({ rooms: 1 })
  for (const other of others) expect(readFileSync(join(folder, other), 'utf8')).toBe('precious')
  expect(readdirSync(folder).sort()).toEqual(['data', 'weft.backup', ...others].sort())
})

it('is whole when two are made at once, and the later one overwrites nothing', async () => {
  const made = await Promise.allSettled([backUp(file(), to()), backUp(file(), to())])
  const well = made.filter(({ status }) => status === 'fulfilled')
  const [refused] = made.filter((each) => each.status === 'rejected')
  expect(well).toMatchObject([{ value: { rooms: 1 } }])
  expect(refused?.reason).toMatchObject({ message: `${to()} exists: nothing is overwritten` })
  expect(readdirSync(folder).sort()).toEqual(['data', 'weft.backup'])
  const copy = new SqliteStore(to(), { isReading: true })
  expect(await copy.head('a')).toBe(0)
  await copy.close()
})
