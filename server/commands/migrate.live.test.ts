import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PostgresStore } from '../store/postgres.ts'
import { createRoom, startServer } from '../testing/live.ts'
import { type Postgres, startPostgres } from '../testing/postgres.ts'
import { weft } from '../testing/weft.ts'

const started = await startPostgres()
const folder = mkdtempSync(join(tmpdir(), 'weft-moved-'))
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await started?.stop()
}, 60_000)

describe.skipIf(!started)('what was moved to Postgres with weft migrate', () => {
  let room: string
  let env: Record<string, string>
  beforeAll(async () => {
    const live = await startServer({ dataDir: folder })
    room = (await createRoom(live.url, { title: 'Plan', text: 'all of it' })).room
    await live.stop()
    env = { DATA_DIR: folder, DATABASE_URL: await (started as Postgres).empty() }
    const { code, text } = await weft(['migrate', '--from', 'sqlite', '--to', 'postgres'], env)
    expect([code, text]).toEqual([0, expect.stringContaining('rooms: 1\n')])
  })

  it('is not moved a second time, nor is anything from a folder that has no documents', async () => {
    const move = (more: object) =>
      weft(['migrate', '--from', 'sqlite', '--to', 'postgres'], { ...env, ...more })
    const text = 'weft: there are documents in that Postgres\n'
    expect(await move({})).toEqual({ code: 1, text })
    const wrong = join(folder, 'wrong')
    const nothing = `weft: there is no ${join(wrong, 'weft.db')}\n`
    expect(await move({ DATA_DIR: wrong })).toEqual({ code: 1, text: nothing })
    expect(existsSync(wrong)).toBe(false)
  })

  it('is verified and exported like what is in a file', async () => {
    const all = '1 documents, 1 rows: all whole\n'
    expect(await weft(['verify'], env)).toEqual({ code: 0, text: all })
    const target = join(folder, 'all')
    expect(await weft(['export', target], env)).toMatchObject({ code: 0 })
    expect(readFileSync(join(target, 'Plan.md'), 'utf8')).toBe('all of it')
  })

  it('is restored by pg_restore, and weft restore notes that it was, while no server runs', async () => {
    const { code, text } = await weft(['restore', join(folder, 'dump')], env)
    expect([code, text]).toEqual([1, expect.stringContaining('pg_restore')])
    const serving = await PostgresStore.open(env.DATABASE_URL ?? '')
    expect(await serving.restored(room)).toBe(null)
    const busy = await weft(['restore'], env)
    expect(busy).toEqual({ code: 1, text: expect.stringContaining('another server is using it') })
    await serving.close()
    expect(await weft(['restore'], env)).toMatchObject({ code: 0 })
    const store = await PostgresStore.open(env.DATABASE_URL ?? '')
    expect(await store.restored(room)).toBeGreaterThan(0)
    await store.close()
  })
})
