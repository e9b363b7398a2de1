/**
 * Wire: a WebSocket as rooms/connection.ts needs it.
 *
 * A message that goes to many is made into a frame once, and that is written to each socket as it is,
 * past `ws`, which would make it anew for every one; of a long one in parts only the header is made.
 * That is allowed because Weft negotiates no extension and sends each message whole: the bytes of a
 * server's frame are then the same for everybody (RFC 6455, 5.2).
 */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'
import type { Traffic } from '../metrics/traffic.ts'
import type { Wire } from '../rooms/connection.ts'

/** FIN, and the opcode of a binary message. */
const WHOLE_BINARY = 0x82
/** Two bytes of length follow. */
const LENGTH_16 = 126
/** Eight bytes of length follow. */
const LENGTH_64 = 127
/** Above it the copy costs more than it saves. */
const COPIED_MAX = 0xffff
/** Below it one copy costs less than to write the parts. */
const PARTS_MIN = 4096

export class Frames {
  /** Of messages that were sent, null of those that were sent once. */
  readonly #made = new WeakMap<Uint8Array, Buffer | null>()

  /** What to write, from the second time on; of a message that is not to be changed any more. */
  of(message: Uint8Array): Buffer | null {
    if (message.length > COPIED_MAX) return null
    const known = this.#made.get(message)
    if (known) return known
    this.#made.set(message, known === null ? frameOf(message) : null)
    return this.#made.get(message) ?? null
  }
}

const frameOf = (message: Uint8Array): Buffer => Buffer.concat([headerOf(message.length), message])

function headerOf(length: number): Uint8Array {
  if (length < LENGTH_16) return Uint8Array.of(WHOLE_BINARY, length)
  const size = length <= 0xffff ? 2 : 8
  const header = Buffer.alloc(2 + size)
  header[0] = WHOLE_BINARY
  header[1] = size === 2 ? LENGTH_16 : LENGTH_64
  // Six bytes hold more than any message has.
  header.writeUIntBE(length, 2 + Math.max(0, size - 6), Math.min(6, size))
  return header
}

/** Node calls it a Duplex; what an HTTP server upgrades is a Socket, and counts. */
type Line = Duplex & Partial<Pick<Socket, 'bytesRead' | 'bytesWritten'>>

/** A class, and not an object of closures: there is one for each of thousands of idle people. */
export class SocketWire implements Wire {
  readonly #ws: WebSocket
  readonly #socket: Line
  readonly #frames: Frames
  readonly #traffic: Traffic

  constructor(ws: WebSocket, socket: Line, frames: Frames, traffic: Traffic) {
    this.#ws = ws
    this.#socket = socket
    this.#frames = frames
    this.#traffic = traffic
  }

  get unsentBytes(): number {
    return this.#socket.writableLength
  }

  get leftBytes(): number {
    return (this.#socket.bytesWritten ?? 0) - this.#socket.writableLength
  }

  get receivedBytes(): number {
    return this.#socket.bytesRead ?? 0
  }

  pause(): void {
    this.#ws.pause()
  }

  resume(): void {
    this.#ws.resume()
  }

  send(...parts: readonly Uint8Array[]): void {
    if (this.#ws.readyState !== WebSocket.OPEN) return
    const length = parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
    this.#traffic.framesOut += 1
    this.#traffic.bytesOut += length
    if (parts.length > 1 && length >= PARTS_MIN) this.#write([headerOf(length), ...parts])
    else this.#sendWhole(parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts))
  }

  #sendWhole(message: Uint8Array): void {
    const frame = this.#frames.of(message)
    if (frame) this.#socket.write(frame)
    else this.#ws.send(message)
  }

  /** As one system call. */
  #write(parts: readonly Uint8Array[]): void {
    this.#socket.cork()
    for (const part of parts) this.#socket.write(part)
    this.#socket.uncork()
  }

  ping(): void {
    this.#ws.ping()
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason)
  }

  terminate(): void {
    this.#ws.terminate()
  }
}
