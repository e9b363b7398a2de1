/**
 * Links on real sockets: what an owner does to a link happens to everybody who came by it.
 */
import { once } from 'node:events'
import { SignJWT } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { CreatedLink, CreatedRoom, GrantedToken, ListedLinks, Problem } from '../shared/api.ts'
import type { Role } from '../shared/protocol.ts'
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
  live = await startServer({ adminToken: ADMIN, limits: { failedTokens: 1_000 } })
})
afterAll(() => live.stop())

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

interface Asked {
  readonly method?: string
  readonly body?: object
  readonly token?: string
}

async function ask<T>(path: string, { method = 'GET', body, token }: Asked = {}) {
  const response = await fetch(`${live.url}/api/rooms/${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text ? JSON.parse(text) : null) as T & Problem }
}

/** A room, and its owner with a token. */
async function owned() {
  const room = await createRoom(live.url, { text: 'Ours. ' })
  const { token } = await tokenFor(live.url, room, 'owner', 'Ana')
  const links = `${room.room}/links`
  const make = async (body: object) =>
    (await ask<CreatedLink>(links, { method: 'POST', body, token })).body
  const list = async () => (await ask<ListedLinks>(links, { token })).body.links
  const change = (id: string, body: object) =>
    ask(`${links}/${id}`, { method: 'PATCH', body, token })
  const revoke = (id: string) => ask(`${links}/${id}`, { method: 'DELETE', token })
  return { room, token, links, make, list, change, revoke }
}

/** As a host application signs it: it came by no link. */
const hostToken = ({ room }: CreatedRoom) =>
  new SignJWT({ name: 'Hans', room, role: 'editor' })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('weft')
    .setSubject('hans')
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(JWT_SECRET))

const come = (
  { room }: CreatedRoom,
  secret: string,
  name: string,
  more: { password?: string } = {},
) => {
  const guest = Buffer.from(name).toString('base64url').padEnd(22, '_')
  const body = { secret, name, guest, ...more }
  return ask<GrantedToken>(`${room}/token`, { method: 'POST', body })
}

/** A person in the room, and the code that his line ends with. */
async function enter({ room }: CreatedRoom, token: string) {
  const client = await new StockClient(live.url, room, token).synced()
  ends.push(() => client.close())
  const closed = new Promise<[number, string]>((resolve) => {
    client.provider.once('connection-close', (event: CloseEvent | null) => {
      client.provider.shouldConnect = false
      resolve([event?.code ?? 0, event?.reason ?? ''])
    })
  })
  return { client, closed }
}

describe('an owner', () => {
  it('makes links with a role, a label and an end, and sees who came by them', async () => {
    const { room, make, list } = await owned()
    const expires = Math.floor(Date.now() / 1000) + 3_600
    const link = await make({ role: 'viewer', label: 'for the board', expires })
    expect(link).toMatchObject({ role: 'viewer', label: 'for the board', expires, uses: [] })
    expect(link.url).toBe(`${live.url}/d/${room.room}#${link.secret}`)
    const { body } = await come(room, link.secret, 'Ben')
    expect(body).toMatchObject({ role: 'viewer', user: { name: 'Ben' } })
    const listed = await list()
    expect(listed.map(({ role }) => role).sort()).toEqual(['editor', 'owner', 'viewer', 'viewer'])
    const uses = listed.find(({ id }) => id === link.id)?.uses
    expect(uses).toMatchObject([{ user: body.user.id, name: 'Ben' }])
    expect(JSON.stringify(listed)).not.toContain(link.secret)
  })

  it('T22: revokes a link, and all who came by it are out at once, and stay out', async () => {
    const { room, make, change, revoke } = await owned()
    const link = await make({ role: 'editor' })
    const { body } = await come(room, link.secret, 'Ben')
    const ben = await enter(room, body.token)
    const ana = await enter(room, (await tokenFor(live.url, room, 'editor', 'Ana')).token)
    expect((await revoke(link.id)).status).toBe(204)
    expect((await change(link.id, { label: 'a new name' })).status).toBe(404)
    expect(await ben.closed).toEqual([4403, 'link-revoked'])
    const again = new WebSocket(
      `${live.url.replace('http', 'ws')}/ws/${room.room}?token=${body.token}`,
    )
    expect((await once(again, 'close'))[0]).toBe(4403)
    expect(await come(room, link.secret, 'Ben')).toMatchObject({
      status: 403,
      body: { code: 'link-revoked' },
    })
    expect((await ask(`${room.room}/text`, { token: body.token })).status).toBe(403)
    ana.client.text.insert(0, 'Still here. ')
    await ana.client.saved()
  })

  it('T22: changes what a link allows, and who came by it comes back under that', async () => {
    const { room, make, change } = await owned()
    const link = await make({ role: 'editor' })
    const ben = await enter(room, (await come(room, link.secret, 'Ben')).body.token)
    expect((await change(link.id, { role: 'viewer' })).status).toBe(200)
    expect((await ben.closed)[0]).toBe(4503)
    expect((await come(room, link.secret, 'Ben')).body.role).toBe('viewer')
  })

  it('cannot take back the last link to own the room, nor change one that was revoked', async () => {
    const { room, list, make, change, revoke } = await owned()
    const own = (await list()).find(({ role }) => role === 'owner')?.id ?? ''
    for (const answer of [await revoke(own), await change(own, { role: 'editor' })])
      expect(answer).toMatchObject({ status: 409, body: { code: 'last-owner' } })
    const gone = await make({ role: 'editor' })
    expect((await revoke(gone.id)).status).toBe(204)
    expect((await change(gone.id, { role: 'owner' })).status).toBe(404)
    const other = await make({ role: 'owner' })
    expect((await revoke(own)).status).toBe(204)
    // It was her own: from here on she needs the other one.
    expect((await revoke(other.id)).body).toMatchObject({ code: 'link-revoked' })
    const { token } = (await come(room, other.secret, 'Ana')).body
    const last = await ask(`${room.room}/links/${other.id}`, { method: 'DELETE', token })
    expect(last).toMatchObject({ status: 409, body: { code: 'last-owner' } })
  })
})

