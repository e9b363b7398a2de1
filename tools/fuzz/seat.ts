/**
 * Seat: one attacker with a valid token and a WebSocket of his own, who comes back whenever he is sent
 * away.
 *
 * Says what it is told to and notes with which code it was closed after which kind of message. Holds an
 * Author for what an honest client would say, and begins with a new one when something was sent that
 * the Author does not know of, or may be lost.
 */
import { WebSocket } from 'ws'
import type { Chance } from '../../server/testing/chance.ts'
import type { Role } from '../../shared/protocol.ts'
import type { Tally } from '../figures.ts'
import { within } from '../within.ts'
import { Author } from './material.ts'
import { mutate } from './mutate.ts'
import { sized } from './wire.ts'

const OPEN_MS = 20_000
const REMEMBERED = 32
/** Of changed frames, so many are older ones, and ones that the server sent. */
const OLD = 0.4

export interface SeatOptions {
  /** With the token. */
  readonly address: string
  readonly role: Role
  /** `kind code`, one for each connection that the server closed. */
  readonly closes: Tally
  /** What the server sent to any of them. */
  readonly heard: Uint8Array[]
}

export class Seat {
  readonly role: Role
  readonly #options: SeatOptions
  readonly #said: Uint8Array[] = []
  #author: Author | undefined
  #socket: WebSocket | undefined
  #opened: Promise<void> | undefined
  #last = 'nothing'
  #isLeaving = false

  constructor(options: SeatOptions) {
    this.role = options.role
    this.#options = options
  }

  author(chance: Chance): Author {
    this.#author ??= new Author(chance)
    return this.#author
  }

  forgetAuthor(): void {
    this.#author?.doc.destroy()
    this.#author = undefined
  }

  honest(chance: Chance): Uint8Array {
    const frame = this.author(chance).frame(chance)
    remember(this.#said, frame)
    return frame
  }

  changedFrame(chance: Chance): Uint8Array {
    const { frame, others } = this.#material(chance)
    return mutate(chance, frame, others)
  }

  /** Message types, and lengths below 128, are one byte each. */
  changedBody(chance: Chance): Uint8Array {
    const { frame, others } = this.#material(chance)
    const inner = (whole: Uint8Array) => whole.slice(startOfBody(whole))
    const body = mutate(chance, inner(frame), others.map(inner))
    const type = frame.slice(0, frame[0] === 0 ? 2 : 1)
    return Uint8Array.from([...type, ...sized(body)])
  }

  #material(chance: Chance): { frame: Uint8Array; others: readonly Uint8Array[] } {
    const others = [...this.#said, ...this.#options.heard]
    if (others.length > 0 && chance.next() < OLD) return { frame: chance.pick(others), others }
    const frame = this.author(chance).frame(chance)
    this.forgetAuthor()
    return { frame, others }
  }

  /** Returns when it has been sent. */
  async say(kind: string, frames: readonly Uint8Array[] | string): Promise<void> {
    await within(OPEN_MS, 'the server takes an attacker back', this.#open())
    this.#last = kind
    if (typeof frames === 'string') this.#socket?.send(frames)
    else for (const frame of frames) this.#socket?.send(frame)
  }

  #open(): Promise<void> {
    this.#opened ??= new Promise((resolve) => {
      const socket = new WebSocket(this.#options.address, { perMessageDeflate: false })
      this.#socket = socket
      this.#last = 'nothing'
      socket.on('message', (data: Buffer) => remember(this.#options.heard, Uint8Array.from(data)))
      socket.once('open', resolve)
      // It is followed by a close.
      socket.on('error', () => undefined)
      socket.once('close', (code) => this.#closed(code, resolve))
    })
    return this.#opened
  }

  #closed(code: number, resolve: () => void): void {
    this.forgetAuthor()
    this.#opened = undefined
    if (!this.#isLeaving) this.#options.closes.add(`${this.#last} ${code}`)
    // Whoever still waits for this connection is told by the next one.
    void (this.#isLeaving ? Promise.resolve() : this.#open()).then(resolve)
  }

  leave(): void {
    this.#isLeaving = true
    this.#socket?.terminate()
    this.forgetAuthor()
  }
}

/** Long ones would be most of what the mutator changes. */
function remember(frames: Uint8Array[], frame: Uint8Array): void {
  if (frame.length > 4_096) return
  frames.push(frame)
  if (frames.length > REMEMBERED) frames.shift()
}

function startOfBody(frame: Uint8Array): number {
  let at = frame[0] === 0 ? 2 : 1
  while ((frame[at] ?? 0) > 127) at += 1
  return Math.min(at + 1, frame.length)
}
