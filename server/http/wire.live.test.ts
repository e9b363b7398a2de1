import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { Traffic } from '../metrics/traffic.ts'
import { Frames, SocketWire } from './wire.ts'

let server: WebSocketServer
let client: WebSocket
let wire: SocketWire
beforeAll(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [ws, { socket }] = (await once(server, 'connection')) as [WebSocket, { socket: Socket }]
  wire = new SocketWire(ws, socket, new Frames(), new Traffic())
})
afterAll(() => {
  client.terminate()
  server.close()
})

const numbered = (length: number, first: number) =>
  Uint8Array.from({ length }, (_, index) => (first + index) % 251)

it.each([
  ['short', [1, 2, 3]],
  ['of a length in two bytes', [10, 5_000, 60_000]],
  ['of a length in eight bytes', [10, 70_000, 200_000]],
  ['with empty parts', [0, 5_000, 0]],
])('sends a message in parts as one: %s', async (_, lengths) => {
  const parts = lengths.map(numbered)
  const heard = once(client, 'message')
  wire.send(...parts)
  expect((await heard)[0]).toEqual(Buffer.concat(parts))
})

it('keeps the order of messages, however they are sent', async () => {
  const heard: number[] = []
  client.on('message', (data: Buffer) => void heard.push(data.length))
  const shared = numbered(7, 0)
  wire.send(shared)
  wire.send(numbered(1, 0), numbered(8_000, 0))
  wire.send(shared)
  wire.send(numbered(3, 0))
  wire.send(numbered(100_000, 0))
  await expect.poll(() => heard).toEqual([7, 8_001, 7, 3, 100_000])
})