describe('a link', () => {
  it('runs out', async () => {
    const { room, make } = await owned()
    const link = await make({ role: 'viewer', expires: Math.floor(Date.now() / 1000) + 1 })
    await until(async () => (await come(room, link.secret, 'Ben')).body.code === 'link-expired')
  })

  it('for one person opens for nobody else', async () => {
    const { room, make } = await owned()
    const { secret } = await make({ role: 'editor', once: true })
    expect((await come(room, secret, 'Ben')).status).toBe(200)
    expect(await come(room, secret, 'Cleo')).toMatchObject({
      status: 403,
      body: { code: 'link-used' },
    })
    expect((await come(room, secret, 'Ben')).status).toBe(200)
  })

  it('with a password opens with that alone', async () => {
    const { room, make, list } = await owned()
    const { secret } = await make({ role: 'editor', password: 'open sesame' })
    expect((await come(room, secret, 'Ben')).body.code).toBe('password-needed')
    const wrong = await come(room, secret, 'Ben', { password: 'open barley' })
    expect(wrong).toMatchObject({ status: 403, body: { code: 'password-wrong' } })
    expect((await come(room, secret, 'Ben', { password: 'open sesame' })).status).toBe(200)
    expect((await list()).filter(({ hasPassword }) => hasPassword)).toHaveLength(1)
  })
})

