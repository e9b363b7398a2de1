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
import { ERRORS, WeftError } from '../../shared/errors.ts'
import { OPERATOR_PATH } from '../../shared/overview.ts'
import { type Limits, ROOM_ID, TOKEN_SUBPROTOCOL_PREFIX } from '../../shared/protocol.ts'
import { allows, type Grant } from '../access/grant.ts'
import { confirm } from '../access/links.ts'
import type { Tokens } from '../access/token.ts'
import type { Documents } from '../documents/documents.ts'
import type { Traffic } from '../metrics/traffic.ts'
import { Connection } from '../rooms/connection.ts'
import type { Refusals } from '../rooms/refusals.ts'
import type { Registry } from '../rooms/registry.ts'
import type { Room } from '../rooms/room.ts'
import type { Admission, Visit } from './admission.ts'
import type { OperatorSocket } from './operator-socket.ts'
import { type RoomSocket, type RoomSocketServer, roomSocketServer } from './room-socket.ts'
import { Frames, SocketWire } from './wire.ts'

export interface UpgradeOptions {
  readonly registry: Registry
  readonly documents: Documents
  readonly admission: Admission
  readonly tokens: Tokens
  readonly limits: Limits
  readonly refusals: Refusals
  readonly traffic: Traffic
  readonly operators: OperatorSocket
  /** Whether a page of this origin, asking for this host, may connect. */
  readonly isOriginAllowed: (origin: string, host: string | undefined) => boolean
}

interface Admitted {
  readonly grant: Grant
  readonly room: Room
}

export class Upgrade {
  readonly #options: UpgradeOptions
  readonly #writers: RoomSocketServer
  readonly #readers: RoomSocketServer
  readonly #frames = new Frames()
  readonly #verify: (token: string, room: string) => Promise<Grant>
  /** A broken frame is reported here and closed by ws itself (1002, 1007). */
  readonly #broken: (error: Error) => void

  constructor(options: UpgradeOptions) {
    const { limits, tokens, refusals } = options
    this.#options = options
    this.#writers = roomSocketServer(limits.frameBytes)
    this.#readers = roomSocketServer(limits.readerFrameBytes)
    this.#verify = async (token, room) => this.#confirmed(await tokens.verify(token, room))
    this.#broken = (error) => void refusals.note(broken(error), {})
  }

  /** For a Node server's `upgrade` event. */
  async handle(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // A socket that fails before it is ours has nobody else to tell, and would end the process.
    socket.on('error', destroy)
    try {
      this.#expectOrigin(request)
      if (request.url === OPERATOR_PATH)
        return this.#options.operators.upgrade(request, socket, head)
      const id = roomIdOf(request)
      // A balancer takes the status for a reason to ask another node.
      if (this.#options.registry.isDraining) throw new WeftError('draining', 'it is going down')
      const outcome = await this.#admit(request, socket, id).catch((error: unknown) => error)
      if (socket.destroyed) return
      const server =
        isAdmitted(outcome) && allows(outcome.grant, 'comment') ? this.#writers : this.#readers
      server.handleUpgrade(request, socket, head, (ws) => this.#upgraded(ws, socket, outcome))
    } catch (error) {
      this.#refuse(socket, error)
    }
  }

  /** Refused by HTTP, before anything is looked up. */
  #expectOrigin({ headers: { origin, host } }: IncomingMessage): void {
    if (origin === undefined || this.#options.isOriginAllowed(origin, host)) return
    throw new WeftError('origin-refused', `origin ${origin} at host ${host}`)
  }

  async #admit(request: IncomingMessage, socket: Duplex, id: string): Promise<Admitted> {
    const { tokens, registry, admission } = this.#options
    const visit = admission.join(request)
    endWith(socket, visit)
    const verify = () => tokens.verify(tokenOf(request), id)
    const grant = await admission.guess(request, verify)
    visit.identify(grant.user.id)
    const room = await registry.open(grant)
    // Last, so that what becomes of the link from here on is heard of in the room.
    return { grant: await this.#confirmed(grant), room }
  }

  /** The grant, if its link still gives it. */
  async #confirmed(grant: Grant): Promise<Grant> {
    await confirm(grant, this.#options.documents)
    return grant
  }

  #upgraded(ws: RoomSocket, socket: Duplex, outcome: Admitted | unknown): void {
    ws.on('error', this.#broken)
    try {
      if (!isAdmitted(outcome)) throw outcome
      const { grant, room } = outcome
      const { limits, refusals, traffic } = this.#options
      const wire = new SocketWire(ws, socket, this.#frames, traffic)
      const verify = this.#verify
      ws.serve(new Connection({ wire, room, grant, limits, refusals, verify }), socket, traffic)
    } catch (error) {
      const code = this.#options.refusals.note(error, {})
      ws.close(ERRORS[code].close, code)
    }
  }

  #refuse(socket: Duplex, error: unknown): void {
    const { status } = ERRORS[this.#options.refusals.note(error, {})]
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    )
  }
}

function roomIdOf({ url = '' }: IncomingMessage): string {
  const [, id = ''] = /^\/ws\/([^/?]*)(?:\?|$)/.exec(url) ?? []
  if (!ROOM_ID.test(id)) throw new WeftError('not-found', 'not the path of a room')
  return id
}

/** Its closure holds nothing else: within `#admit` it would keep the request for as long as the socket. */
function endWith(socket: Duplex, visit: Visit): void {
  socket.once('close', () => visit.end())
}

/** One for all sockets. */
function destroy(this: Duplex): void {
  this.destroy()
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
