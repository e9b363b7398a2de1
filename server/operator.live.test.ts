/**
 * Whoever runs a server, watching it.
 */
import { once } from 'node:events'
import { hostname } from 'node:os'
import { SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { OPERATOR_PATH, type Overview } from '../shared/overview.ts'
import {
  createRoom,
  JWT_SECRET,
  type Live,
  StockClient,
  startServer,
  tokenFor,
  until,
} from './testing/live.ts'

const adminToken = 'only for tests: who runs this server'

/** An operator's page, as far as the wire goes. */
class Watcher {
  readonly seen: Overview[] = []
  readonly ws: WebSocket

  constructor(live: Live, hello: string | undefined, headers: Record<string, string> = {}) {
    this.ws = new WebSocket(live.url.replace('http', 'ws') + OPERATOR_PATH, { headers })
    this.ws.on('message', (data) => this.seen.push(JSON.parse(String(data)) as Overview))
    if (hello !== undefined) this.ws.on('open', () => this.ws.send(hello))
  }

  get latest(): Overview | undefined {
    return this.seen.at(-1)
  }

  async closed(): Promise<number> {
    const [code] = (await once(this.ws, 'close')) as [number]
    return code
  }

  async close(): Promise<void> {
    this.ws.close()
    await this.closed()
  }
}

/** Nobody does so here: the provider is not asked. */
const OPERATORS_SIGN_IN = {
  issuer: 'http://127.0.0.1:9',
  clientId: 'weft',
  clientSecret: 'for tests',
  operatorGroup: 'operators',
}

/** As a session earns it (access/token.ts), but good for this long. */
const operatorToken = (time: string): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('weft-operator')
    .setExpirationTime(time)
    .sign(new TextEncoder().encode(JWT_SECRET))

const showing = (token: string) => JSON.stringify({ token })

let live: Live
beforeEach(async () => {
  live = await startServer({ adminToken })
})
afterEach(() => live.stop())

describe('who may watch', () => {
  it.each([
    ['a wrong token', showing('who runs that server'), 4401],
    ['no token', '{}', 4400],
    ['nonsense', 'hello', 4400],
    ['a long story', showing('x'.repeat(10_000)), 1009],
  ])('nobody with %s: nothing is told', async (_what, hello, code) => {
    const watcher = new Watcher(live, hello)
    expect(await watcher.closed()).toBe(code)
    expect(watcher.seen).toEqual([])
  })

  it('nobody where no operator’s token is set', async () => {
    const other = await startServer()
    expect(await new Watcher(other, showing(adminToken)).closed()).toBe(4404)
    await other.stop()
  })

  it('no page of another origin', async () => {
    const watcher = new Watcher(live, undefined, { origin: 'https://elsewhere.example' })
    const [, response] = await once(watcher.ws, 'unexpected-response')
    expect(response.statusCode).toBe(403)
    response.destroy()
  })

  it('not for longer than a token of his session is good', async () => {
    const other = await startServer({ signIn: OPERATORS_SIGN_IN })
    const watcher = new Watcher(other, showing(await operatorToken('2s')))
    expect(await watcher.closed()).toBe(4401)
    expect(watcher.seen.length).toBeGreaterThan(0)
    await other.stop()
  })

  it('not whoever guesses: a wrong token is answered only so often', async () => {
    const strict = await startServer({ adminToken, limits: { failedTokens: 2 } })
    const codes: number[] = []
    for (let at = 0; at < 3; at++) codes.push(await new Watcher(strict, showing('no')).closed())
    expect(codes).toEqual([4401, 4401, 4529])
    await strict.stop()
  })
})

describe('the overview', () => {
  it('shows rooms, people and what they do, while somebody looks', async () => {
    const room = await createRoom(live.url, { title: 'Plan' })
    const { token, user } = await tokenFor(live.url, room, 'editor', 'Ana')
    const ana = await new StockClient(live.url, room.room, token).synced()
    const watcher = new Watcher(live, showing(adminToken))
    await until(() => watcher.seen.length > 0)
    expect(watcher.latest).toMatchObject({
      machine: hostname(),
      rates: null,
      rooms: 1,
      people: 1,
      connections: 1,
      isStoring: true,
      isDraining: false,
      isWhole: null,
    })
    const [seen] = watcher.latest?.busiest ?? []
    expect(seen).toMatchObject({ id: room.room, isLocked: false, connections: 1 })
    expect(seen?.people).toEqual([{ user: user.id, name: 'Ana', role: 'editor' }])
    await until(() => {
      ana.text.insert(0, 'a')
      const { rates, busiest } = watcher.latest ?? {}
      const isBusy = (busiest?.[0]?.changes ?? 0) > 0 && (rates?.framesIn ?? 0) > 0
      return isBusy && (rates?.commits ?? 0) > 0 && rates?.commitP50 !== null
    })
    for (const { secret } of room.links) expect(JSON.stringify(watcher.seen)).not.toContain(secret)
    ana.close()
    await watcher.close()
  })

  it('shows what went wrong: each no, and each error', async () => {
    const watcher = new Watcher(live, showing(adminToken))
    await fetch(`${live.url}/api/rooms/nowhere/text`, { headers: { authorization: 'Bearer x' } })
    await until(() => watcher.latest?.refusals['token-bad'] === 1)
    await watcher.close()
  })

  it('goes to all who look, and sends them away when the server goes', async () => {
    const watchers = [1, 2].map(() => new Watcher(live, showing(adminToken)))
    await until(() => watchers.every(({ seen }) => seen.length > 1))
    const closing = watchers.map((each) => each.closed())
    await live.server.close()
    expect(await Promise.all(closing)).toEqual([1012, 1012])
  })
})

describe('what the operator does', () => {
  it('drains the server that he watches, as nobody else can', async () => {
    const drained = Promise.withResolvers<void>()
    const own = await startServer({ adminToken, onDrain: () => drained.resolve() })
    const stranger = new Watcher(own, JSON.stringify({ drain: true }))
    expect(await stranger.closed()).toBe(4400)
    const watcher = new Watcher(own, showing(adminToken))
    await until(() => watcher.seen.length > 0)
    watcher.ws.send(JSON.stringify({ drain: true }))
    await drained.promise
    watcher.ws.send('and now?')
    expect(await watcher.closed()).toBe(4400)
    await own.stop()
  })

  it('locks a room, makes somebody read only, and removes him: at once', async () => {
    const room = await createRoom(live.url)
    const { token, user } = await tokenFor(live.url, room, 'editor', 'Ana')
    const ana = await new StockClient(live.url, room.room, token).synced()
    const codes: number[] = []
    ana.provider.on('connection-close', (event) => codes.push(event?.code ?? 0))
    const asked = (path: string, body: object) =>
      fetch(`${live.url}/api/rooms/${room.room}${path}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const watcher = new Watcher(live, showing(adminToken))
    const seen = () => watcher.latest?.busiest[0]
    await asked('/lock', { locked: true })
    await until(() => seen()?.isLocked === true && seen()?.people[0]?.role === 'viewer')
    await asked('/lock', { locked: false })
    await until(() => seen()?.isLocked === false && seen()?.people[0]?.role === 'editor')
    await asked(`/people/${user.id}`, { name: 'Ana', role: 'viewer' })
    await until(() => seen()?.people[0]?.role === 'viewer')
    await asked(`/people/${user.id}`, { name: 'Ana', role: null })
    await until(() => codes.includes(4403) && seen()?.people.length === 0)
    ana.close()
    await watcher.close()
  })
})
