/**
 * Upgrade: from an HTTP request to a connection in a room.
 *
 * Everything that can wait happens before the 101: path, origin, token, room. So no message is read
 * from anybody who may not be here, and none is lost: listeners attach in the tick of the 101. A bad
 * origin or path gets an HTTP status. A bad token gets its 101 first and then close code 4401, because
 * a browser cannot see the status of a refused upgrade and a stock client would retry it for ever.
 */
import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { ERRORS, WeftError } from '../../shared/errors.ts'
import {
  CloseCode,
  type Limits,
  ROOM_ID,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX,
} from '../../shared/protocol.ts'
import { allows, type Grant } from '../access/grant.ts'
import type { Tokens } from '../access/token.ts'
import { Connection } from '../rooms/connection.ts'
import type { Refusals } from '../rooms/refusals.ts'
import type { Registry } from '../rooms/registry.ts'
import type { Room } from '../rooms/room.ts'
import type { Admission } from './admission.ts'
import { Frames, SocketWire } from './wire.ts'

/** How long a client may take to answer a close before its socket is cut. */
const CLOSE_TIMEOUT_MS = 3_000

/** RFC 6455, 7.4.1: what ws closes with when a message is over maxPayload. */
const MESSAGE_TOO_BIG = 1009

export interface UpgradeOptions {
  readonly registry: Registry
  readonly admission: Admission
  readonly tokens: Tokens
  readonly limits: Limits
  readonly refusals: Refusals
  /** Whether a page of this origin, asking for this host, may connect. */
  readonly isOriginAllowed: (origin: string, host: string | undefined) => boolean
}

interface Admitted {
  readonly grant: Grant
  readonly room: Room
}

/** What has been taken for one upgrade and is to be given back when its socket is gone. */
type Leases = (() => void)[]

export class Upgrade {
  readonly #options: UpgradeOptions
  readonly #writers: WebSocketServer
  readonly #readers: WebSocketServer
  readonly #frames = new Frames()

  constructor(options: UpgradeOptions) {
    this.#options = options
    this.#writers = webSocketServer(options.limits.frameBytes)
    this.#readers = webSocketServer(options.limits.readerFrameBytes)
  }

  /** For a Node server's `upgrade` event. */
  async handle(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // A socket that fails before it is ours has nobody else to tell, and would end the process.
    socket.on('error', () => socket.destroy())
    try {
      const id = this.#roomId(request)
      const leases = leasesOf(socket)
      const outcome = await this.#admit(request, id, leases).catch((error: unknown) => error)
      if (socket.destroyed) return
      const server =
        isAdmitted(outcome) && allows(outcome.grant, 'write') ? this.#writers : this.#readers
      server.handleUpgrade(request, socket, head, (ws) => this.#upgraded(ws, socket, outcome))
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

  async #admit(request: IncomingMessage, id: string, leases: Leases): Promise<Admitted> {
    const { tokens, registry, admission } = this.#options
    leases.push(admission.join(request))
    const verify = () => tokens.verify(tokenOf(request), id)
    const grant = await admission.guess(request, verify)
    leases.push(admission.identify(grant.user.id))
    return { grant, room: await registry.open(grant) }
  }

  #upgraded(ws: WebSocket, socket: Duplex, outcome: Admitted | unknown): void {
    // A broken frame is reported here and closed by ws itself (1002, 1007).
    ws.on('error', (error) => this.#options.refusals.note(broken(error), {}))
    try {
      if (!isAdmitted(outcome)) throw outcome
      this.#connect(ws, socket, outcome)
    } catch (error) {
      const code = this.#options.refusals.note(error, {})
      ws.close(ERRORS[code].close, code)
    }
  }

  #connect(ws: WebSocket, socket: Duplex, { grant, room }: Admitted): void {
    const { limits, refusals, tokens } = this.#options
    const verify = (token: string, id: string) => tokens.verify(token, id)
    const wire = new SocketWire(ws, socket, this.#frames)
    const connection = new Connection({ wire, room, grant, limits, refusals, verify })
    ws.on('message', (data: Buffer, isBinary) => {
      // A text frame is no message of this protocol; zero bytes are malformed in the same way.
      connection.receive(isBinary ? data : new Uint8Array())
    })
    ws.on('ping', () => connection.pinged())
    ws.on('pong', () => connection.heard())
    ws.on('close', () => connection.closed())
    socket.on('drain', () => connection.drained())
  }

  #refuse(socket: Duplex, error: unknown): void {
    const { status } = ERRORS[this.#options.refusals.note(error, {})]
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    )
  }
}

/** 1009 would have a client come back with the same message for ever. */
class ClosingWebSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    if (code === MESSAGE_TOO_BIG) super.close(CloseCode.tooBig, 'too-big')
    else super.close(code, reason)
  }
}

function webSocketServer(maxPayload: number): WebSocketServer {
  const settings = {
    noServer: true,
    clientTracking: false,
    // A small message can unpack to gigabytes, and each socket would hold its own window.
    perMessageDeflate: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
    maxPayload,
    // Answers Weft's own subprotocol and never the one that carries the token.
    handleProtocols: (offered: ReadonlySet<string>) =>
      offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false,
    WebSocket: ClosingWebSocket,
  }
  return new WebSocketServer(settings)
}

function leasesOf(socket: Duplex): Leases {
  const leases: Leases = []
  socket.on('close', () => {
    for (const end of leases.splice(0)) end()
  })
  return leases
}

function isAdmitted(outcome: unknown): outcome is Admitted {
  return typeof outcome === 'object' && outcome !== null && 'grant' in outcome
}

/** What ws found wrong with a frame. */
function broken(error: Error): WeftError {
  const isTooBig = 'code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'
  return new WeftError(isTooBig ? 'too-big' : 'malformed', error.message, { cause: error })
}

/** From the subprotocol, which no log writes down, else from the query, for plain y-websocket users. */
function tokenOf({ url = '', headers }: IncomingMessage): string | undefined {
  const offered = headers['sec-websocket-protocol']?.split(',').map((each) => each.trim()) ?? []
  const carried = offered.find((each) => each.startsWith(TOKEN_SUBPROTOCOL_PREFIX))
  if (carried) return carried.slice(TOKEN_SUBPROTOCOL_PREFIX.length)
  return new URLSearchParams(url.split('?')[1]).get('token') ?? undefined
}
