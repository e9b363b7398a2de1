import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRoom, type Live, StockClient, startServer, tokenFor } from '../testing/live.ts'
import { weft } from '../testing/weft.ts'

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let live: Live
let folder: string
beforeEach(async () => {
  live = await startServer()
  folder = mkdtempSync(join(tmpdir(), 'weft-export-'))
})
afterEach(async () => {
  await live.stop()
  rmSync(folder, { recursive: true })
})

async function ownerOf(room: Awaited<ReturnType<typeof createRoom>>) {
  const { token } = await tokenFor(live.url, room, 'owner', 'Ana')
  return (path: string, init: RequestInit) =>
    fetch(`${live.url}/api/rooms/${room.room}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    })
}

describe('weft export', () => {
  it('writes every document but those in the trash, with its pictures, while a server runs', async () => {
    const plan = await createRoom(live.url, { title: 'Plan: A/B', text: 'Zürich\n' })
    await createRoom(live.url, { title: 'plan A B', text: 'another' })
    await createRoom(live.url, { title: 'main.py', text: 'print(1)\n' })
    await createRoom(live.url, { title: '../../etc/passwd', text: 'tame' })
    const rust = await createRoom(live.url, { title: 'Sieve', text: 'fn main() {}' })
    const gone = await createRoom(live.url, { title: 'Gone', text: 'away' })
    await (await ownerOf(gone))('/trash', { method: 'PUT' })
    const { token } = await tokenFor(live.url, rust, 'owner', 'Ana')
    const ana = await new StockClient(live.url, rust.room, token).synced()
    ana.doc.getMap('meta').set('language', 'Rust')
    await ana.saved()
    ana.close()
    const owner = await ownerOf(plan)
    const sent = await owner('/attachments', {
      method: 'POST',
      headers: { 'content-type': 'image/png' },
      body: PNG,
    })
    const { id, url } = (await sent.json()) as { id: string; url: string }
    await owner('/text', { method: 'POST', body: `![](${url})` })

    const target = join(folder, 'all')
    const { code, text } = await weft(['export', target], { DATA_DIR: live.dataDir })
    expect([code, text]).toEqual([
      0,
      `${target}: 5 documents, 1 pictures; index.json says what is what\n`,
    ])
    const files = readdirSync(target).sort()
    expect(files).toHaveLength(7)
    expect(files).toEqual(expect.arrayContaining(['etc passwd.md', 'main.py', 'Sieve.rs']))
    const index = JSON.parse(readFileSync(join(target, 'index.json'), 'utf8'))
    const exported = index.find(({ room }: { room: string }) => room === plan.room)
    expect(exported).toMatchObject({ title: 'Plan: A/B', pictures: [`pictures/${id}.png`] })
    expect(readFileSync(join(target, exported.file), 'utf8')).toBe(`Zürich\n![](${url})`)
    expect(statSync(join(target, exported.file)).mtime.toISOString()).toBe(exported.edited)
    expect(readFileSync(join(target, exported.pictures[0]))).toEqual(PNG)

    const again = await weft(['export', target], { DATA_DIR: live.dataDir })
    expect(again).toEqual({
      code: 1,
      text: `weft: ${target} is not empty: nothing is overwritten\n`,
    })
  })

  it('writes of a damaged document what can be read, and says so', async () => {
    const room = await createRoom(live.url, { title: 'Notes', text: 'kept' })
    const owner = await ownerOf(room)
    await owner('/text', { method: 'POST', body: 'lost' })
    const database = new DatabaseSync(join(live.dataDir, 'weft.db'))
    database.exec("UPDATE log SET data = x'00' WHERE seq = (SELECT max(seq) FROM log)")
    database.close()
    const target = join(folder, 'all')
    const { code, text } = await weft(['export', target], { DATA_DIR: live.dataDir })
    expect([code, text]).toEqual([1, expect.stringContaining('can only be read, up to its damage')])
    expect(readFileSync(join(target, 'Notes.md'), 'utf8')).toBe('kept')
    const [entry] = JSON.parse(readFileSync(join(target, 'index.json'), 'utf8'))
    expect(entry.damage).toContain(room.room)
  })
})
