/**
 * The text over HTTP, on a real server with its document thread, while people type.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { CreatedRoom, Problem } from '../shared/api.ts'
import type { Role } from '../shared/protocol.ts'
import { createRoom, type Live, StockClient, startServer, tokenFor, until } from './testing/live.ts'

const ADMIN = 'an admin token of thirty-two letters'

let live: Live
beforeAll(async () => {
  live = await startServer({ adminToken: ADMIN, limits: { textEdits: 1_000 } })
})
afterAll(() => live.stop())

function ask(room: string, method: string, token: string, init: RequestInit = {}, { url } = live) {
  const headers = { authorization: `Bearer ${token}`, ...init.headers }
  return fetch(`${url}/api/rooms/${room}/text`, { ...init, method, headers })
}

const read = async (room: string) => (await ask(room, 'GET', ADMIN)).text()

async function refusal(answer: Promise<Response>) {
  const response = await answer
  const { code, field } = (await response.json()) as Problem
  return [response.status, code, field].filter(Boolean)
}

async function person(room: CreatedRoom, role: Role, name: string) {
  const { token, user } = await tokenFor(live.url, room, role, name)
  const client = await new StockClient(live.url, room.room, token).synced()
  return { token, user, client, text: client.text }
}

const authors = (room: string): unknown[] => {
  const file = new DatabaseSync(join(live.dataDir, 'weft.db'), { readOnly: true, timeout: 5_000 })
  const rows = file.prepare('SELECT DISTINCT "user" FROM log WHERE room = ? ORDER BY seq').all(room)
  file.close()
  return rows.map(({ user }) => user)
}

describe('the text over HTTP', () => {
  it('is added to and replaced, and takes nothing from who types at the same time', async () => {
    const room = await createRoom(live.url, { text: 'Agenda\n\nLunch\n' })
    const ana = await person(room, 'editor', 'Ana')
    const script = await tokenFor(live.url, room, 'editor', 'Script')
    const undo = new Y.UndoManager(ana.text)
    // Offline, so that what she types is surely not there yet.
    ana.client.provider.disconnect()
    ana.text.insert(6, ' of Monday')
    const put = await ask(room.room, 'PUT', ADMIN, { body: 'Agenda\n\nSoup\n' })
    const post = await ask(room.room, 'POST', script.token, { body: 'Coffee' })
    expect([put.status, post.status]).toEqual([204, 204])
    ana.client.provider.connect()
    await until(async () => (await read(room.room)) === 'Agenda of Monday\n\nSoup\nCoffee')
    await until(() => ana.text.toString().endsWith('Coffee'))
    undo.undo()
    await until(async () => (await read(room.room)) === 'Agenda\n\nSoup\nCoffee')
    expect(authors(room.room)).toEqual(['server', 'admin', script.user.id, ana.user.id])
    ana.client.close()
  })

  it('is added to as fast as two others type, and everyone has every word', async () => {
    const room = await createRoom(live.url, { text: 'The start.\n' })
    const people = [await person(room, 'editor', 'Ana'), await person(room, 'owner', 'Ben')]
    const words = ['Ana', 'Ben', 'script'].flatMap((name) =>
      Array.from({ length: 20 }, (_, n) => `${name} ${n};`),
    )
    for (let n = 0; n < 20; n++) {
      people[0]?.text.insert(4, `Ana ${n};`)
      people[1]?.text.insert(4, `Ben ${n};`)
      expect((await ask(room.room, 'POST', ADMIN, { body: `script ${n};` })).status).toBe(204)
    }
    for (const { client } of people) await client.saved()
    const text = await read(room.room)
    expect(words.filter((word) => !text.includes(word))).toEqual([])
    await until(() => people.every((each) => each.text.toString() === text))
    for (const { client } of people) client.close()
  })

  it('is changed by nobody who may only read, nor, while it is locked, by an editor', async () => {
    const room = await createRoom(live.url, { text: 'Ours' })
    const [owner, editor, viewer] = await Promise.all(
      (['owner', 'editor', 'viewer'] as const).map((role) =>
        tokenFor(live.url, room, role, `The ${role}`),
      ),
    )
    for (const method of ['PUT', 'POST']) {
      const put = (token = '') => refusal(ask(room.room, method, token, { body: 'Mine' }))
      expect(await put(viewer?.token)).toEqual([403, 'forbidden'])
      expect(await put()).toEqual([401, 'token-missing'])
    }
    await fetch(`${live.url}/api/rooms/${room.room}/lock`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${owner?.token}`, 'content-type': 'application/json' },
      body: '{"locked": true}',
    })
    const locked = ask(room.room, 'PUT', editor?.token ?? '', { body: 'Mine' })
    expect(await refusal(locked)).toEqual([403, 'forbidden'])
    expect(await read(room.room)).toBe('Ours')
    const own = await ask(room.room, 'POST', owner?.token ?? '', { body: 'Still ours' })
    expect(own.status).toBe(204)
    expect(await read(room.room)).toBe('Ours\nStill ours')
  })

  it('may be 5,000,000 characters long, and no longer', async () => {
    const { room } = await createRoom(live.url)
    const line = `${'x'.repeat(99)}\n`
    const body = line.repeat(50_000)
    expect((await ask(room, 'PUT', ADMIN, { body })).status).toBe(204)
    expect((await ask(room, 'PUT', ADMIN, { body: `${body.slice(0, -3)}!!\n` })).status).toBe(204)
    expect((await read(room)).slice(-6)).toBe('xxx!!\n')
    expect(await refusal(ask(room, 'PUT', ADMIN, { body: `${body}.` }))).toEqual([
      400,
      'malformed',
      'body',
    ])
    const huge = { body: 'x'.repeat(17 * 1024 * 1024) }
    expect(await refusal(ask(room, 'PUT', ADMIN, huge))).toEqual([413, 'too-big'])
    const full = ask(room, 'POST', ADMIN, { body: `${'é'.repeat(3_000_000)}` })
    expect(await refusal(full)).toEqual([413, 'too-big'])
  })

  it.each([
    ['text/plain', 'grüße', 'grüße'],
    ['text/markdown; charset=utf-8', '# 👍', '# 👍'],
    ['application/x-www-form-urlencoded', 'a=b&c', 'a=b&c'],
    ['text/plain', '\ufeffwith a mark', 'with a mark'],
    ['text/plain', '', ''],
  ])('comes as curl sends it: %s', async (type, body, kept) => {
    const { room } = await createRoom(live.url, { text: 'before' })
    const headers = { 'content-type': type }
    expect((await ask(room, 'PUT', ADMIN, { headers, body })).status).toBe(204)
    expect(await read(room)).toBe(kept)
  })

  it('T27: is refused as JSON, and as what is not UTF-8, and nothing of it is kept', async () => {
    const { room } = await createRoom(live.url, { text: 'before' })
    const headers = { 'content-type': 'application/json' }
    expect(await refusal(ask(room, 'PUT', ADMIN, { headers, body: '{"text":"x"}' }))).toEqual([
      400,
      'malformed',
      'content-type',
    ])
    const latin = Buffer.from('gr\xfc\xdfe', 'latin1')
    expect(await refusal(ask(room, 'PUT', ADMIN, { body: latin }))).toEqual([
      400,
      'malformed',
      'body',
    ])
    expect(await read(room)).toBe('before')
  })

  it('T30: is changed only so often from one address, before the body is read', async () => {
    const own = await startServer({ adminToken: ADMIN, limits: { textEdits: 2 } })
    try {
      const { room } = await createRoom(own.url)
      const put = (body: string) => ask(room, 'POST', ADMIN, { body }, own)
      expect([(await put('one')).status, (await put('two')).status]).toEqual([204, 204])
      expect(await refusal(put('x'.repeat(17 * 1024 * 1024)))).toEqual([429, 'too-fast'])
    } finally {
      await own.stop()
    }
  })
})
