import { get } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createRoom, type Live, StockClient, startServer, tokenFor, until } from './testing/live.ts'

let live: Live
beforeAll(async () => {
  live = await startServer()
})
afterAll(() => live.stop())

const clients: StockClient[] = []
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})

function connect(room: string, token: string): StockClient {
  const client = new StockClient(live.url, room, token)
  clients.push(client)
  return client
}

async function meet(...roles: ('owner' | 'editor' | 'viewer')[]) {
  const room = await createRoom(live.url)
  const joined: StockClient[] = []
  for (const [index, role] of roles.entries()) {
    const { token } = await tokenFor(live.url, room, role, `Person ${index}`)
    joined.push(await connect(room.room, token).synced())
  }
  return { room, joined }
}

/** The close code that a raw socket meets. */
function closeCode(
  path: string,
  options: { protocols?: string[]; send?: Uint8Array | string } = {},
) {
  const ws = new WebSocket(`${live.url.replace('http', 'ws')}${path}`, options.protocols ?? [])
  const { send } = options
  if (send !== undefined) ws.on('open', () => ws.send(send))
  return new Promise<number>((resolve, reject) => {
    ws.on('close', resolve)
    ws.on('error', reject)
  })
}

describe('stock y-websocket clients', () => {
  it('write together', async () => {
    const {
      joined: [ana, ben],
    } = await meet('owner', 'editor')
    ana?.text.insert(0, 'hello ')
    await until(() => ben?.text.toString() === 'hello ')
    ben?.text.insert(6, 'world')
    await until(() => ana?.text.toString() === 'hello world')
  })

  it('find everything that was saved, when they come late', async () => {
    const {
      room,
      joined: [ana],
    } = await meet('owner')
    ana?.text.insert(0, 'before you came')
    await ana?.saved()
    const { token } = await tokenFor(live.url, room, 'viewer', 'Late')
    const late = await connect(room.room, token).synced()
    expect(late.text.toString()).toBe('before you came')
  })

  it('see each other, under the names that their tokens say', async () => {
    const {
      joined: [ana, ben],
    } = await meet('owner', 'editor')
    ben?.provider.awareness.setLocalState({
      user: { name: 'The Boss', color: '#000000' },
      cursor: null,
    })
    const seen = () => [...(ana?.provider.awareness.getStates().values() ?? [])]
    await until(() => seen().some((state) => state.user?.name === 'Person 1'))
    expect(seen().some((state) => state.user?.name === 'The Boss')).toBe(false)
    ben?.close()
    await until(() => !seen().some((state) => state.user?.name === 'Person 1'))
  })

  it('are stopped when they write as viewers, and nothing of it is kept', async () => {
    const {
      joined: [ana, viewer],
    } = await meet('owner', 'viewer')
    const closed = new Promise<number>((resolve) =>
      viewer?.provider.on('closed', ({ code }) => resolve(code)),
    )
    viewer?.text.insert(0, 'mine now')
    expect(await closed).toBe(4403)
    ana?.text.insert(0, 'still ours')
    await ana?.saved()
    expect(ana?.text.toString()).toBe('still ours')
  })
})

/** A varint of 148 bytes: beyond what a double can hold. */
const overflowing = (...before: number[]) =>
  Uint8Array.of(
    ...before.flatMap((n) => (n > 127 ? [(n & 127) | 128, n >> 7] : n)),
    ...Array(147).fill(0x80),
    1,
  )

