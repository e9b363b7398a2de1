/**
 * Latencies: millions of them, in buckets of a fiftieth of a millisecond.
 *
 * None is thrown away; what takes longer than the last bucket is counted in it, so a percentile up there
 * reads «at least».
 */
const BUCKETS_A_MS = 50
const LONGEST_MS = 20_000

export interface Spread {
  readonly count: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export class Latencies {
  readonly #counts = new Uint32Array(LONGEST_MS * BUCKETS_A_MS + 1)
  #count = 0
  #max = 0

  add(ms: number): void {
    const bucket = Math.min(Math.floor(ms * BUCKETS_A_MS), this.#counts.length - 1)
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#count += 1
    if (ms > this.#max) this.#max = ms
  }

  /** The middle of the bucket; NaN when there are none. */
  percentile(share: number): number {
    let left = Math.max(1, Math.ceil(this.#count * share))
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count
      if (left <= 0) return (bucket + 0.5) / BUCKETS_A_MS
    }
    return Number.NaN
  }

  get spread(): Spread {
    const [p50, p99] = [this.percentile(0.5), this.percentile(0.99)]
    return { count: this.#count, p50, p99, max: this.#max }
  }
}
