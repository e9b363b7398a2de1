/**
 * Throttle and Census: how often something may be done under one key, and how many may be at it.
 *
 * A key is an address or a user. Both remember only whom they have to: a throttle forgets a key whose
 * bucket has filled up again, a census one that has left. What a key stands for is the caller's.
 */
import { WeftError } from '../../shared/errors.ts'
import { Bucket, type Rate } from './bucket.ts'

/** From so many keys on the forgettable are looked for, and again whenever they have doubled. */
const SWEEP_FROM = 1_000

export class Throttle {
  readonly #rate: Rate
  readonly #buckets = new Map<string, Bucket>()
  #sweepAt = SWEEP_FROM

  constructor(rate: Rate) {
    this.#rate = rate
  }

  /** Counts one more of this key. Throws `too-fast` when it comes too soon, and does not count it then. */
  pass(key: string, what: string): void {
    const now = Date.now()
    const bucket = this.#buckets.get(key) ?? new Bucket(this.#rate, now)
    if (!bucket.has(1, now)) throw new WeftError('too-fast', `too many ${what} from ${key}`)
    bucket.take(1, now)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size >= this.#sweepAt) this.#sweep(now)
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#buckets.size
  }

  #sweep(now: number): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull(now)) this.#buckets.delete(key)
    this.#sweepAt = Math.max(SWEEP_FROM, this.#buckets.size * 2)
  }
}

export class Census {
  readonly #limit: number
  readonly #present = new Map<string, number>()

  constructor(limit: number) {
    this.#limit = limit
  }

  /** One more is here, until it leaves. Throws `too-many-connections`. */
  enter(key: string): void {
    const count = this.#present.get(key) ?? 0
    if (count >= this.#limit) {
      throw new WeftError('too-many-connections', `${count} connections of ${key}`)
    }
    this.#present.set(key, count + 1)
  }

  leave(key: string): void {
    const left = (this.#present.get(key) ?? 1) - 1
    if (left > 0) this.#present.set(key, left)
    else this.#present.delete(key)
  }

  /** How many are here, of all keys. */
  get size(): number {
    return [...this.#present.values()].reduce((sum, count) => sum + count, 0)
  }
}