describe('the upgrade', () => {
  it('closes with 4401 without a token, and with a bad one', async () => {
    expect(await closeCode('/ws/some-room')).toBe(4401)
    expect(await closeCode('/ws/some-room?token=bad')).toBe(4401)
    expect(await closeCode('/ws/some-room', { protocols: ['weft.v1', 'auth.bad'] })).toBe(4401)
  })

  it.each(['/ws/', '/ws/a%20b', '/ws/a.b', `/ws/${'a'.repeat(65)}`, '/ws/a/b', '/other/a'])(
    'refuses the path %s by HTTP',
    async (path) => {
      await expect(closeCode(path)).rejects.toThrow('404')
    },
  )

  it('refuses a page of another origin by HTTP, and takes its own', async () => {
    const { room } = await meet()
    const { token } = await tokenFor(live.url, room, 'editor', 'Ana')
    const open = (origin: string) => {
      const url = `${live.url.replace('http', 'ws')}/ws/${room.room}?token=${token}`
      const ws = new WebSocket(url, { origin })
      return new Promise<string>((resolve) => {
        ws.on('open', () => resolve('open'))
        ws.on('error', ({ message }) => resolve(message))
      }).finally(() => ws.terminate())
    }
    expect(await open('https://evil.example')).toContain('403')
    expect(await open('null')).toContain('403')
    expect(await open(`${live.url}.evil.example`)).toContain('403')
    expect(await open(live.url)).toBe('open')
  })

  it('answers the subprotocol and never the token', async () => {
    const { room } = await meet()
    const { token } = await tokenFor(live.url, room, 'editor', 'Ana')
    const ws = new WebSocket(`${live.url.replace('http', 'ws')}/ws/${room.room}`, [
      'weft.v1',
      `auth.${token}`,
    ])
    await new Promise((resolve) => ws.on('open', resolve))
    expect(ws.protocol).toBe('weft.v1')
    ws.terminate()
  })

  it.each([
    ['an unknown type', Uint8Array.of(99)],
    ['an endless varint', new Uint8Array(12).fill(0xff)],
    ['a question whose number overflows', overflowing(100)],
    ['an awareness whose numbers overflow', overflowing(1, 152, 1, 1)],
    ['nothing', new Uint8Array()],
    ['text', 'hello'],
    ['an update that is none', Uint8Array.of(0, 2, 3, 9, 9, 9)],
    ['bytes after the message', Uint8Array.of(100, 1, 1)],
  ])('closes with 4400 for %s, and nobody else notices', async (_, send) => {
    const {
      room,
      joined: [ana],
    } = await meet('owner')
    const { token } = await tokenFor(live.url, room, 'editor', 'Mallory')
    expect(await closeCode(`/ws/${room.room}?token=${token}`, { send })).toBe(4400)
    ana?.text.insert(0, 'undisturbed')
    await ana?.saved()
    expect(ana?.provider.wsconnected).toBe(true)
  })
})

describe('pages', () => {
  it.each([
    ['/', 200],
    ['/d/some-room', 200],
    ['/api', 200],
    ['/nowhere', 404],
    ['/d/', 404],
    ['/assets/nothing.js', 404],
  ])('%s answers %i', async (path, status) => {
    const response = await fetch(`${live.url}${path}`, { headers: { accept: 'text/html' } })
    expect(response.status).toBe(status)
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(response.headers.get('referrer-policy')).toBe('no-referrer')
  })

  it('send a script as the build compressed it, to be kept for ever', async () => {
    const [script = ''] = /\/assets\/[^"]+\.js/.exec(await (await fetch(live.url)).text()) ?? []
    for (const [accepted, sent] of [
      ['gzip, deflate', 'gzip'],
      ['gzip, deflate, br', 'br'],
      ['identity', null],
    ] as const) {
      const headers = { 'accept-encoding': accepted }
      const response = await fetch(`${live.url}${script}`, { headers })
      expect(response.headers.get('content-encoding')).toBe(sent)
      expect(response.headers.get('content-type')).toContain('text/javascript')
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(response.headers.get('vary')).toBe('Accept-Encoding')
      expect(await response.text()).toContain('import')
    }
  })

  it('have a nonce of their own each time, and allow nothing inline without it', async () => {
    const nonceOf = async () => {
      const response = await fetch(live.url)
      const [, nonce] =
        /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '') ?? []
      expect(await response.text()).toContain(`content="${nonce}"`)
      return nonce
    }
    expect(await nonceOf()).not.toBe(await nonceOf())
  })
})

