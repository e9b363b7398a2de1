import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRoom, type Live, StockClient, startServer, tokenFor } from '../testing/live.ts'
import { weft } from '../testing/weft.ts'

let live: Live
let folder: string
beforeEach(async () => {
  live = await startServer()
  folder = mkdtempSync(join(tmpdir(), 'weft-backup-'))
})
afterEach(async () => {
  await live.stop()
  rmSync(folder, { recursive: true })
})

describe('weft backup', () => {
  it('takes all that is saved while people go on typing, and says what it has', async () => {
    const room = await createRoom(live.url, { text: 'Once. ' })
    const { token } = await tokenFor(live.url, room, 'editor', 'Ana')
    const ana = await new StockClient(live.url, room.room, token).synced()
    ana.text.insert(0, 'Saved. ')
    await ana.saved()
    const typing = setInterval(() => ana.text.insert(0, 'x'.repeat(1_000)), 2)
    const file = join(folder, 'weft.backup')
    const { code, text } = await weft(['backup', file], { DATA_DIR: live.dataDir })
    clearInterval(typing)
    expect([code, text]).toEqual([0, expect.stringMatching(/: 1 documents, \d+ rows, [\d.]+ kB/)])
    expect(readdirSync(folder)).toEqual(['weft.backup'])
    ana.close()
    const { dataDir } = await restored(file)
    const again = await startServer({ dataDir })
    const { token: later } = await tokenFor(again.url, room, 'viewer', 'Ben')
    const ben = await new StockClient(again.url, room.room, later).synced()
    expect(ben.text.toString()).toMatch(/^x*Saved\. Once\. $/)
    ben.close()
    await again.stop()
  })

  it('overwrites nothing', async () => {
    const file = join(folder, 'weft.backup')
    writeFileSync(file, 'precious')
    const { code, text } = await weft(['backup', file], { DATA_DIR: live.dataDir })
    expect([code, text]).toEqual([1, `weft: ${file} exists: nothing is overwritten\n`])
    expect(statSync(file).size).toBe(8)
  })

  it('sends whoever has a Postgres to pg_dump', async () => {
    const { code, text } = await weft(['backup', join(folder, 'b')], {
      DATABASE_URL: 'postgres://weft:hush-hush@127.0.0.1:1/weft',
    })
    expect([code, text]).toEqual([1, expect.stringContaining('pg_dump')])
    expect(text).not.toContain('hush-hush')
  })
})

/** In a folder of its own. */
async function restored(file: string) {
  const dataDir = join(folder, 'data')
  const { code, text } = await weft(['restore', file], { DATA_DIR: dataDir })
  expect([code, text]).toEqual([0, expect.not.stringContaining('what was there')])
  return { dataDir }
}
