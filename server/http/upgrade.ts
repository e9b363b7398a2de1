/**
 * Upgrade: from an HTTP request to a connection in a room.
 *
 * Everything that can wait happens before the 101: path, origin, token, room. So no message is read
 * from anybody who may not be here, and none is lost: listeners attach in the tick of the 101. A bad
 * origin or path gets an HTTP status. A bad token gets its 101 first and then close code 4401, because
 * a browser cannot see the status of a refused upgrade and a stock client would retry it for ever.
 */
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { codeOf, ERRORS, type ErrorCode, WeftError } from '../../shared/errors.ts'
import {
  type Limits,
  ROOM_ID,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX,
} from '../../shared/protocol.ts'
import type { Grant } from '../access/grant.ts'
import type { Tokens } from '../access/token.ts'
import { Connection, type Wire } from '../rooms/connection.ts'
import type { Journal } from '../rooms/journal.ts'
import type { Registry } from '../rooms/registry.ts'
import type { Room } from '../rooms/room.ts'

/** How long a client may take to answer a close before its socket is cut. */
const CLOSE_TIMEOUT_MS = 3_000

export interface UpgradeOptions {
  readonly registry: Registry
  readonly tokens: Tokens
  readonly limits: Limits
  readonly journal: Journal
  /** Whether a page of this origin, asking for this host, may connect. */
  readonly isOriginAllowed: (origin: string, host: string | undefined) => boolean
}

interface Admitted {
  readonly grant: Grant
  readonly room: Room
}

export class Upgrade {
  readonly #options: UpgradeOptions
  readonly #server: WebSocketServer

  constructor(options: UpgradeOptions) {
    this.#options = options
    const settings = {
      noServer: true,
      clientTracking: false,
      // A small message can unpack to gigabytes, and each socket would hold its own window.
      perMessageDeflate: false,
      closeTimeout: CLOSE_TIMEOUT_MS,
      maxPayload: options.limits.frameBytes,
      // Answers Weft's own subprotocol and never the one that carries the token.
      handleProtocols: (offered: ReadonlySet<string>) =>
        offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false,
    }
    this.#server = new WebSocketServer(settings)
  }

  /** For a Node server's `upgrade` event. */
  async handle(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // A socket that fails before it is ours has nobody else to tell, and would end the process.
    socket.on('error', () => socket.destroy())
    try {
      const id = this.#roomId(request)
      const outcome = await this.#admit(request, id).catch((error: unknown) => error)
      if (socket.destroyed) return
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#upgraded(ws, socket, outcome))
    } catch (error) {
      this.#refuse(socket, error)
    }
  }

  /** Refused by HTTP, before anything is looked up. */
  #roomId({ url, headers }: IncomingMessage): string {
    const [, id = ''] = /^\/ws\/([^/?]*)(?:\?|$)/.exec(url ?? '') ?? []
    if (!ROOM_ID.test(id)) throw new WeftError('not-found', 'not the path of a room')
    const { origin, host } = headers
    if (origin !== undefined && !this.#options.isOriginAllowed(origin, host)) {
      throw new WeftError('origin-refused', `origin ${origin} at host ${host}`)
    }
    return id
  }

  async #admit(request: IncomingMessage, id: string): Promise<Admitted> {
    const { tokens, registry } = this.#options
    const grant = await tokens.verify(tokenOf(request), id)
    return { grant, room: await registry.open(grant) }
  }

  #upgraded(ws: WebSocket, socket: Duplex, outcome: Admitted | unknown): void {
    // A broken frame is reported here and closed by ws itself (1002, 1007, 1009).
    ws.on('error', (error) => this.#options.journal.info({ reason: error.message }, 'broken frame'))
    if (isAdmitted(outcome)) this.#connect(ws, socket, outcome)
    else this.#turnAway(ws, outcome)
  }

  #connect(ws: WebSocket, socket: Duplex, { grant, room }: Admitted): void {
    const { limits, journal, tokens } = this.#options
    const verify = (token: string, id: string) => tokens.verify(token, id)
    const connection = new Connection({
      wire: wireOf(ws, socket),
      room,
      grant,
      limits,
      journal,
      verify,
    })
    ws.on('message', (data: Buffer, isBinary) => {
      // A text frame is no message of this protocol; zero bytes are malformed in the same way.
      void connection.receive(isBinary ? data : new Uint8Array())
    })
    ws.on('pong', () => connection.heard())
    ws.on('close', () => connection.closed())
    socket.on('drain', () => void connection.drained())
  }

  #turnAway(ws: WebSocket, error: unknown): void {
    const code = codeOf(error)
    this.#note(code, error)
    ws.close(ERRORS[code].close, code)
  }

  #refuse(socket: Duplex, error: unknown): void {
    const code = codeOf(error)
    this.#note(code, error)
    const { status } = ERRORS[code]
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    )
  }

  #note(code: ErrorCode, error: unknown): void {
    const { journal } = this.#options
    if (code === 'internal') journal.error({ err: error }, 'an upgrade failed')
    else journal.info({ code, reason: String(error) }, 'upgrade refused')
  }
}

function isAdmitted(outcome: unknown): outcome is Admitted {
  return typeof outcome === 'object' && outcome !== null && 'grant' in outcome
}

/** From the subprotocol, which no log writes down, else from the query, for plain y-websocket users. */
function tokenOf({ url = '', headers }: IncomingMessage): string | undefined {
  const offered = headers['sec-websocket-protocol']?.split(',').map((each) => each.trim()) ?? []
  const carried = offered.find((each) => each.startsWith(TOKEN_SUBPROTOCOL_PREFIX))
  if (carried) return carried.slice(TOKEN_SUBPROTOCOL_PREFIX.length)
  return new URLSearchParams(url.split('?')[1]).get('token') ?? undefined
}

/** Node calls it a Duplex; what an HTTP server upgrades is a Socket, and counts. */
function wireOf(ws: WebSocket, socket: Duplex & Partial<Pick<Socket, 'bytesRead'>>): Wire {
  return {
    get unsentBytes() {
      return socket.writableLength
    },
    get receivedBytes() {
      return socket.bytesRead ?? 0
    },
    send: (frame) => ws.send(frame),
    ping: () => ws.ping(),
    close: (code, reason) => ws.close(code, reason),
    terminate: () => ws.terminate(),
  }
}
