/**
 * Connection: one WebSocket as a peer of one room.
 *
 * Reads frames into messages and hands them to the room, as fast as intake.ts allows; turns whatever
 * that throws into a close code, for this peer alone. Keeps the line alive (a stock client hangs up
 * after 30 s without a message), notices a dead one and one that takes nothing, and ends with its grant.
 * The WebSocket itself is a Wire: upgrade.ts makes one of a real socket, tests of a fake network.
 */
import { ERRORS, WeftError } from '../../shared/errors.ts'
import {
  type ClientMessage,
  CloseCode,
  KEEP_ALIVE_FRAME,
  type Limits,
  readClientMessage,
} from '../../shared/protocol.ts'
import type { Grant } from '../access/grant.ts'
import { Intake, type Tap } from './intake.ts'
import type { Peer } from './peer.ts'
import type { Refusals } from './refusals.ts'
import type { Room } from './room.ts'

/** With the beat's 5 s, a plain client hears something every 20 s. */
const KEEP_ALIVE_AFTER_MS = 15_000
const PING_EVERY_MS = 15_000
const DEAD_AFTER_MS = 30_000
/** A client that renews late, or whose clock is behind, is not cut off. */
const EXPIRY_LEEWAY_MS = 30_000

/** A peer that is not ready must take something within so long, and a second more for so many bytes unsent. */
const STALLED_AFTER_MS = 5_000
const STALLED_BYTES_A_SECOND = 128 * 1024

export interface Wire extends Tap {
  /** Bytes that were sent and have not left this process. */
  readonly unsentBytes: number
  /** Bytes that have left this process so far. */
  readonly leftBytes: number
  /** Bytes that came in so far, those of a message that is not whole yet too. */
  readonly receivedBytes: number
  /** One frame, of these parts in a row. */
  send(...parts: readonly Uint8Array[]): void
  ping(): void
  close(code: number, reason: string): void
  /** Without a close handshake. */
  terminate(): void
}

export interface ConnectionOptions {
  readonly wire: Wire
  readonly room: Room
  readonly grant: Grant
  readonly limits: Limits
  readonly refusals: Refusals
  readonly verify: (token: string, room: string) => Promise<Grant>
}

export class Connection implements Peer {
  readonly #wire: Wire
  readonly #room: Room
  readonly #limits: Limits
  readonly #intake: Intake
  readonly #refusals: Refusals
  readonly #verify: ConnectionOptions['verify']
  #grant: Grant
  #isClosed = false
  // Not the time of day, which may jump: every line would seem dead at once.
  #heardAt = performance.now()
  #receivedBytes = 0
  #leftBytes = 0
  #leftAt = performance.now()
  #sentAt = performance.now()
  #pingedAt = performance.now()

  /** Joins the room at once. Throws `room-full`. */
  constructor({ wire, room, grant, limits, refusals, verify }: ConnectionOptions) {
    this.#wire = wire
    this.#room = room
    this.#grant = grant
    this.#limits = limits
    this.#intake = new Intake(wire, limits)
    this.#refusals = refusals
    this.#verify = verify
    room.join(this)
  }

  get grant(): Grant {
    return this.#grant
  }

  get isReady(): boolean {
    return this.#wire.unsentBytes < this.#limits.unsentBytes
  }

  waits(bytes: number): void {
    this.#intake.waits(bytes)
  }

  send(...parts: readonly Uint8Array[]): void {
    if (this.#isClosed) return
    this.#sentAt = performance.now()
    this.#wire.send(...parts)
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return
    this.#wire.close(code, reason)
    this.closed()
  }

  /** One binary frame came in. */
  receive(data: Uint8Array): void {
    this.heard()
    if (this.#isClosed) return
    try {
      const message = read(data)
      this.#intake.take(message, data.byteLength)
      if (message.type === 'token') void this.#renew(message.token)
      else this.#room.receive(this, message)
    } catch (error) {
      this.refuse(error)
    }
  }

  /** It is answered by the wire, and counts like any message: answers pile up as well. */
  pinged(): void {
    this.heard()
    try {
      this.#intake.charge(1, 0)
    } catch (error) {
      this.refuse(error)
    }
  }

  /** Anything came in, a pong included. */
  heard(): void {
    this.#heardAt = performance.now()
  }

  /** All that was sent has left. */
  drained(): void {
    this.#room.drained(this)
  }

  /** The WebSocket is gone. */
  closed(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#intake.stop()
    this.#room.leave(this)
  }

  refuse(error: unknown): void {
    if (this.#isClosed) return
    const code = this.#refusals.note(error, { room: this.#room.id, user: this.#grant.user.id })
    this.close(ERRORS[code].close, code)
  }

  /** A fresh token for the same person here; one with another role means to come back under it. */
  async #renew(token: string): Promise<void> {
    try {
      this.#renewed(await this.#verify(token, this.#room.id))
    } catch (error) {
      this.refuse(error)
    }
  }

  #renewed(grant: Grant): void {
    const { role, user } = this.#grant
    if (grant.user.id !== user.id) throw new WeftError('token-bad', `a token for ${grant.user.id}`)
    if (grant.role === role) this.#grant = grant
    else this.close(CloseCode.roleChanged, `the role is ${grant.role} now`)
  }

  /** Once in BEAT_MS: whether the line is alive, and a sign of life for the other end. */
  beat(): void {
    const now = performance.now()
    this.#listen()
    if (now - this.#heardAt >= DEAD_AFTER_MS) this.#giveUp()
    else if (this.#isStalled(now)) this.#cutOff()
    else if (Date.now() > this.#grant.expires + EXPIRY_LEEWAY_MS) this.#expire()
    else this.#speak(now)
  }

  #listen(): void {
    const { receivedBytes } = this.#wire
    // No pong can overtake a large message on a slow line, and none is heard from a line that is not read.
    if (receivedBytes > this.#receivedBytes || this.#intake.isPaused) this.heard()
    this.#receivedBytes = receivedBytes
  }

  /** Whoever lets bytes pile up holds the server's memory. */
  #isStalled(now: number): boolean {
    const { leftBytes, unsentBytes } = this.#wire
    if (leftBytes > this.#leftBytes || this.isReady) this.#leftAt = now
    this.#leftBytes = leftBytes
    const patience = STALLED_AFTER_MS + (unsentBytes / STALLED_BYTES_A_SECOND) * 1000
    return now - this.#leftAt > patience
  }

  /** No close could reach it: it would wait behind all that is unsent. */
  #cutOff(): void {
    const error = new WeftError('overloaded', `${this.#wire.unsentBytes} bytes are not taken`)
    this.#refusals.note(error, { room: this.#room.id, user: this.#grant.user.id })
    this.#giveUp()
  }

  #giveUp(): void {
    this.#wire.terminate()
    this.closed()
  }

  #expire(): void {
    this.close(CloseCode.roleChanged, 'the token has run out: come back with a fresh one')
  }

  #speak(now: number): void {
    if (now - this.#sentAt >= KEEP_ALIVE_AFTER_MS) this.send(KEEP_ALIVE_FRAME)
    if (now - this.#pingedAt < PING_EVERY_MS) return
    this.#pingedAt = now
    this.#wire.ping()
  }
}

function read(data: Uint8Array): ClientMessage {
  try {
    return readClientMessage(data)
  } catch (error) {
    throw new WeftError('malformed', `a frame of ${data.byteLength} bytes`, { cause: error })
  }
}
