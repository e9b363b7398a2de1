/**
 * Two nodes over one real Postgres, with a real Redis between them: what people on both see, and what they
 * see when Redis goes away. Longer faults, with figures: `npm run faults`.
 */
import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRoom, type Live, StockClient, startServer, tokenFor, until } from './testing/live.ts'
import { type Postgres, startPostgres } from './testing/postgres.ts'
import { type Redis, startRedis } from './testing/redis.ts'

const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
afterAll(() => Promise.all([postgres?.stop(), redis?.stop()]), 60_000)

const ADMIN = 'for the operator alone, 32 letters'

describe.skipIf(!postgres || !redis)('two nodes', () => {
  const [database, wire] = [postgres as Postgres, redis as Redis]
  let nodes: Live[] = []
  let clients: StockClient[] = []

  beforeEach(async () => {
    const databaseUrl = await database.empty()
    const shared = { databaseUrl, redisUrl: wire.url, adminToken: ADMIN }
    nodes = await Promise.all([startServer(shared), startServer(shared)])
  })
  afterEach(async () => {
    for (const client of clients) client.close()
    clients = []
    await Promise.all(nodes.map((node) => node.stop()))
  })

  async function comes(at: number, room: Awaited<ReturnType<typeof createRoom>>, name: string) {
    const { url } = nodes[at] as Live
    const { token } = await tokenFor(url, room, 'editor', name)
    const client = new StockClient(url, room.room, token)
    clients.push(client)
    return client.synced()
  }

  async function together() {
    const room = await createRoom((nodes[0] as Live).url)
    const [ana, ben] = [await comes(0, room, 'Ana'), await comes(1, room, 'Ben')]
    return { room, ana, ben }
  }

  const read = (client: StockClient) => client.text.toString()

  it('are one to those who write', async () => {
    const { ana, ben } = await together()
    ana.text.insert(0, 'from Ana, ')
    await until(() => read(ben) === 'from Ana, ')
    ben.text.insert(ben.text.length, 'from Ben')
    await Promise.all([ana.saved(), ben.saved()])
    await until(() => read(ana) === 'from Ana, from Ben')
  })

  it('show who is on the other, and that he has left', async () => {
    const { ana, ben } = await together()
    ana.provider.awareness.setLocalStateField('cursor', { anchor: 1, head: 2 })
    const seen = () => ben.provider.awareness.getStates().get(ana.doc.clientID)
    await until(() => seen()?.cursor !== undefined)
    expect(seen()?.user).toMatchObject({ name: 'Ana', role: 'editor' })
    ana.close()
    await until(() => seen() === undefined)
  })

  it('send away at once who came to the other by a link that is revoked', async () => {
    const { room, ben } = await together()
    const closed = new Promise<number>((resolve) =>
      ben.provider.on('connection-close', (event) => resolve(event?.code ?? 0)),
    )
    const link = room.links.find(({ role }) => role === 'editor')
    const path = `${(nodes[0] as Live).url}/api/rooms/${room.room}/links`
    const headers = { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' }
    const { links } = (await (await fetch(path, { headers })).json()) as {
      links: { id: string; role: string }[]
    }
    const id = links.find(({ role }) => role === link?.role)?.id
    const answer = await fetch(`${path}/${id}`, { method: 'DELETE', headers })
    expect([answer.status, await closed]).toEqual([204, 4403])
  })

  it('F9: find in the log what Redis, away, does not tell them, and hear each other when it is back', async () => {
    const { ana, ben } = await together()
    await wire.kill('SIGKILL')
    ana.text.insert(0, 'without Redis, ')
    await ana.saved()
    await until(() => read(ben) === 'without Redis, ')
    await wire.start()
    ben.text.insert(ben.text.length, 'and with it')
    ben.provider.awareness.setLocalStateField('cursor', { anchor: 3, head: 3 })
    await until(() => read(ana) === 'without Redis, and with it')
    const seen = () => ana.provider.awareness.getStates().get(ben.doc.clientID)
    await until(() => seen()?.cursor?.anchor === 3)
  })

  it('F13: are told by one that goes down that it is not ready, and it takes nobody new', async () => {
    const { ana, ben } = await together()
    const { url, server } = nodes[0] as Live
    const gone = new Promise<number>((resolve) =>
      ana.provider.on('connection-close', (event) => resolve(event?.code ?? 0)),
    )
    const closed = server.close()
    expect((await fetch(`${url}/readyz`)).status).toBe(503)
    const refused = request(`${url}/ws/room`, {
      headers: { connection: 'upgrade', upgrade: 'websocket' },
    }).end()
    const [{ statusCode }] = await once(refused, 'response')
    expect([statusCode, await gone]).toEqual([503, 1012])
    await closed
    nodes = nodes.slice(1)
    expect(ben.provider.wsconnected).toBe(true)
  })

  it('lose nothing when one goes down: its people are on the other', async () => {
    const { room, ana, ben } = await together()
    ana.text.insert(0, 'kept')
    await ana.saved()
    await nodes[0]?.stop()
    const again = await comes(1, room, 'Ana')
    expect([read(ben), read(again)]).toEqual(['kept', 'kept'])
    nodes = nodes.slice(1)
  })
})
