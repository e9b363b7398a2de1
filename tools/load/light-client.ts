/**
 * Light client: what a stock client says on the wire, without a document behind it.
 *
 * Hundreds or thousands of them fit in one process, where as many documents would measure nothing but
 * themselves. It joins as a stock client does (step 1, of an empty document) and is synced when step 2
 * has come; of what it is sent it counts frames and bytes. When its line is cut it comes back after the
 * stock client's pauses, which have no chance in them.
 */
import { WebSocket } from 'ws'
import { MessageType, SyncType, syncFrame } from '../../shared/protocol.ts'

/** y-websocket 3: 100 ms × 2ⁿ, at most 2.5 s. */
const PAUSE_MS = 100
const PAUSE_MAX_MS = 2_500
const EMPTY = Uint8Array.of(0)

export interface LightEvents {
  /** Step 2 has come. */
  readonly synced?: () => void
  /** An answer to a saved question. */
  readonly saved?: (question: number) => void
  readonly closed?: (code: number) => void
}

export class LightClient {
  frames = 0
  bytes = 0
  isSynced = false
  readonly #address: string
  readonly #events: LightEvents
  #socket: WebSocket | undefined
  #failures = 0
  #isLeaving = false
  #timer: NodeJS.Timeout | undefined

  /** `address`: with the token. */
  constructor(address: string, events: LightEvents = {}) {
    this.#address = address
    this.#events = events
  }

  connect(): void {
    const socket = new WebSocket(this.#address, { perMessageDeflate: false })
    this.#socket = socket
    socket.once('open', () => socket.send(syncFrame(SyncType.step1, EMPTY)))
    socket.on('message', (data: Buffer) => this.#read(data))
    // It is followed by a close.
    socket.on('error', () => undefined)
    socket.once('close', (code) => this.#closed(code))
  }

  send(frame: Uint8Array): void {
    this.#socket?.send(frame)
  }

  #read(data: Buffer): void {
    this.frames += 1
    this.bytes += data.length
    if (data[0] === MessageType.saved) this.#events.saved?.(numberAt(data, 1))
    else if (data[0] === MessageType.sync && data[1] === SyncType.step2) this.#synced()
  }

  #synced(): void {
    if (this.isSynced) return
    this.isSynced = true
    this.#failures = 0
    this.#events.synced?.()
  }

  #closed(code: number): void {
    this.isSynced = false
    if (this.#isLeaving) return
    this.#events.closed?.(code)
    this.#failures += 1
    const pause = Math.min(PAUSE_MS * 2 ** this.#failures, PAUSE_MAX_MS)
    this.#timer = setTimeout(() => this.connect(), pause)
  }

  leave(): void {
    this.#isLeaving = true
    clearTimeout(this.#timer)
    this.#socket?.terminate()
  }
}

function numberAt(data: Uint8Array, start: number): number {
  let value = 0
  for (let at = start, unit = 1; at < data.length; at += 1, unit *= 128) {
    value += ((data[at] ?? 0) & 127) * unit
    if ((data[at] ?? 0) < 128) break
  }
  return value
}
