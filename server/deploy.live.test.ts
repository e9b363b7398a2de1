/**
 * What deploy/nginx.conf makes of a node that refuses: whether another is asked, and whether it stays in.
 *
 * The nodes are plain servers that answer as Weft does. That people write on when one dies is e2e/nodes.spec.ts's.
 */
import { once } from 'node:events'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { startNginx } from './testing/nginx.ts'

const REFUSED = 'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'
const TAKEN =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'

const nodes: Server[] = []
afterEach(async () => {
  for (const node of nodes.splice(0)) await new Promise((resolve) => node.close(resolve))
})

/** Has one document that it cannot read. */
async function startNode(upgraded: string, asked: string[]): Promise<number> {
  const node = createServer(({ url = '' }, response) => {
    asked.push(url)
    response.writeHead(url.includes('damaged') ? 503 : 200, { connection: 'close' }).end()
  })
  node.on('upgrade', (_request, socket: Duplex) => void socket.end(upgraded))
  nodes.push(node)
  await once(node.listen(0, '127.0.0.1'), 'listening')
  return (node.address() as AddressInfo).port
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status

async function upgradeTo(url: string): Promise<number | undefined> {
  const headers = { connection: 'upgrade', upgrade: 'websocket' }
  const request = get(url, { headers })
  const answered = await Promise.race([once(request, 'upgrade'), once(request, 'response')])
  request.destroy()
  return answered[0].statusCode
}

describe('nginx, by deploy/nginx.conf', () => {
  it('asks no other node for a document that cannot be read, and keeps all of them', async ({
    skip,
  }) => {
    const asked: string[] = []
    const nginx = await startNginx([await startNode(TAKEN, asked), await startNode(TAKEN, asked)])
    if (!nginx) return skip()
    const damaged = `${nginx.url}/api/rooms/damaged`
    for (let time = 0; time < 4; time++) expect(await statusOf(damaged)).toBe(503)
    expect(asked).toHaveLength(4)
    expect(await statusOf(nginx.url)).toBe(200)
    await nginx.stop()
  })

  it('brings whoever comes to a node that goes down to the other', async ({ skip }) => {
    const asked: string[] = []
    const nginx = await startNginx([await startNode(REFUSED, asked), await startNode(TAKEN, asked)])
    if (!nginx) return skip()
    for (let time = 0; time < 4; time++) expect(await upgradeTo(`${nginx.url}/ws/room`)).toBe(101)
    await nginx.stop()
  })
})
