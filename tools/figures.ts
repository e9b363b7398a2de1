/**
 * Figures: what a load tool counts and measures, and how it is printed.
 *
 * Percentiles are of all samples, none thrown away. Knows nothing of what is measured.
 */

/** The sample that so much of them (0 to 1) is not above; NaN when there are none. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** Counts by name. */
export class Tally {
  #counts = new Map<string, number>()

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count)
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0)
  }

  merge(counts: readonly (readonly [name: string, count: number])[]): void {
    for (const [name, count] of counts) this.add(name, count)
  }

  /** What there is, and begins anew. */
  take(): [name: string, count: number][] {
    const { entries } = this
    this.#counts = new Map()
    return entries
  }

  /** The most frequent first. */
  get entries(): [name: string, count: number][] {
    return [...this.#counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  }

  toString(): string {
    return this.entries.map(([name, count]) => `${name} ${count}`).join(' · ')
  }
}

export const milliseconds = (value: number): string =>
  Number.isNaN(value) ? 'not measured' : `${value.toFixed(1)} ms`

/** `p50 2.1 ms, p99 9.4 ms of 812`. */
export function spread(samples: readonly number[]): string {
  const [p50, p99] = [0.5, 0.99].map((share) => milliseconds(percentile(samples, share)))
  return `p50 ${p50}, p99 ${p99} of ${samples.length}`
}

export const mebibytes = (bytes: number | null): string =>
  bytes === null ? 'not measured' : `${(bytes / 2 ** 20).toFixed(1)} MiB`
