/**
 * RoomSocket: what `ws` hears on one WebSocket, said to its connection.
 *
 * Settings of the server side are here, and what differs from `ws` as it comes. Who may connect is
 * upgrade.ts, what is sent wire.ts.
 */
import type { Duplex } from 'node:stream'
import { type Server, WebSocket, WebSocketServer } from 'ws'
import { CloseCode, SUBPROTOCOL } from '../../shared/protocol.ts'
import type { Traffic } from '../metrics/traffic.ts'
import type { Connection } from '../rooms/connection.ts'

/** How long a client may take to answer a close before its socket is cut. */
const CLOSE_TIMEOUT_MS = 3_000

/** RFC 6455, 7.4.1: what ws closes with when a message is over maxPayload. */
const MESSAGE_TOO_BIG = 1009

export class RoomSocket extends WebSocket {
  connection: Connection | undefined
  traffic: Traffic | undefined

  /** All that comes is the connection's from now on. */
  serve(connection: Connection, socket: Duplex, traffic: Traffic): void {
    this.connection = connection
    this.traffic = traffic
    this.on('message', onMessage).on('ping', onPing).on('pong', onPong).on('close', onClose)
    socket.on('drain', () => connection.drained())
  }

  /** 1009 would have a client come back with the same message for ever. */
  override close(code?: number, reason?: string | Buffer): void {
    if (code === MESSAGE_TOO_BIG) super.close(CloseCode.tooBig, 'too-big')
    else super.close(code, reason)
  }
}

// The same functions for all sockets: closures of its own would be most of what an idle one costs.
const connectionOf = (ws: WebSocket) => (ws as RoomSocket).connection

function onMessage(this: WebSocket, data: WebSocket.RawData, isBinary: boolean): void {
  const { traffic } = this as RoomSocket
  if (traffic) {
    traffic.framesIn += 1
    traffic.bytesIn += (data as Buffer).byteLength
  }
  // A text frame is no message of this protocol; zero bytes are malformed in the same way.
  connectionOf(this)?.receive(isBinary ? (data as Buffer) : new Uint8Array())
}

function onPing(this: WebSocket): void {
  connectionOf(this)?.pinged()
}

function onPong(this: WebSocket): void {
  connectionOf(this)?.heard()
}

function onClose(this: WebSocket): void {
  connectionOf(this)?.closed()
}

export type RoomSocketServer = Server<typeof RoomSocket>

export function roomSocketServer(maxPayload: number): RoomSocketServer {
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
    WebSocket: RoomSocket,
  }
  return new WebSocketServer(settings)
}
