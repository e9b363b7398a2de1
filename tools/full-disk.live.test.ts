import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { SqliteStore } from '../server/store/sqlite.ts'
import { startServer } from '../server/testing/live.ts'
import { type FullDiskReport, fullDisk, onSmallDisk, onTmpfs } from './full-disk.ts'

const seed = randomInt(2 ** 31)
const options = { seed, edits: 40 }

function expectGood({ faults, typedWhileFull, edits }: FullDiskReport): void {
  expect(faults).toEqual([])
  expect(typedWhileFull).toBeGreaterThan(0)
  expect(edits).toBeGreaterThan(typedWhileFull)
}

it('F4: a full disk is told, nothing is called saved, and all is saved when there is room', async (context) => {
  const refusal = await onSmallDisk(async () => null).catch((error: Error) => error.message)
  if (refusal) return context.skip(`F4 is not tried on a real disk: ${refusal}`)
  expectGood(await onTmpfs(options))
}, 120_000)

it('F4: so is a database that may not grow, which SQLite says in the same words', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-full-'))
  let database: DatabaseSync | undefined
  const connect = (file: string) => {
    database = new DatabaseSync(file)
    return database
  }
  const store = new SqliteStore(join(folder, 'weft.db'), { connect })
  const errors: unknown[] = []
  const journal = { info: () => undefined, error: (values: object) => void errors.push(values) }
  const { url, stop } = await startServer({ store, journal })
  // Not below the pages that it has: so not one more.
  const fill = () => database?.exec('PRAGMA max_page_count = 1')
  const free = () => database?.exec('PRAGMA max_page_count = 4294967294')
  expectGood(await fullDisk({ url, fill, free }, options))
  expect(errors).toContainEqual({ reason: 'database or disk is full' })
  await stop()
  rmSync(folder, { recursive: true })
}, 120_000)