it('T15: a password cannot be guessed fast, nor cost the others much, in however many tries at once', async () => {
  const own = await startServer({ limits: { failedTokens: 3 } })
  ends.push(() => void own.stop())
  const room = await createRoom(own.url)
  const { token } = await tokenFor(own.url, room, 'owner', 'Ana')
  const post = (path: string, body: object, headers: object = {}) =>
    fetch(`${own.url}/api/rooms/${room.room}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const link = { role: 'viewer', password: 'open sesame' }
  const made = await post('links', link, { authorization: `Bearer ${token}` })
  const { secret } = (await made.json()) as CreatedLink
  const tries = Array.from({ length: 8 }, (_, one) =>
    post('token', { secret, name: 'Eve', password: `guess ${one}` }),
  )
  const statuses = (await Promise.all(tries)).map(({ status }) => status)
  expect(statuses.sort()).toEqual([403, 403, 403, 429, 429, 429, 429, 429])
})

describe('people', () => {
  const set = (room: CreatedRoom, user: string, role: Role | null, token: string) =>
    ask(`${room.room}/people/${user}`, { method: 'PUT', body: { name: 'Ben', role }, token })

  it('T22: are removed by an owner, whatever link they have, and let in again', async () => {
    const { room, token } = await owned()
    const { body } = await tokenFor(live.url, room, 'editor', 'Ben').then((body) => ({ body }))
    const ben = await enter(room, body.token)
    expect((await set(room, body.user.id, null, token)).status).toBe(204)
    expect(await ben.closed).toEqual([4403, 'removed'])
    const secret = room.links.find(({ role }) => role === 'editor')?.secret ?? ''
    expect((await come(room, secret, 'Ben')).body.code).toBe('removed')
    const path = `${room.room}/people/${body.user.id}`
    expect((await ask(path, { method: 'DELETE', token })).status).toBe(204)
    expect((await come(room, secret, 'Ben')).body.role).toBe('editor')
  })

  it('T22: are given another role, and the room can be locked', async () => {
    const { room, token } = await owned()
    const secret = room.links.find(({ role }) => role === 'editor')?.secret ?? ''
    const { body } = await come(room, secret, 'Ben')
    const ben = await enter(room, body.token)
    await set(room, body.user.id, 'viewer', token)
    expect((await ben.closed)[0]).toBe(4503)
    expect((await come(room, secret, 'Ben')).body.role).toBe('viewer')
    await ask(`${room.room}/lock`, { method: 'PUT', body: { locked: true }, token })
    expect((await come(room, secret, 'Cleo')).body.role).toBe('viewer')
    const people = await ask<object>(`${room.room}/people`, { token })
    expect(people.body).toEqual({
      locked: true,
      people: [{ user: body.user.id, name: 'Ben', role: 'viewer' }],
    })
  })

  // Its program cannot know that the room is locked, and 4403 would stop it for good.
  it('T22: of a host application stay in a locked room, and write on when it is open again', async () => {
    const { room, token } = await owned()
    const lock = (locked: boolean) =>
      ask(`${room.room}/lock`, { method: 'PUT', body: { locked }, token })
    await lock(true)
    const hans = await new StockClient(live.url, room.room, await hostToken(room)).synced()
    ends.push(() => hans.close())
    const codes: (number | undefined)[] = []
    hans.provider.on('connection-close', (event) => codes.push(event?.code))
    hans.text.insert(0, 'Meanwhile. ')
    await until(() => hans.provider.ws?.bufferedAmount === 0)
    const headers = { authorization: `Bearer ${token}` }
    const read = async () =>
      (await fetch(`${live.url}/api/rooms/${room.room}/text`, { headers })).text()
    expect(await read()).toBe('Ours. ')
    await lock(false)
    await until(async () => (await read()) === 'Meanwhile. Ours. ')
    expect(codes).toEqual([4503])
  })

  it('cannot set anything for themselves, nor be set by anybody but owners', async () => {
    const { room, token } = await owned()
    const own = await tokenFor(live.url, room, 'owner', 'Ana')
    expect((await set(room, own.user.id, null, token)).status).toBe(403)
    for (const role of ['editor', 'viewer'] as const) {
      const { token: his } = await tokenFor(live.url, room, role, 'Ben')
      expect((await set(room, own.user.id, null, his)).status).toBe(403)
      const body = { locked: true }
      const locking = ask(`${room.room}/lock`, { method: 'PUT', body, token: his })
      expect((await locking).status).toBe(403)
      expect((await ask(`${room.room}/people`, { token: his })).status).toBe(403)
    }
  })
})

describe('the operator', () => {
  it('makes links in every room, with the admin token', async () => {
    const { room, links, list } = await owned()
    const body = { role: 'viewer', label: 'from a script' }
    const made = await ask<CreatedLink>(links, { method: 'POST', body, token: ADMIN })
    expect(made.status).toBe(201)
    expect((await come(room, made.body.secret, 'Ben')).body.role).toBe('viewer')
    expect(await list()).toHaveLength(4)
  })
})

describe('nobody else', () => {
  it.each<Role>(['editor', 'commenter', 'viewer'])('a %s has no say in links', async (role) => {
    const { room, links, make, list } = await owned()
    const { secret } = await make({ role })
    const { token } = (await come(room, secret, 'Ben')).body
    const [link] = await list()
    const body = { role: 'owner' }
    const tries = [
      ask(links, { token }),
      ask(links, { token, method: 'POST', body }),
      ask(`${links}/${link?.id}`, { token, method: 'PATCH', body }),
      ask(`${links}/${link?.id}`, { token, method: 'DELETE' }),
    ]
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual([403, 403, 403, 403])
    expect(await list()).toHaveLength(4)
  })
})

describe('bad input', () => {
  it.each([
    ['role', { role: 'admin' }],
    ['role', {}],
    ['expires', { role: 'viewer', expires: 1 }],
    ['expires', { role: 'viewer', expires: 'soon' }],
    ['label', { role: 'viewer', label: 'x'.repeat(1_000) }],
    ['password', { role: 'viewer', password: '' }],
    ['whom', { role: 'viewer', whom: 'Ben' }],
  ])('is named: %s', async (field, body) => {
    const { links, token, list } = await owned()
    const answer = await ask(links, { method: 'POST', body, token })
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed', field } })
    expect(await list()).toHaveLength(3)
  })

  it.each([
    ['role', { role: 'admin' }],
    ['expires', { expires: 1 }],
    ['label', { label: 'x'.repeat(1_000) }],
  ])('is named when a link is to be changed, and nothing is: %s', async (field, body) => {
    const { make, change, list } = await owned()
    const { id } = await make({ role: 'viewer' })
    const before = await list()
    const answer = await change(id, body)
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed', field } })
    expect(await list()).toEqual(before)
  })

  it('of a link that is none is not found', async () => {
    const { change, revoke } = await owned()
    for (const answer of [await change('nothing', {}), await revoke('nothing')])
      expect(answer.status).toBe(404)
  })
})
