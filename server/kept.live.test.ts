/**
 * Rooms that are kept, on a real server with its document thread: lists, search, the trash, and the end.
 */
import { once } from 'node:events'
import { SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { GrantedToken, ListedRoom, ListedRooms, Problem } from '../shared/api.ts'
import { META } from '../shared/protocol.ts'
import {
  createRoom,
  JWT_SECRET,
  type Live,
  StockClient,
  startServer,
  tokenFor,
  until,
} from './testing/live.ts'

const ADMIN = 'an admin token of thirty-two letters'

let live: Live
beforeAll(async () => {
  live = await startServer({ adminToken: ADMIN, limits: { failedTokens: 1_000, textEdits: 1_000 } })
})
afterAll(() => live.stop())

const clients: StockClient[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

async function ask<T>(method: string, path: string, authorization?: string, body?: object) {
  const response = await fetch(`${live.url}/api/rooms${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(authorization && { authorization }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text ? JSON.parse(text) : null) as T & Problem }
}

/** As testing/live.ts makes it of a name. */
const guestOf = (name: string) => Buffer.from(name).toString('base64url').padEnd(22, '_')

async function list(name: string, query = ''): Promise<readonly ListedRoom[]> {
  const { body } = await ask<ListedRooms>('GET', query, `Guest ${guestOf(name)}`)
  return body.rooms
}
const titles = async (name: string, query = '') =>
  (await list(name, query)).map((room) => room.title)

async function come(room: string, token: string) {
  const client = new StockClient(live.url, room, token)
  clients.push(client)
  const closed = new Promise<[number, string]>((resolve) => {
    client.provider.once('connection-close', (event: CloseEvent | null) => {
      client.provider.shouldConnect = false
      resolve([event?.code ?? 0, event?.reason ?? ''])
    })
  })
  return { client: await client.synced(), closed }
}

/** A document of somebody, who is known by the name. */
async function owned(name: string, title: string, text = '') {
  const room = await createRoom(live.url, { title, text })
  const { token } = await tokenFor(live.url, room, 'owner', name)
  const bearer = `Bearer ${token}`
  const trash = (method: 'PUT' | 'DELETE') =>
    ask('PUT' === method ? 'PUT' : 'DELETE', `/${room.room}/trash`, bearer)
  return { room, id: room.room, token, bearer, trash }
}

async function refusalAt(room: string, token: string): Promise<[number, string]> {
  const socket = new WebSocket(`${live.url.replace('http', 'ws')}/ws/${room}?token=${token}`)
  const [code, reason] = await once(socket, 'close')
  return [code, String(reason)]
}

describe('somebody’s documents', () => {
  it('are those that he has come to, the last changed first, with who else comes', async () => {
    const plans = await owned('Lia', 'Plans')
    await owned('Lia', 'Recipes')
    await owned('Max', 'Secrets')
    await tokenFor(live.url, plans.room, 'viewer', 'Max')
    const { client } = await come(plans.id, plans.token)
    client.text.insert(0, 'We go north')
    await client.saved()
    const [first, second] = await list('Lia')
    expect([first?.title, second?.title]).toEqual(['Plans', 'Recipes'])
    expect(first).toMatchObject({ id: plans.id, role: 'owner', pinned: false, locked: false })
    expect(first?.people.map(({ name }) => name)).toEqual(['Max'])
    const max = await list('Max')
    expect(max.map(({ title, role }) => [title, role])).toEqual(
      expect.arrayContaining([
        ['Plans', 'viewer'],
        ['Secrets', 'owner'],
      ]),
    )
    expect(await list('Nobody')).toEqual([])
    expect((await ask('GET', '')).status).toBe(401)
  })

  it('are his from the moment that he makes them', async () => {
    const made = await ask<{ room: string }>('POST', '', `Guest ${guestOf('Kim')}`, {
      title: 'New',
    })
    expect(await list('Kim')).toMatchObject([{ id: made.body.room, title: 'New', role: 'owner' }])
  })

  it('are found by what was just typed, and by a new title', async () => {
    const { id, token } = await owned('Noa', 'Untold')
    const { client } = await come(id, token)
    client.text.insert(0, 'Marmalade <b>needs</b> Seville oranges')
    client.doc.getMap(META).set('title', 'Breakfast')
    await client.saved()
    await until(async () => (await titles('Noa', '?search=seville')).length > 0)
    const [found] = await list('Noa', '?search=SEVILLE%20oran')
    expect(found?.title).toBe('Breakfast')
    expect(found?.excerpt).toEqual([
      { text: 'Marmalade <b>needs</b> ', hit: false },
      { text: 'Seville', hit: true },
      { text: ' ', hit: false },
      { text: 'oranges', hit: true },
    ])
    expect(await titles('Noa', '?search=breakfast')).toEqual(['Breakfast'])
    expect(await titles('Max', '?search=seville')).toEqual([])
  })

  it('open again without the link by which he came, for as long as that one does', async () => {
    const { room, id, bearer } = await owned('Ole', 'Shared')
    const path = `/${id}/token`
    const again = (name: string) =>
      ask<GrantedToken>('POST', path, undefined, { name, guest: guestOf(name) })
    expect((await again('Pia')).body.code).toBe('not-found')
    const { token } = await tokenFor(live.url, room, 'viewer', 'Pia')
    expect(token).toBeTruthy()
    expect((await again('Pia')).body).toMatchObject({ role: 'viewer', user: { name: 'Pia' } })
    const { body } = await ask<{ links: { id: string; role: string }[] }>(
      'GET',
      `/${id}/links`,
      bearer,
    )
    const viewer = body.links.find(({ role }) => role === 'viewer')
    await ask('DELETE', `/${id}/links/${viewer?.id}`, bearer)
    expect((await again('Pia')).body.code).toBe('link-revoked')
    expect(await titles('Pia')).toEqual([])
  })

  it('can be pinned, and hidden until he opens them again', async () => {
    const [old, young] = [await owned('Quin', 'Old'), await owned('Quin', 'Young')]
    const mark = (id: string, body: object, name = 'Quin') =>
      ask('PATCH', `/${id}/mark`, `Guest ${guestOf(name)}`, body)
    expect((await mark(old.id, { pinned: true })).status).toBe(204)
    await mark(young.id, { hidden: true })
    expect(await list('Quin')).toMatchObject([{ title: 'Old', pinned: true }])
    await ask('POST', `/${young.id}/token`, undefined, { name: 'Quin', guest: guestOf('Quin') })
    expect(await titles('Quin')).toEqual(['Old', 'Young'])
    const [nowhere, foreign] = [
      await mark('nowhere', { pinned: true }),
      await mark(old.id, { pinned: true }, 'Stranger'),
    ]
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect(foreign).toEqual(nowhere)
    expect((await mark(old.id, { pined: true })).body).toMatchObject({ field: 'pined' })
  })

  it('can be given another title, which everybody in them sees', async () => {
    const { room, id, bearer, token } = await owned('Rut', 'Draft')
    const { client } = await come(id, token)
    expect((await ask('PATCH', `/${id}`, bearer, { title: 'Final' })).status).toBe(204)
    await until(() => client.doc.getMap(META).get('title') === 'Final')
    const viewer = await tokenFor(live.url, room, 'viewer', 'Sam')
    const refused = await ask('PATCH', `/${id}`, `Bearer ${viewer.token}`, { title: 'Mine' })
    expect(refused.status).toBe(403)
    for (const title of ['x'.repeat(1_000_000), 'two\nlines', 7])
      expect((await ask('PATCH', `/${id}`, bearer, { title })).body).toMatchObject({
        code: 'malformed',
        field: 'title',
      })
  })

  it('come in pages, and a page that cannot be is refused by its name', async () => {
    for (const title of ['One', 'Two', 'Three']) await owned('Tom', title)
    const page = async (query: string) =>
      (await ask<ListedRooms>('GET', query, `Guest ${guestOf('Tom')}`)).body
    expect(await page('?limit=2')).toMatchObject({ more: true })
    expect((await page('?limit=2&offset=2')).rooms).toHaveLength(1)
    expect(await page('?limit=3')).toMatchObject({ more: false })
    for (const [query, field] of [
      ['?limit=1000', 'limit'],
      ['?offset=-1', 'offset'],
      ['?trash=maybe', 'trash'],
      [`?search=${'x'.repeat(201)}`, 'search'],
      ['?serch=x', 'serch'],
    ] as const)
      expect(await page(query)).toMatchObject({ code: 'malformed', field })
  })

  it('cannot be asked for without end', async () => {
    const own = await startServer({ limits: { listBurst: 3 } })
    const headers = { authorization: `Guest ${guestOf('Vic')}` }
    const asked = Array.from({ length: 5 }, () =>
      fetch(`${own.url}/api/rooms?search=x`, { headers }),
    )
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, 200, 200, 429, 429])
    await own.stop()
  })

  it('are all of them for the operator’s own scripts', async () => {
    const { id } = await owned('Uli', 'Whoever’s')
    const { body } = await ask<ListedRooms>('GET', '?search=whoever', `Bearer ${ADMIN}`)
    expect(body.rooms).toMatchObject([{ id, role: 'owner', title: 'Whoever’s' }])
  })
})

describe('the trash', () => {
  it('takes a document from everybody at once, and gives it back whole', async () => {
    const { room, id, token, trash } = await owned('Ana', 'Gone', 'Every word')
    const [ana, ben] = [
      await come(id, token),
      await come(id, (await tokenFor(live.url, room, 'editor', 'Ben')).token),
    ]
    expect((await trash('PUT')).status).toBe(204)
    expect(await Promise.all([ana.closed, ben.closed])).toEqual([
      [4404, 'trashed'],
      [4404, 'trashed'],
    ])
    expect(await refusalAt(id, token)).toEqual([4404, 'trashed'])
    await expect(tokenFor(live.url, room, 'editor', 'Ben')).rejects.toThrow('410')
    expect((await ask('GET', `/${id}/links`, `Bearer ${token}`)).body.code).toBe('trashed')
    expect([await titles('Ana', '?trash=true'), await titles('Ben', '?trash=true')]).toEqual([
      ['Gone'],
      [],
    ])
    expect(await titles('Ana', '?search=gone')).toEqual([])
    const fresh = await tokenFor(live.url, room, 'owner', 'Ana')
    expect((await ask('DELETE', `/${id}/trash`, `Bearer ${fresh.token}`)).status).toBe(204)
    const back = await come(id, (await tokenFor(live.url, room, 'viewer', 'Ben')).token)
    expect(back.client.text.toString()).toBe('Every word')
  })

  it('is for owners, whoever asks and however', async () => {
    const { room, id } = await owned('Ana', 'Ours')
    const { token } = await tokenFor(live.url, room, 'editor', 'Ben')
    for (const [method, path] of [
      ['PUT', '/trash'],
      ['DELETE', '/trash'],
      ['DELETE', ''],
    ] as const) {
      expect((await ask(method, `/${id}${path}`, `Bearer ${token}`)).status).toBe(403)
      expect((await ask(method, `/${id}${path}`)).status).toBe(401)
    }
    expect(await titles('Ana', '?search=ours')).toEqual(['Ours'])
  })

  it('can be emptied: what was deleted for good is gone for ever, whoever comes', async () => {
    const { room, id, token, bearer } = await owned('Ana', 'Burnt', 'nothing left')
    const { closed } = await come(id, token)
    expect((await ask('DELETE', `/${id}`, bearer)).status).toBe(204)
    expect(await closed).toEqual([4404, 'not-found'])
    await expect(tokenFor(live.url, room, 'owner', 'Ana')).rejects.toThrow('404')
    const signed = await new SignJWT({ name: 'Host', room: id, role: 'owner' })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('weft')
      .setSubject('host')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(JWT_SECRET))
    expect(await refusalAt(id, signed)).toEqual([4404, 'not-found'])
    expect((await ask('PATCH', `/${id}`, `Bearer ${ADMIN}`, { title: 'Again' })).status).toBe(404)
    for (const query of ['?search=burnt', '?trash=true'])
      expect((await list('Ana', query)).map((listed) => listed.id)).not.toContain(id)
  })
})
