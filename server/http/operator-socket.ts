/**
 * OperatorSocket: whoever runs the server, watching it over a WebSocket.
 *
 * Promises that nothing is told before the first message has shown the operator's token, which stands in no
 * address so, nor after that token has run out, and that nothing is looked at while nobody watches. All who watch are sent the same text, once a
 * second. What it says is rooms/overviews.ts's. The server that is watched can be drained from there: a balancer
 * may bring a request to another.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { ERRORS, WeftError } from '../../shared/errors.ts'
import { CloseCode } from '../../shared/protocol.ts'
import type { Tokens } from '../access/token.ts'
import type { Overviews } from '../rooms/overviews.ts'
import type { Refusals } from '../rooms/refusals.ts'
import type { Admission } from './admission.ts'

const EVERY_MS = 1_000
/** How long whoever has connected may take to say who he is. */
const PATIENCE_MS = 5_000
/** Of the first message, and of what may be unsent before a line is given up. */
const HELLO_BYTES = 8 * 1024
const UNSENT_BYTES = 1024 * 1024

const Hello = z.object({ token: z.string() })
const Order = z.object({ drain: z.literal(true) })

export interface OperatorSocketOptions {
  readonly tokens: Tokens
  readonly admission: Admission
  readonly refusals: Refusals
  readonly overviews: Overviews
  readonly drain: () => void
}

export class OperatorSocket {
  readonly #options: OperatorSocketOptions
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: HELLO_BYTES,
  })
  readonly #watching = new Set<WebSocket>()
  #timer: NodeJS.Timeout | undefined
  #isTelling = false

  constructor(options: OperatorSocketOptions) {
    this.#options = options
  }

  /** Of an origin that may connect. Throws `too-fast`, `too-many-connections`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const visit = this.#options.admission.join(request)
    socket.once('close', () => visit.end())
    this.#server.handleUpgrade(request, socket, head, (ws) => this.#greet(ws, request))
  }

  #greet(ws: WebSocket, request: IncomingMessage): void {
    const silent = () => this.#refuse(ws, new WeftError('token-missing', 'nothing was said'))
    const patience = setTimeout(silent, PATIENCE_MS)
    ws.on('error', (error) => this.#refuse(ws, new WeftError('malformed', error.message)))
    ws.once('message', (data) => {
      clearTimeout(patience)
      void this.#admit(ws, request, String(data))
    })
    ws.once('close', () => {
      clearTimeout(patience)
      this.#leave(ws)
    })
  }

  async #admit(ws: WebSocket, request: IncomingMessage, hello: string): Promise<void> {
    const { tokens, admission } = this.#options
    try {
      if (!tokens.knowsOperators) throw new WeftError('not-found', 'nobody can be the operator')
      const until = await admission.guess(request, async () => {
        const found = await tokens.operatorUntil(read(Hello, hello).token)
        if (found === null) throw new WeftError('token-bad', 'not the operator’s token')
        return found
      })
      if (ws.readyState !== WebSocket.OPEN) return
      this.#endAt(ws, until)
      ws.on('message', (data) => this.#obey(ws, String(data)))
      this.#watch(ws)
    } catch (error) {
      this.#refuse(ws, error)
    }
  }

  #obey(ws: WebSocket, order: string): void {
    try {
      read(Order, order)
      this.#options.drain()
    } catch (error) {
      this.#refuse(ws, error)
    }
  }

  #refuse(ws: WebSocket, error: unknown): void {
    const code = this.#options.refusals.note(error, { operator: true })
    ws.close(ERRORS[code].close, code)
  }

  /** Whoever runs the server still comes back with another token. */
  #endAt(ws: WebSocket, until: number): void {
    if (!Number.isFinite(until)) return
    const expired = () => this.#refuse(ws, new WeftError('token-expired', 'it has run out'))
    const timer = setTimeout(expired, until - Date.now())
    ws.once('close', () => clearTimeout(timer))
  }

  /** The first is told at once; others with all. */
  #watch(ws: WebSocket): void {
    this.#watching.add(ws)
    if (this.#timer) return
    this.#timer = setInterval(() => void this.#tell(), EVERY_MS)
    void this.#tell()
  }

  #leave(ws: WebSocket): void {
    this.#watching.delete(ws)
    if (this.#watching.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#options.overviews.forget()
  }

  async #tell(): Promise<void> {
    if (this.#isTelling) return
    this.#isTelling = true
    try {
      const text = JSON.stringify(await this.#options.overviews.take())
      for (const ws of this.#watching)
        if (ws.bufferedAmount > UNSENT_BYTES) ws.terminate()
        else ws.send(text)
    } finally {
      this.#isTelling = false
    }
  }

  /** To come back to the next server. */
  close(): void {
    for (const ws of this.#watching) ws.close(CloseCode.serverRestart, 'the server is restarting')
  }
}

/** Throws `malformed`. */
function read<T>(shape: z.ZodType<T>, message: string): T {
  try {
    return shape.parse(JSON.parse(message))
  } catch (error) {
    throw new WeftError('malformed', 'no message of an operator’s page', { cause: error })
  }
}