describe('the HTTP API', () => {
  const send = (path: string, body: string) =>
    fetch(`${live.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })

  it('makes a room with its text, and reads it back', async () => {
    const room = await createRoom(live.url, { title: 'Plan', text: 'one\r\ntwo' })
    expect(room.links.map(({ role }) => role)).toEqual(['owner', 'editor', 'viewer'])
    const { token } = await tokenFor(live.url, room, 'viewer', 'Ana')
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${live.url}/api/rooms/${room.room}/text`, { headers })
    expect(await response.text()).toBe('one\ntwo')
  })

  it.each([
    ['{"title": 5}', 'title'],
    ['{"colour": "red"}', 'colour'],
    [`{"title": "${'t'.repeat(201)}"}`, 'title'],
    [`{"title": "${'t'.repeat(1024 * 1024)}"}`, 'title'],
  ])('says which field of %.40s is wrong', async (body, field) => {
    const response = await send('/api/rooms', body)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'malformed', field })
  })

  it('refuses a body that is not called JSON, rather than to lose it', async () => {
    const init = { method: 'POST', body: '{"text": "precious"}' }
    const response = await fetch(`${live.url}/api/rooms`, init)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ field: 'content-type' })
  })

  it('answers a client that offers another protocol with its request', async () => {
    const headers = { upgrade: 'h2c', connection: 'upgrade' }
    const status = new Promise((resolve) =>
      get(`${live.url}/healthz`, { headers }, (response) => resolve(response.statusCode)),
    )
    expect(await status).toBe(200)
  })

  it('refuses what is no JSON', async () => {
    expect((await send('/api/rooms', '{')).status).toBe(400)
  })

  it('says the same of a room that is not there as of a link that does not fit', async () => {
    const room = await createRoom(live.url)
    const body = JSON.stringify({ secret: 'x'.repeat(22), name: 'Ana' })
    const answers = [room.room, 'nowhere'].map(async (id) => {
      const response = await send(`/api/rooms/${id}/token`, body)
      return [response.status, await response.text()]
    })
    const [wrongLink, noRoom] = await Promise.all(answers)
    expect(wrongLink).toEqual(noRoom)
    expect(wrongLink?.[0]).toBe(404)
  })

  it('gives no text without a token', async () => {
    const room = await createRoom(live.url, { text: 'secret' })
    expect((await fetch(`${live.url}/api/rooms/${room.room}/text`)).status).toBe(401)
  })
})

describe('two servers in one process', () => {
  it('share nothing', async () => {
    const other = await startServer()
    const room = await createRoom(live.url)
    await expect(tokenFor(other.url, room, 'owner', 'Ana')).rejects.toThrow('404')
    await other.stop()
  })
})

describe('closing', () => {
  it('commits and acknowledges what came in, sends everyone away with 1012, and loses nothing', async () => {
    const first = await startServer({ dataDir: `${live.dataDir}/restart` })
    const room = await createRoom(first.url)
    const { token } = await tokenFor(first.url, room, 'owner', 'Ana')
    const ana = await new StockClient(first.url, room.room, token).synced()
    const codes: number[] = []
    ana.provider.on('connection-close', (event) => event && codes.push(event.code))
    ana.text.insert(0, 'last words')
    const saved = ana.saved()
    await until(() => ana.provider.ws?.bufferedAmount === 0)
    await Promise.all([saved, first.stop()])
    await until(() => codes.length > 0)
    ana.close()
    expect(codes).toEqual([1012])
    const second = await startServer({ dataDir: first.dataDir })
    const again = await tokenFor(second.url, room, 'viewer', 'Ben')
    const ben = await new StockClient(second.url, room.room, again.token).synced()
    expect(ben.text.toString()).toBe('last words')
    ben.close()
    await second.stop()
  })
})
