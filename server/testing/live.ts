/**
 * Live: real servers and stock clients, for the tests with real sockets.
 *
 * A stock client is y-websocket's own provider with nothing added, its token in the query as anyone's
 * would be. Everything waits for an event with `until`; nothing sleeps.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as decoding from 'lib0/decoding'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import type { CreatedRoom, GrantedToken } from '../../shared/api.ts'
import { CONTENT, MessageType, type Role, savedFrame } from '../../shared/protocol.ts'
import { createServer, type ServerOptions, type WeftServer } from '../server.ts'

export const JWT_SECRET = 'only for tests, thirty-two letters'

/** Everyone in a test comes from one address. */
const FROM_ONE_ADDRESS = { createdRooms: 1_000, joinBurst: 1_000, joinRate: 1_000 }

export interface Live {
  readonly url: string
  readonly dataDir: string
  readonly server: WeftServer
  stop(): Promise<void>
}

export async function startServer(options: Partial<ServerOptions> = {}): Promise<Live> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'weft-live-'))
  const server = await createServer({
    jwtSecret: JWT_SECRET,
    dataDir,
    ...options,
    limits: { ...FROM_ONE_ADDRESS, ...options.limits },
  })
  const port = await server.listen(0, '127.0.0.1')
  const stop = async () => {
    await server.close()
    if (!options.dataDir) rmSync(dataDir, { recursive: true })
  }
  return { url: `http://127.0.0.1:${port}`, dataDir, server, stop }
}

async function post<T>(url: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

export const createRoom = (url: string, body: object = {}) =>
  post<CreatedRoom>(`${url}/api/rooms`, body)

/** A token for a room just made, by the link of that role. */
export async function tokenFor(url: string, room: CreatedRoom, role: Role, name: string) {
  const secret = room.links.find((link) => link.role === role)?.secret
  const guest = Buffer.from(name).toString('base64url').padEnd(22, '_')
  return post<GrantedToken>(`${url}/api/rooms/${room.room}/token`, { secret, name, guest })
}

export class StockClient {
  readonly doc = new Y.Doc()
  readonly provider: WebsocketProvider
  readonly text = this.doc.getText(CONTENT)
  #questions = 0
  readonly #answers = new Set<number>()

  constructor(url: string, room: string, token: string) {
    const server = `${url.replace('http', 'ws')}/ws`
    this.provider = new WebsocketProvider(server, room, this.doc, {
      params: { token },
      disableBc: true,
    })
    this.provider.messageHandlers[MessageType.saved] = (_encoder, decoder) => {
      this.#answers.add(decoding.readVarUint(decoder))
    }
  }

  async synced(): Promise<this> {
    await until(() => this.provider.synced)
    return this
  }

  /** Asks the saved question and waits for its answer. */
  async saved(): Promise<void> {
    const k = ++this.#questions
    this.provider.ws?.send(savedFrame(k))
    await until(() => this.#answers.has(k))
  }

  close(): void {
    this.provider.destroy()
    this.doc.destroy()
  }
}

/** Looks again at every turn of the event loop until it holds; the test's own time limit is the end. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5))
}
