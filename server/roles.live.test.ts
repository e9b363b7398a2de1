/**
 * Roles: the whole table of who may do what, cell by cell, on a real server.
 *
 * Each message and each request is tried as each role, and as nobody. What is allowed must show its
 * effect; what is refused must be told, and leave every row of the room as it was, to the byte.
 */
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { CreatedLink, CreatedRoom, GrantedToken } from '../shared/api.ts'
import {
  awarenessFrame,
  COMMENTS,
  CONTENT,
  META,
  MessageType,
  openChatFrame,
  ROLES,
  type Role,
  SyncType,
  savedFrame,
  sayFrame,
  syncFrame,
  tokenFrame,
} from '../shared/protocol.ts'
import { createRoom, type Live, StockClient, startServer, tokenFor, until } from './testing/live.ts'
import { rowsOf } from './testing/rows.ts'

const ADMIN = 'an admin token of thirty-two letters'
/** A person about whom nothing is set, and one about whom something is. */
const [BEN, CLEO] = ['guest-ben', 'guest-cleo']

let live: Live
beforeAll(async () => {
  live = await startServer({
    adminToken: ADMIN,
    onDrain: () => undefined,
    limits: { failedTokens: 10_000, textEdits: 10_000 },
  })
})
afterAll(() => live.stop())

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** `body`: an object goes as JSON, words go as text. */
async function ask(path: string, method = 'GET', token?: string, body?: object | string) {
  const isText = typeof body === 'string'
  const response = await fetch(`${live.url}${path}`, {
    method,
    headers: {
      ...(body && { 'content-type': isText ? 'text/plain' : 'application/json' }),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: isText ? body : JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

/** A token of each role in a room just made, and a link of it that a request can be about. */
async function house(name: string) {
  const room = await createRoom(live.url, { title: 'Plan', text: 'ours' })
  const owner = (await tokenFor(live.url, room, 'owner', 'Ana')).token
  const made = await ask(`/api/rooms/${room.room}/links`, 'POST', owner, { role: 'commenter' })
  const link = JSON.parse(made.text) as CreatedLink
  const cleo = { name: 'Cleo', role: 'viewer' }
  await ask(`/api/rooms/${room.room}/people/${CLEO}`, 'PUT', owner, cleo)
  const kept = await ask(`/api/rooms/${room.room}/attachments`, 'POST', owner, 'GIF87a')
  const picture = String(JSON.parse(kept.text).id)
  const all: CreatedRoom = { ...room, links: [...room.links, link] }
  const come = async (role: Role, as = name) => tokenFor(live.url, all, role, as)
  return { room: all, id: room.room, owner, link, picture, come }
}

/** One line of somebody with a token, or without one, and all that came down it. */
class Seat {
  readonly ws: WebSocket
  readonly frames: Uint8Array[] = []
  code: number | undefined

  constructor(room: string, token: string | undefined) {
    const query = token === undefined ? '' : `?token=${token}`
    this.ws = new WebSocket(`${live.url.replace('http', 'ws')}/ws/${room}${query}`)
    this.ws.on('message', (data: Buffer) => this.frames.push(new Uint8Array(data)))
    this.ws.on('close', (code) => {
      this.code = code
    })
    ends.push(() => this.ws.terminate())
  }

  got(...start: readonly number[]): Uint8Array | undefined {
    return this.frames.find((frame) => start.every((byte, at) => frame[at] === byte))
  }

  async #answered(question: Uint8Array, ...start: readonly number[]): Promise<void> {
    this.frames.splice(0)
    this.ws.send(question)
    await until(() => this.code !== undefined || this.got(...start) !== undefined)
  }

  /** All that was sent before has been dealt with, and who is here was asked for, or the line is closed. */
  async settled(): Promise<void> {
    const step1 = syncFrame(SyncType.step1, Uint8Array.of(0))
    await this.#answered(step1, MessageType.sync, SyncType.step2)
    await this.#answered(Uint8Array.of(MessageType.queryAwareness), MessageType.awareness)
  }
}

/** A room with an owner in it who sees what happens, and a seat of somebody else. */
async function scene(role: Role) {
  const { id, owner, come } = await house('Ben')
  const ana = await new StockClient(live.url, id, owner).synced()
  ends.push(() => ana.close())
  ana.doc.getMap(COMMENTS).set('first', 'hers')
  await ana.saved()
  const { token } = await come(role)
  const other = await come(role, 'Somebody else')
  const seat = new Seat(id, token)
  await once(seat.ws, 'open')
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(ana.doc))
  return { id, ana, seat, copy, token, other }
}
type Scene = Awaited<ReturnType<typeof scene>>

/** What a change of one's own copy comes to. */
function edited({ copy }: Scene, change: (doc: Y.Doc) => void): Uint8Array {
  const updates: Uint8Array[] = []
  copy.on('update', (update: Uint8Array) => updates.push(update))
  copy.transact(() => change(copy))
  return updates[0] ?? new Uint8Array()
}

const update = (change: (doc: Y.Doc) => void, type: number = SyncType.update) => {
  return (scene: Scene) => syncFrame(type, edited(scene, change))
}

function announcing(client: number, state: object): Uint8Array {
  const awareness = new Awareness(new Y.Doc())
  awareness.clientID = client
  awareness.setLocalState({ ...state })
  const encoded = encodeAwarenessUpdate(awareness, [client])
  awareness.destroy()
  return awarenessFrame(encoded)
}

const OWN = 4711
const stateOf = ({ ana }: Scene, client: number) =>
  ana.provider.awareness.getStates().get(client) as { user?: { name: string; role: Role } }

const textIs = (text: string) => (each: Scene) => each.ana.text.toString() === text
const mapIs = (name: string, key: string, value: unknown) => (each: Scene) =>
  each.ana.doc.getMap(name).get(key) === value

interface Message {
  readonly name: string
  readonly frame: (scene: Scene) => Uint8Array
  /** Whether it can be seen that it did what it is for: by the owner, or in what comes back. */
  readonly does: (scene: Scene) => boolean
  /** For each role: it `does`, it is `left` out in silence, or the code that it is closed with. */
  readonly cells: Readonly<Record<Role, 'does' | 'left' | number>>
}

const cells = (viewer: Cell, commenter: Cell, editor: Cell, owner: Cell) => ({
  viewer,
  commenter,
  editor,
  owner,
})
type Cell = 'does' | 'left' | number
const ALL = cells('does', 'does', 'does', 'does')
const NONE = cells('left', 'left', 'left', 'left')

const write = (doc: Y.Doc) => doc.getText(CONTENT).insert(4, ' and mine')
const name = (doc: Y.Doc) => doc.getMap(META).set('title', 'Mine')
const comment = (doc: Y.Doc) => doc.getMap(COMMENTS).set('second', 'his')
const erase = (doc: Y.Doc) => doc.getText(CONTENT).delete(0, 2)
const uncomment = (doc: Y.Doc) => doc.getMap(COMMENTS).delete('first')
const both = (doc: Y.Doc) => {
  comment(doc)
  write(doc)
}

const MESSAGES: readonly Message[] = [
  {
    name: 'a step 1',
    frame: () => syncFrame(SyncType.step1, Uint8Array.of(0)),
    does: ({ seat }) => seat.got(MessageType.sync, SyncType.step2) !== undefined,
    cells: ALL,
  },
  {
    name: 'a step 2 with text',
    frame: update(write, SyncType.step2),
    does: textIs('ours and mine'),
    cells: cells(4403, 4403, 'does', 'does'),
  },
  {
    name: 'text',
    frame: update(write),
    does: textIs('ours and mine'),
    cells: cells(4403, 4403, 'does', 'does'),
  },
  {
    name: 'a title',
    frame: update(name),
    does: mapIs(META, 'title', 'Mine'),
    cells: cells(4403, 4403, 'does', 'does'),
  },
  {
    name: 'a comment',
    frame: update(comment),
    does: mapIs(COMMENTS, 'second', 'his'),
    cells: cells(4403, 'does', 'does', 'does'),
  },
  {
    name: 'a comment and text at once',
    frame: update(both),
    does: (each) => textIs('ours and mine')(each) && mapIs(COMMENTS, 'second', 'his')(each),
    cells: cells(4403, 4403, 'does', 'does'),
  },
  {
    name: 'a deletion of text',
    frame: update(erase),
    does: textIs('rs'),
    cells: cells('left', 'left', 'does', 'does'),
  },
  {
    name: 'a deletion of a comment',
    frame: update(uncomment),
    does: mapIs(COMMENTS, 'first', undefined),
    cells: cells('left', 'does', 'does', 'does'),
  },
  {
    name: 'awareness of oneself, under another name',
    frame: () => announcing(OWN, { user: { name: 'The boss', role: 'owner' } }),
    does: (each) => stateOf(each, OWN)?.user?.name === 'Ben',
    cells: ALL,
  },
  {
    name: 'awareness of somebody else',
    frame: ({ ana }) => announcing(ana.doc.clientID, { user: { name: 'Not Ana' } }),
    // Whoever asks who is here is told of him who speaks, and not of her, if he spoke for her.
    does: ({ seat }) => !Buffer.from(seat.got(MessageType.awareness) ?? []).includes('"Ana"'),
    cells: NONE,
  },
  {
    name: 'an awareness query',
    frame: () => Uint8Array.of(MessageType.queryAwareness),
    does: ({ seat }) => {
      const heard = seat.frames.filter(([type]) => type === MessageType.awareness)
      return heard.some((frame) => Buffer.from(frame).includes('"Ana"'))
    },
    cells: ALL,
  },
  {
    name: 'a saved question',
    frame: () => savedFrame(7),
    does: ({ seat }) => seat.got(MessageType.saved, 7) !== undefined,
    cells: ALL,
  },
  {
    name: 'a look into the chat',
    frame: openChatFrame,
    does: ({ seat }) => seat.got(MessageType.chat) !== undefined,
    cells: ALL,
  },
  {
    name: 'a remark in the chat',
    frame: () => sayFrame({ key: 'k'.repeat(22), text: 'Looks good', place: '' }),
    // Whoever has not opened it is told nothing, but the row is there.
    does: ({ id }) => rowsOf(live.dataDir, id).includes('k'.repeat(22)),
    cells: cells(4403, 'does', 'does', 'does'),
  },
  {
    name: 'a fresh token of somebody else',
    frame: ({ other }) => tokenFrame(other.token),
    does: () => false,
    cells: cells(4401, 4401, 4401, 4401),
  },
  {
    name: 'a fresh token that is none',
    frame: () => tokenFrame('none'),
    does: () => false,
    cells: cells(4401, 4401, 4401, 4401),
  },
  {
    name: 'a fresh token of one’s own',
    frame: ({ token }) => tokenFrame(token),
    // Nothing is answered: that he is still heard is all there is to see.
    does: ({ seat }) => seat.code === undefined,
    cells: ALL,
  },
]

const textOf = (id: string) => ask(`/api/rooms/${id}/text`, 'GET', ADMIN)

describe('T8: each message', () => {
  for (const role of ROLES) {
    it.each(MESSAGES)(`as ${role}: $name`, async ({ frame, does, cells }) => {
      const cell = cells[role]
      const here = await scene(role)
      const [rows, text] = [rowsOf(live.dataDir, here.id), await textOf(here.id)]
      here.seat.ws.send(frame(here))
      if (cell === 'does') return until(() => does(here))
      if (typeof cell === 'number') {
        await until(() => here.seat.code !== undefined)
        expect(here.seat.code).toBe(cell)
      } else {
        await here.seat.settled()
        expect(here.seat.code).toBe(undefined)
      }
      expect(await textOf(here.id)).toEqual(text)
      expect(does(here)).toBe(false)
      expect(rowsOf(live.dataDir, here.id)).toBe(rows)
    })
  }

  const strangers: readonly (readonly [string, (other: string) => string | undefined])[] = [
    ['no token', () => undefined],
    ['a token that is none', () => 'none'],
    ['a token for another room', (other) => other],
  ]
  for (const [what, tokenOf] of strangers) {
    it.each(MESSAGES)(`with ${what}: $name`, async ({ frame }) => {
      const here = await scene('owner')
      const elsewhere = await house('Eve')
      const [rows, text] = [rowsOf(live.dataDir, here.id), await textOf(here.id)]
      const eve = new Seat(here.id, tokenOf(elsewhere.owner))
      eve.ws.on('open', () => eve.ws.send(frame(here)))
      await until(() => eve.code !== undefined)
      expect([eve.code, eve.frames]).toEqual([4401, []])
      expect(await textOf(here.id)).toEqual(text)
      expect(rowsOf(live.dataDir, here.id)).toBe(rows)
    })
  }
})

type House = Awaited<ReturnType<typeof house>>

/** Who asks: a role in the room, the operator, or somebody who has nothing for it. */
const ASKERS = [...ROLES, 'admin', 'nobody', 'bad token', 'stranger'] as const
type Asker = (typeof ASKERS)[number]

interface Asked {
  readonly method: string
  /** As the app declares it. */
  readonly route: string
  readonly path: (house: House) => string
  readonly body?: (house: House) => object | string
  /** What has to be so that it changes something. */
  readonly before?: (house: House) => Promise<unknown>
  readonly good: number
  readonly may: readonly Asker[]
  /** How they are refused, if not for having no right in the room, or no token for it. */
  readonly refused?: (asker: Asker) => number
}

const OWNERS: readonly Asker[] = ['owner', 'admin']
const READERS: readonly Asker[] = [...ROLES, 'admin']
const WRITERS: readonly Asker[] = ['editor', 'owner', 'admin']

/** Each route of the API: a test below compares it with those that the server describes. */
const REQUESTS: readonly Asked[] = [
  {
    method: 'POST',
    route: '/rooms',
    path: () => '/rooms',
    body: () => ({ title: 'New' }),
    good: 201,
    may: ASKERS,
  },
  {
    method: 'POST',
    route: '/rooms/:id/token',
    path: ({ id }) => `/rooms/${id}/token`,
    // The secret is the right.
    body: ({ link }) => ({ secret: link.secret, name: 'Ben' }),
    good: 200,
    may: ASKERS,
  },
  {
    method: 'GET',
    route: '/rooms',
    path: () => '/rooms',
    good: 200,
    // A token for a room does not say whose list it would be.
    ...{ may: ['admin'], refused: () => 401 },
  },
  {
    method: 'PATCH',
    route: '/rooms/:id',
    path: ({ id }) => `/rooms/${id}`,
    body: () => ({ title: 'Another' }),
    good: 204,
    may: WRITERS,
  },
  {
    method: 'DELETE',
    route: '/rooms/:id',
    path: ({ id }) => `/rooms/${id}`,
    good: 204,
    may: OWNERS,
  },
  {
    method: 'PATCH',
    route: '/rooms/:id/mark',
    path: ({ id }) => `/rooms/${id}/mark`,
    body: () => ({ pinned: true }),
    good: 204,
    // Nor does the operator have a list of his own.
    ...{ may: [], refused: (asker) => (asker === 'admin' ? 404 : 401) },
  },
  {
    method: 'PUT',
    route: '/rooms/:id/trash',
    path: ({ id }) => `/rooms/${id}/trash`,
    good: 204,
    may: OWNERS,
  },
  {
    method: 'DELETE',
    route: '/rooms/:id/trash',
    path: ({ id }) => `/rooms/${id}/trash`,
    before: ({ id }) => ask(`/api/rooms/${id}/trash`, 'PUT', ADMIN),
    good: 204,
    may: OWNERS,
  },
  {
    method: 'GET',
    route: '/rooms/:id/text',
    path: ({ id }) => `/rooms/${id}/text`,
    good: 200,
    may: READERS,
  },
  {
    method: 'PUT',
    route: '/rooms/:id/text',
    path: ({ id }) => `/rooms/${id}/text`,
    body: () => 'Other words',
    good: 204,
    may: WRITERS,
  },
  {
    method: 'POST',
    route: '/rooms/:id/text',
    path: ({ id }) => `/rooms/${id}/text`,
    body: () => 'More words',
    good: 204,
    may: WRITERS,
  },
  {
    method: 'POST',
    route: '/rooms/:id/attachments',
    path: ({ id }) => `/rooms/${id}/attachments`,
    body: () => 'GIF89a',
    good: 201,
    may: WRITERS,
  },
  {
    method: 'GET',
    route: '/rooms/:id/attachments/:attachment',
    // Its address is the right.
    path: ({ id, picture }) => `/rooms/${id}/attachments/${picture}`,
    good: 200,
    may: ASKERS,
  },
  {
    method: 'GET',
    route: '/rooms/:id/links',
    path: ({ id }) => `/rooms/${id}/links`,
    good: 200,
    may: OWNERS,
  },
  {
    method: 'POST',
    route: '/rooms/:id/links',
    path: ({ id }) => `/rooms/${id}/links`,
    body: () => ({ role: 'owner' }),
    good: 201,
    may: OWNERS,
  },
  {
    method: 'PATCH',
    route: '/rooms/:id/links/:link',
    path: ({ id, link }) => `/rooms/${id}/links/${link.id}`,
    body: () => ({ label: 'changed' }),
    good: 200,
    may: OWNERS,
  },
  {
    method: 'DELETE',
    route: '/rooms/:id/links/:link',
    path: ({ id, link }) => `/rooms/${id}/links/${link.id}`,
    good: 204,
    may: OWNERS,
  },
  {
    method: 'GET',
    route: '/rooms/:id/people',
    path: ({ id }) => `/rooms/${id}/people`,
    good: 200,
    may: OWNERS,
  },
  {
    method: 'PUT',
    route: '/rooms/:id/people/:user',
    path: ({ id }) => `/rooms/${id}/people/${BEN}`,
    body: () => ({ name: 'Ben', role: 'owner' }),
    good: 204,
    may: OWNERS,
  },
  {
    method: 'DELETE',
    route: '/rooms/:id/people/:user',
    path: ({ id }) => `/rooms/${id}/people/${CLEO}`,
    good: 204,
    may: OWNERS,
  },
  {
    method: 'PUT',
    route: '/rooms/:id/lock',
    path: ({ id }) => `/rooms/${id}/lock`,
    body: () => ({ locked: true }),
    good: 204,
    may: OWNERS,
  },
  { method: 'GET', route: '/me', path: () => '/me', good: 200, may: ASKERS },
  {
    method: 'POST',
    route: '/me/claim',
    path: () => '/me/claim',
    body: () => ({ guest: 'g'.repeat(22) }),
    good: 204,
    // Who has signed in shows no token; sign-in.live.test.ts tells of him.
    ...{ may: [], refused: () => 401 },
  },
  {
    method: 'POST',
    route: '/operator-token',
    path: () => '/operator-token',
    good: 200,
    // As above.
    ...{ may: [], refused: () => 401 },
  },
  {
    method: 'POST',
    route: '/drain',
    path: () => '/drain',
    good: 202,
    ...{ may: ['admin'], refused: () => 401 },
  },
  {
    method: 'GET',
    route: '/openapi.json',
    path: () => '/openapi.json',
    good: 200,
    may: ASKERS,
  },
]

async function tokenOf(asker: Asker, { come }: House): Promise<string | undefined> {
  if (asker === 'nobody') return undefined
  if (asker === 'admin') return ADMIN
  if (asker === 'bad token') return 'none'
  if (asker === 'stranger') return (await house('Eve')).owner
  const granted: GrantedToken = await come(asker)
  return granted.token
}

/** They write nothing into this room. */
const APART = ['/rooms', '/drain']
const refusalOf = (asker: Asker) => (ROLES.some((role) => role === asker) ? 403 : 401)

describe('T8: each request', () => {
  for (const asker of ASKERS) {
    it.each(REQUESTS)(`as ${asker}: $method $route`, async (request) => {
      const { method, path, body, before, good, may, refused = refusalOf } = request
      const here = await house('Ben')
      const token = await tokenOf(asker, here)
      await before?.(here)
      const rows = rowsOf(live.dataDir, here.id)
      const answer = await ask(`/api${path(here)}`, method, token, body?.(here))
      const isAllowed = may.includes(asker)
      expect(answer.status).toBe(isAllowed ? good : refused(asker))
      const writes = isAllowed && method !== 'GET' && !APART.includes(path(here))
      expect(rowsOf(live.dataDir, here.id) !== rows).toBe(writes)
    })
  }

  it.each(['/healthz', '/readyz'])('%s is for anybody', async (path) => {
    for (const token of [undefined, 'none', ADMIN])
      expect((await ask(path, 'GET', token)).status).toBe(200)
  })

  it('is one of those that the API has, and none of those is missing', async () => {
    const described = await ask('/api/openapi.json')
    const { paths } = JSON.parse(described.text) as { paths: Record<string, object> }
    const routes = Object.entries(paths).flatMap(([path, methods]) => {
      const route = path.replace(/^\/api/, '').replace(/\{(\w+)\}/g, ':$1')
      return Object.keys(methods).map((method) => `${method.toUpperCase()} ${route}`)
    })
    expect(REQUESTS.map(({ method, route }) => `${method} ${route}`).sort()).toEqual(routes.sort())
  })
})
