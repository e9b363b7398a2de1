/**
 * Threats on real sockets: each test is one attack of the table in SECURITY.md, by its number.
 *
 * In every one an honest person must go on as if nothing had happened. How fast is measured by
 * `npm run fuzz`, not here.
 */
import { once } from 'node:events'
import { request } from 'node:http'
import { connect as connectTcp, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { CreatedRoom } from '../shared/api.ts'
import { awarenessFrame, type Role, SyncType, savedFrame, syncFrame } from '../shared/protocol.ts'
import { Chance } from './testing/chance.ts'
import {
  createRoom,
  JWT_SECRET,
  type Live,
  StockClient,
  startServer,
  tokenFor,
  until,
} from './testing/live.ts'

let live: Live
const lines: string[] = []
beforeAll(async () => {
  const note = (values: object, message: string) =>
    void lines.push(`${message} ${JSON.stringify(values)}`)
  live = await startServer({
    journal: { info: note, error: note },
    limits: { addressConnections: 200, userConnections: 20, roomConnections: 30 },
  })
})
afterAll(() => live.stop())

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** An honest person in a room of their own making, who must not notice anything. */
async function honest() {
  const room = await createRoom(live.url)
  const { token } = await tokenFor(live.url, room, 'owner', 'Ana')
  const ana = await new StockClient(live.url, room.room, token).synced()
  ends.push(() => ana.close())
  let closes = 0
  ana.provider.on('connection-close', () => {
    closes += 1
  })
  const isUndisturbed = async () => {
    ana.text.insert(ana.text.length, 'undisturbed ')
    await ana.saved()
    expect(closes).toBe(0)
  }
  return { room, ana, isUndisturbed }
}

const socketUrl = (path: string) => `${live.url.replace('http', 'ws')}${path}`

async function raw(room: CreatedRoom, role: Role, name: string): Promise<WebSocket> {
  const { token } = await tokenFor(live.url, room, role, name)
  const ws = new WebSocket(socketUrl(`/ws/${room.room}?token=${token}`))
  ws.on('error', () => undefined)
  ends.push(() => ws.terminate())
  return ws
}

/** Waits at once: of several, the first may be open before the last has its token. */
async function opened(room: CreatedRoom, role: Role, name: string): Promise<WebSocket> {
  const ws = await raw(room, role, name)
  await once(ws, 'open')
  return ws
}

/** Opens, sends, and answers with the close code. */
async function closeAfter(ws: WebSocket, ...frames: (Uint8Array | string)[]): Promise<number> {
  ws.on('open', () => {
    for (const frame of frames) ws.send(frame)
  })
  const [code] = await once(ws, 'close')
  return code
}

interface Asked {
  readonly headers?: Record<string, string>
  readonly agent?: false
}

/** What an upgrade request hears: its status, 101 or another. */
function upgradeStatus(path: string, { headers = {} }: Asked = {}): Promise<number> {
  const { hostname, port } = new URL(live.url)
  const asked = request({
    ...{ hostname, port, path },
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      ...headers,
    },
  })
  return new Promise((resolve, reject) => {
    asked.on('response', ({ statusCode }) => resolve(statusCode ?? 0))
    asked.on('upgrade', ({ statusCode }, socket) => {
      socket.destroy()
      resolve(statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })
}

/** A frame as bytes: first byte, length, mask of zeros, payload. */
function frame(first: number, payload: Uint8Array, length = payload.byteLength): Buffer {
  const size =
    length < 126
      ? [0x80 | length]
      : [0xff, ...new Uint8Array(new BigUint64Array([BigInt(length)]).buffer).reverse()]
  return Buffer.from([first, ...size, 0, 0, 0, 0, ...payload])
}

/** A socket that has asked for its upgrade and does not wait for the answer, nor read it. */
function upgraded(url: string, path: string): Socket {
  const { hostname, port } = new URL(url)
  const socket = connectTcp(Number(port), hostname)
  ends.push(() => socket.destroy())
  const head = [
    `GET ${path} HTTP/1.1`,
    ...['Host: x', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  return socket
}

const BROKEN: readonly (readonly [string, number, Buffer])[] = [
  ['a reserved bit', 1002, frame(0xc2, Uint8Array.of(3))],
  ['a bad opcode', 1002, frame(0x83, Uint8Array.of(3))],
  ['no mask', 1002, Buffer.from([0x82, 1, 3])],
  ['a ping of 126 bytes', 1002, frame(0x89, new Uint8Array(0), 126)],
  ['a fragmented ping', 1002, frame(0x09, Uint8Array.of(1))],
  ['a continuation of nothing', 1002, frame(0x80, Uint8Array.of(1))],
  ['a close code that is none', 1002, frame(0x88, Uint8Array.of(0, 1))],
  ['a close of one byte', 1002, frame(0x88, Uint8Array.of(3))],
  ['text that is not UTF-8', 1007, frame(0x81, Uint8Array.of(0xff, 0xfe))],
  ['101 MiB announced', 4413, frame(0x82, new Uint8Array(0), 101 * 1024 * 1024)],
  ['2^63 bytes announced', 1009, frame(0x82, new Uint8Array(0), 2 ** 62)],
]

describe('T1: broken frames', () => {
  it.each(BROKEN)('of the kind «%s» are closed with %i, alone', async (_, expected, bytes) => {
    const { room, isUndisturbed } = await honest()
    const ws = await raw(room, 'editor', 'Mallory')
    await once(ws, 'open')
    const { _socket: socket } = ws as unknown as { _socket: NodeJS.WritableStream }
    socket.write(bytes)
    const [code] = await once(ws, 'close')
    expect([expected, 4413, 1006]).toContain(code)
    if (expected < 1009) expect(code).toBe(expected)
    await isUndisturbed()
  })

  it('half a request and silence keeps nobody waiting', async () => {
    const { isUndisturbed } = await honest()
    const { hostname, port } = new URL(live.url)
    const socket = connectTcp(Number(port), hostname)
    ends.push(() => socket.destroy())
    socket.write('GET /ws/some-room HTTP/1.1\r\nHost: x\r\nUpgra')
    await isUndisturbed()
  })
})

it('T7: presence of 5 MB is closed with 4413, and nobody receives a byte of it', async () => {
  const { room, ana, isUndisturbed } = await honest()
  let received = 0
  ana.provider.ws?.addEventListener('message', ({ data }) => {
    received += data.byteLength
  })
  const state = Buffer.from(JSON.stringify({ note: 'x'.repeat(5_000_000) }))
  const size = [
    (state.length & 127) | 128,
    ((state.length >> 7) & 127) | 128,
    ((state.length >> 14) & 127) | 128,
    state.length >> 21,
  ]
  const update = Buffer.concat([Buffer.from([1, 9, 1, ...size]), state])
  const mallory = await raw(room, 'editor', 'Mallory')
  expect(await closeAfter(mallory, awarenessFrame(update))).toBe(4413)
  await isUndisturbed()
  expect(received).toBeLessThan(1_000)
})

describe('T10: a giant frame', () => {
  it.each<[Role, number]>([
    ['editor', 17 * 1024 * 1024],
    ['viewer', 257 * 1024],
  ])('of an %s is closed with 4413: coming back with it changes nothing', async (role, bytes) => {
    const { room, isUndisturbed } = await honest()
    const mallory = await raw(room, role, 'Mallory')
    expect(await closeAfter(mallory, new Uint8Array(bytes))).toBe(4413)
    await isUndisturbed()
  })
})

it('T11: compression is not offered, so no small frame can unpack to a large one', async () => {
  const { room } = await honest()
  const ws = await raw(room, 'editor', 'Mallory')
  await once(ws, 'open')
  expect(ws.extensions).toBe('')
})

it('T12: a reader that takes nothing is cut off, and the room goes on', async () => {
  const own = await startServer({ limits: { unsentBytes: 65_536, byteRate: 2 ** 30 } })
  ends.push(() => void own.stop())
  const room = await createRoom(own.url)
  const { token } = await tokenFor(own.url, room, 'owner', 'Ana')
  const ana = await new StockClient(own.url, room.room, token).synced()
  ends.push(() => ana.close())
  const { token: lazy } = await tokenFor(own.url, room, 'editor', 'Mallory')
  const socket = upgraded(own.url, `/ws/${room.room}?token=${lazy}`)
  socket.write(frame(0x82, syncFrame(SyncType.step1, Uint8Array.of(0))))
  let isCut = false
  // It reads nothing, so it meets the end of its line when it writes.
  socket.on('error', () => {
    isCut = true
  })
  const map = ana.doc.getMap('meta')
  while (!isCut) {
    map.set('big', 'x'.repeat(1_000_000))
    await ana.saved()
    // A pong, which keeps it alive and asks for nothing.
    socket.write(frame(0x8a, Uint8Array.of()))
  }
  ana.text.insert(0, 'still here')
  await ana.saved()
  expect([...own.server.refusals]).toEqual([['overloaded', 1]])
}, 40_000)

describe('T13: too many connections', () => {
  it('of one user are turned away with 4529, and one that leaves makes room', async () => {
    const { room, isUndisturbed } = await honest()
    const tabs = await Promise.all(Array.from({ length: 20 }, () => opened(room, 'editor', 'Tabs')))
    expect(await closeAfter(await raw(room, 'editor', 'Tabs'))).toBe(4529)
    tabs[0]?.close()
    await until(async () => {
      const ws = await raw(room, 'editor', 'Tabs')
      ws.on('open', () => ws.send(savedFrame(1)))
      const [first] = await Promise.race([once(ws, 'close'), once(ws, 'message')])
      return typeof first !== 'number'
    })
    await isUndisturbed()
  })

  it('in one room are turned away with 1013', async () => {
    const { room, isUndisturbed } = await honest()
    const names = Array.from({ length: 29 }, (_, index) => `Guest ${index}`)
    await Promise.all(names.map((name) => opened(room, 'viewer', name)))
    expect(await closeAfter(await raw(room, 'viewer', 'One more'))).toBe(1013)
    expect(live.server.refusals.get('room-full')).toBeGreaterThan(0)
    await isUndisturbed()
  })

  it('from one address are turned away with 4529, whatever the headers claim', async () => {
    const own = await startServer({ limits: { addressConnections: 2 } })
    ends.push(() => void own.stop())
    const room = await createRoom(own.url)
    const open = async (name: string) => {
      const { token } = await tokenFor(own.url, room, 'editor', name)
      const headers = { 'x-forwarded-for': `9.9.9.${name.length}` }
      const ws = new WebSocket(`${own.url.replace('http', 'ws')}/ws/${room.room}?token=${token}`, {
        headers,
      })
      ends.push(() => ws.terminate())
      return ws
    }
    for (const name of ['a', 'bb']) await once(await open(name), 'open')
    const [code] = await once(await open('ccc'), 'close')
    expect([code, own.server.refusals.get('too-many-connections')]).toEqual([4529, 1])
  })
})

it('T14: names that nobody made open no room, and all are refused alike', async () => {
  const own = await startServer()
  ends.push(() => void own.stop())
  const { SignJWT } = await import('jose')
  const codes = new Set<number>()
  for (let name = 0; name < 200; name++) {
    const token = await new SignJWT({ name: 'M', room: `invented-${name}`, role: 'viewer' })
      .setProtectedHeader({ alg: 'HS256' })
      .setAudience('weft')
      .setSubject('mallory')
      .setExpirationTime('1m')
      .sign(new TextEncoder().encode(JWT_SECRET))
    const ws = new WebSocket(`${own.url.replace('http', 'ws')}/ws/invented-${name}?token=${token}`)
    const [code] = await once(ws, 'close')
    codes.add(code)
  }
  expect([...codes]).toEqual([4404])
})

describe('T15: whether a room is there', () => {
  it('cannot be told from the answer to a wrong secret', async () => {
    const { room } = await honest()
    const ask = async (id: string) => {
      const response = await fetch(`${live.url}/api/rooms/${id}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ secret: 'x'.repeat(22), name: 'Mallory' }),
      })
      return [response.status, await response.text()]
    }
    expect(await ask(room.room)).toEqual(await ask('A'.repeat(22)))
  })

  it('cannot be tried for ever: wrong secrets are answered with 429 from some point, right ones never', async () => {
    const own = await startServer({ limits: { failedTokens: 5 } })
    ends.push(() => void own.stop())
    const room = await createRoom(own.url)
    const statuses: number[] = []
    for (let guess = 0; guess < 8; guess++) {
      const response = await fetch(`${own.url}/api/rooms/${room.room}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ secret: 'x'.repeat(22), name: 'Mallory' }),
      })
      statuses.push(response.status)
    }
    expect(statuses).toEqual([404, 404, 404, 404, 404, 429, 429, 429])
    expect((await tokenFor(own.url, room, 'editor', 'Ana')).role).toBe('editor')
    const ws = new WebSocket(`${own.url.replace('http', 'ws')}/ws/${room.room}?token=bad`)
    expect((await once(ws, 'close'))[0]).toBe(4529)
  })
})

it('T16: no name but a room’s own gets past the path', async () => {
  const { isUndisturbed } = await honest()
  const chance = new Chance(16)
  const parts = [
    '..',
    '%2e%2e',
    '/',
    '\\',
    '%00',
    '%0d%0a',
    'é',
    '*',
    "'",
    '"',
    ' ',
    ':',
    '~',
    '%',
    '?x',
    '.',
  ]
  const inner = () =>
    `${chance.pick(parts)}${chance.pick(['', 'a', 'weft.db'])}${chance.pick(parts)}`
  for (let index = 0; index < 200; index++) {
    const path = `/ws/a${inner()}`
      .replaceAll('?x', '.')
      .replaceAll(' ', '+')
      .replaceAll('é', '%c3%a9')
    expect(await upgradeStatus(path), path).toBe(404)
  }
  expect(await upgradeStatus(`/ws/${'a'.repeat(65)}`)).toBe(404)
  await isUndisturbed()
})

describe('T17: a socket without a right to the room', () => {
  it.each(['', '?token=', '?token=nonsense', `?token=${'a'.repeat(8_000)}`])(
    'with «%s» is closed with 4401 before a message of it is read',
    async (query) => {
      const { room, ana } = await honest()
      const ws = new WebSocket(socketUrl(`/ws/${room.room}${query}`))
      const update = new Y.Doc()
      update.getText('content').insert(0, 'intruder')
      const frame = syncFrame(SyncType.update, Y.encodeStateAsUpdate(update))
      expect(await closeAfter(ws, frame, savedFrame(1))).toBe(4401)
      await ana.saved()
      expect(ana.text.toString()).toBe('')
    },
  )

  it('cannot use a token of another room', async () => {
    const [one, other] = [await honest(), await honest()]
    const { token } = await tokenFor(live.url, one.room, 'owner', 'Mallory')
    const ws = new WebSocket(socketUrl(`/ws/${other.room.room}?token=${token}`))
    expect(await closeAfter(ws)).toBe(4401)
  })
})

it('T18: a page of another origin is refused by HTTP, however it dresses', async () => {
  const { room } = await honest()
  const { host } = new URL(live.url)
  const path = `/ws/${room.room}`
  const evil = [
    'https://evil.example',
    'null',
    `http://${host}.evil.example`,
    `http://evil.example/${host}`,
    `http://${host}@evil.example`,
    `http://evil.example#${host}`,
    `ftp://${host}`,
    `http://${host}:1`,
    'http://localhost',
    `http://x${host}`,
    '',
  ]
  for (const origin of evil)
    expect(await upgradeStatus(path, { headers: { origin } }), origin).toBe(403)
  expect(await upgradeStatus(path, { headers: { origin: `http://${host}` } })).toBe(101)
})

it('T19: what is sent before a room is open waits in the sender’s own socket', async () => {
  const { room, isUndisturbed } = await honest()
  const { token } = await tokenFor(live.url, room, 'viewer', 'Mallory')
  const socket = upgraded(live.url, `/ws/${room.room}?token=${token}`)
  socket.on('error', () => undefined)
  socket.write(frame(0x82, new Uint8Array(1_000_000), 1_000_000))
  socket.resume()
  await once(socket, 'close')
  expect(live.server.refusals.get('too-big')).toBeGreaterThan(0)
  await isUndisturbed()
})

it('T21: no token and no secret is ever written down', async () => {
  const { room, isUndisturbed } = await honest()
  const { token } = await tokenFor(live.url, room, 'editor', 'Mallory')
  const attempts = [`${token}x`, 'a.b.c', token]
  for (const each of attempts) {
    const ws = new WebSocket(socketUrl(`/ws/${room.room}?token=${each}`))
    await closeAfter(ws, Uint8Array.of(99))
    const carried = new WebSocket(socketUrl(`/ws/${room.room}`), ['weft.v1', `auth.${each}`])
    await closeAfter(carried, Uint8Array.of(99))
  }
  await isUndisturbed()
  expect(lines.length).toBeGreaterThan(0)
  const written = lines.join('\n')
  for (const { secret } of room.links) expect(written).not.toContain(secret)
  for (const part of token.split('.').slice(1)) expect(written).not.toContain(part)
})

it('T27: nothing that a body can hold makes the API fail or a room half made', async () => {
  const chance = new Chance(27)
  const values = [
    null,
    1,
    -1,
    1e99,
    '',
    'x',
    'x'.repeat(500),
    [],
    {},
    [[]],
    true,
    '\u0000',
    '__proto__',
  ]
  const names = ['title', 'text', 'secret', 'name', 'guest', 'role', '__proto__', 'constructor']
  const body = () =>
    `{${Array.from({ length: chance.below(4) }, () => `${JSON.stringify(chance.pick(names))}:${JSON.stringify(chance.pick(values))}`).join(',')}}`
  const { room, isUndisturbed } = await honest()
  const paths = [
    '/api/rooms',
    `/api/rooms/${room.room}/token`,
    '/api/rooms/../token',
    '/api/rooms/%00/token',
  ]
  for (let call = 0; call < 500; call++) {
    const method = chance.pick(['POST', 'POST', 'PUT', 'GET'])
    const text = chance.pick([body(), body(), 'null', '[]', '{', '"', ''])
    const response = await fetch(`${live.url}${chance.pick(paths)}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method !== 'GET' && { body: text }),
    })
    expect(response.status, text).toBeLessThan(500)
    await response.arrayBuffer()
  }
  expect(live.server.refusals.get('internal') ?? 0).toBe(0)
  await isUndisturbed()
})

it('createdRooms: a client that makes rooms without end is told 429, and in which words', async () => {
  const own = await startServer({ limits: { createdRooms: 3 } })
  ends.push(() => void own.stop())
  const make = () =>
    fetch(`${own.url}/api/rooms`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
  for (let made = 0; made < 3; made++) expect((await make()).status).toBe(201)
  const refused = await make()
  expect(refused.status).toBe(429)
  expect(await refused.json()).toMatchObject({
    code: 'too-fast',
    message: expect.stringContaining('Wait'),
  })
})

it('joins: a client that connects without end is told 4529, and may come back a moment later', async () => {
  const own = await startServer({ limits: { joinRate: 20, joinBurst: 5 } })
  ends.push(() => void own.stop())
  const room = await createRoom(own.url)
  const knock = async () => {
    const ws = new WebSocket(`${own.url.replace('http', 'ws')}/ws/${room.room}?token=bad`)
    return (await once(ws, 'close'))[0]
  }
  const codes = await Promise.all(Array.from({ length: 8 }, knock))
  expect(codes).toContain(4529)
  await until(async () => (await knock()) === 4401)
})
