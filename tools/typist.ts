/**
 * Typist: someone who never stops typing, online and offline, and always asks what is saved.
 *
 * Inserts markers between other markers, now and then erases one of his own, and notes all of it in
 * his ledger. Asks only while he is synced: before that, what he typed offline may not have been sent.
 */
import * as decoding from 'lib0/decoding'
import * as prng from 'lib0/prng'
import { until } from '../server/testing/live.ts'
import { MessageType, savedFrame } from '../shared/protocol.ts'
import { Guest, type Invitation } from './guest.ts'
import { Ledger } from './ledger.ts'

/** Between two edits: at least, and at most, in milliseconds. */
export type Pause = readonly [number, number]

/** About 50 edits a second. */
const PAUSE_MS: Pause = [10, 30]
/** So many of them take text away: the text grows, but slowly. */
const ERASURES = 0.4
const SETTLE_MS = 20_000

export class Typist {
  readonly ledger: Ledger
  readonly guest: Guest
  /** What the server last said of its store; undefined until it has said anything. */
  storing: number | undefined
  readonly #random: prng.PRNG
  readonly #pause: Pause
  #timer: NodeJS.Timeout | undefined

  private constructor(guest: Guest, random: prng.PRNG, pause: Pause) {
    this.guest = guest
    this.#random = random
    this.#pause = pause
    this.ledger = new Ledger(guest.name)
    guest.provider.messageHandlers[MessageType.saved] = (_encoder, decoder) =>
      this.ledger.answered(decoding.readVarUint(decoder))
    guest.provider.messageHandlers[MessageType.storing] = (_encoder, decoder) => {
      this.storing = decoding.readVarUint(decoder)
    }
  }

  static async join(
    invitation: Omit<Invitation, 'role'>,
    random: prng.PRNG,
    pause = PAUSE_MS,
  ): Promise<Typist> {
    return new Typist(await Guest.join({ ...invitation, role: 'editor' }), random, pause)
  }

  start(): void {
    this.#timer = setTimeout(
      () => {
        this.#edit()
        this.#ask()
        this.start()
      },
      prng.int32(this.#random, ...this.#pause),
    )
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #edit(): void {
    const { standing } = this.ledger
    if (standing.length > 0 && prng.real53(this.#random) < ERASURES)
      this.#erase(prng.oneOf(this.#random, standing))
    else this.#insert()
  }

  /** Between two markers: text that is inserted in one piece stays in one piece. */
  #insert(): void {
    const { text } = this.guest
    const before = text.toString().lastIndexOf('>', prng.int32(this.#random, 0, text.length))
    text.insert(before + 1, this.ledger.insert())
  }

  #erase(marker: string): void {
    const at = this.guest.text.toString().indexOf(marker)
    if (at < 0) throw new Error(`${marker} has vanished from its typist's own screen`)
    this.guest.text.delete(at, marker.length)
    this.ledger.erase(marker)
  }

  #ask(): void {
    const { provider } = this.guest
    if (provider.synced) provider.ws?.send(savedFrame(this.ledger.ask()))
  }

  /** The server is gone, and he has noticed. He types on, and does not look for it. */
  async offline(): Promise<void> {
    const { provider } = this.guest
    await this.guest.within(
      SETTLE_MS,
      'offline',
      until(() => !provider.wsconnected),
    )
    provider.disconnect()
  }

  online(): void {
    this.guest.provider.connect()
  }

  /** Stops, and returns when all that he ever did is acknowledged. */
  async settle(): Promise<void> {
    this.stop()
    await this.guest.within(SETTLE_MS, 'sync', this.guest.synced())
    this.#ask()
    const isSettled = () => this.ledger.acknowledged === this.ledger.edits
    await this.guest.within(SETTLE_MS, 'all saved', until(isSettled))
  }

  close(): void {
    this.stop()
    this.guest.close()
  }
}
