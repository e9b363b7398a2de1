/**
 * Intake: how much of what a peer sends is read.
 *
 * A peer that sends faster than the limits allow, or more than can be committed, is not read for a
 * while: its own line fills up, it loses nothing, and nobody else waits for it. One that has sent twice
 * a burst all the same, in what had already been read, is refused. Leaves reading to the wire.
 */
import { WeftError } from '../../shared/errors.ts'
import type { ClientMessage, Limits } from '../../shared/protocol.ts'
import { Bucket } from '../access/bucket.ts'

/** Bytes of one peer that may wait for the disk before it is not read any more. */
const PENDING_BYTES = 1024 * 1024
/** So many messages each costs as much as: it has a whole document encoded, or the chat read, or is a commit of its own. */
const COSTS: Readonly<Partial<Record<ClientMessage['type'], number>>> = {
  step1: 30,
  openChat: 30,
  say: 30,
}

export interface Tap {
  /** Nothing more is to be read from the peer. */
  pause(): void
  resume(): void
}

export class Intake {
  readonly #tap: Tap
  readonly #messages: Bucket
  readonly #bytes: Bucket
  #pending = 0
  #isPaused = false
  #hold: NodeJS.Timeout | undefined

  constructor(tap: Tap, limits: Limits) {
    const now = Date.now()
    this.#tap = tap
    this.#messages = new Bucket({ rate: limits.messageRate, burst: limits.messageBurst }, now)
    this.#bytes = new Bucket({ rate: limits.byteRate, burst: limits.byteBurst }, now)
  }

  /** So that whoever listens for a sign of life does not wait for one that is not read. */
  get isPaused(): boolean {
    return this.#isPaused
  }

  /** A message came. Throws `too-fast`. */
  take(message: ClientMessage, bytes: number): void {
    this.charge(COSTS[message.type] ?? 1, bytes)
  }

  /** So many bytes more, or fewer, wait for the disk. */
  waits(bytes: number): void {
    this.#pending += bytes
    this.#steer()
  }

  stop(): void {
    clearTimeout(this.#hold)
  }

  /** Something came that there is nothing to do for. Throws `too-fast`. */
  charge(cost: number, bytes: number): void {
    const now = Date.now()
    const wait = Math.max(this.#messages.take(cost, now), this.#bytes.take(bytes, now))
    if (this.#messages.isOverdrawn || this.#bytes.isOverdrawn) {
      throw new WeftError('too-fast', 'twice as much as may come at once')
    }
    if (wait > 0) this.#holdFor(wait)
    this.#steer()
  }

  #holdFor(wait: number): void {
    clearTimeout(this.#hold)
    this.#hold = setTimeout(() => {
      this.#hold = undefined
      this.#steer()
    }, wait)
  }

  #steer(): void {
    const shouldPause = this.#hold !== undefined || this.#pending > PENDING_BYTES
    if (shouldPause === this.#isPaused) return
    this.#isPaused = shouldPause
    if (shouldPause) this.#tap.pause()
    else this.#tap.resume()
  }
}
