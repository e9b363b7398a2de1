/**
 * Line: one person's connection to a room, with no document behind it.
 *
 * Says what a stock client says: hello, step 1 (of an empty document unless told otherwise), an empty
 * step 2 when asked. What comes is decoded by the `Frames` that all lines of a process share. Does not
 * come back when it is cut, but says so.
 */
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import type { Dialect, Heard, Said } from '../dialects/dialect.ts'
import { framed } from './bytes.ts'
import type { Decoded } from './frames.ts'

const EMPTY_VECTOR = Uint8Array.of(0)
const EMPTY_UPDATE = Uint8Array.of(0, 0)

/** How incoming frames are read: `Frames`, or whatever else tells their type. */
export interface Reading<Read extends Pick<Heard, 'type'>> {
  decode(data: Buffer): Read
}

export interface LineOptions<Read extends Pick<Heard, 'type'>> {
  readonly dialect: Dialect
  readonly frames: Reading<Read>
  readonly room: string
  readonly person: string
  /** A state vector. */
  readonly has?: Uint8Array
  readonly heard?: (read: Read) => void
}

export class Line<Read extends Pick<Heard, 'type'> = Decoded> {
  frames = 0
  bytes = 0
  /** Why it ended, if nobody here wanted that. */
  cut: string | null = null
  readonly #options: LineOptions<Read>
  readonly #prefixes: Readonly<Record<Said, Uint8Array>>
  readonly #synced = Promise.withResolvers<void>()
  #socket: WebSocket | undefined
  #tcp: Socket | undefined
  #isLeaving = false

  constructor(options: LineOptions<Read>) {
    this.#options = options
    const { dialect, room } = options
    this.#prefixes = {
      step1: dialect.prefix(room, 'step1'),
      step2: dialect.prefix(room, 'step2'),
      update: dialect.prefix(room, 'update'),
      awareness: dialect.prefix(room, 'awareness'),
    }
    this.#synced.promise.catch(() => undefined)
  }

  /** Until the first step 2 has come. */
  async join(): Promise<void> {
    const { dialect, room, person } = this.#options
    const socket = new WebSocket(await dialect.address(room, person), {
      perMessageDeflate: false,
    })
    this.#socket = socket
    socket.once('upgrade', (response) => {
      this.#tcp = response.socket
    })
    socket.once('open', () => this.#greet())
    socket.on('message', (data: Buffer) => this.#read(data))
    // It is followed by a close.
    socket.on('error', () => undefined)
    socket.once('close', (code, reason) => this.#closed(`${code} ${reason}`.trim()))
    await this.#synced.promise
  }

  update(update: Uint8Array): void {
    this.#say('update', update)
  }

  awareness(update: Uint8Array): void {
    this.#say('awareness', update)
  }

  /** All that is said in `say` goes out in one write, as frames of their own. */
  together(say: () => void): void {
    this.#tcp?.cork()
    say()
    this.#tcp?.uncork()
  }

  /** For the whole document, once more. */
  askAgain(): void {
    this.#say('step1', EMPTY_VECTOR)
  }

  /** Whether all that was said before is saved, where that can be asked. */
  askForReceipt(k: number): void {
    const question = this.#options.dialect.question(k)
    if (question) this.#socket?.send(question)
  }

  /** Bytes that were said and have not left this process. */
  get unsent(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  /** Reads no more, until `resume`. */
  pause(): void {
    this.#socket?.pause()
  }

  resume(): void {
    this.#socket?.resume()
  }

  leave(): void {
    this.#isLeaving = true
    this.#socket?.terminate()
  }

  #read(data: Buffer): void {
    this.frames += 1
    this.bytes += data.length
    const decoded = this.#options.frames.decode(data)
    this.#options.heard?.(decoded)
    this.#answer(decoded.type)
  }

  #answer(type: Heard['type']): void {
    if (type === 'step2') this.#synced.resolve()
    else if (type === 'step1') this.#say('step2', EMPTY_UPDATE)
    else if (type === 'welcome') this.#say('step1', this.#options.has ?? EMPTY_VECTOR)
  }

  #greet(): void {
    const { dialect, room, has = EMPTY_VECTOR } = this.#options
    const greeting = dialect.greeting(room)
    if (greeting) this.#socket?.send(greeting)
    else this.#say('step1', has)
  }

  #say(type: Said, payload: Uint8Array): void {
    this.#socket?.send(framed(this.#prefixes[type], payload))
  }

  #closed(how: string): void {
    if (this.#isLeaving) return
    this.cut = `${this.#options.person} was closed: ${how}`
    this.#synced.reject(new Error(this.cut))
  }
}
