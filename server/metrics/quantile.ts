/**
 * Quantile: of a histogram as Prometheus has it: how many values were at most so large, bound by bound.
 */
import type { Measured } from './document-metrics.ts'

/** By rising upper bound, the last of which is infinite; counts include those below. */
export type Buckets = readonly { readonly most: number; readonly count: number }[]

export function bucketsOf(metrics: readonly Measured[], name: string): Buckets {
  const values = metrics.find((each) => each.name === name)?.values ?? []
  return values
    .filter(({ labels }) => 'le' in labels)
    .map(({ labels, value }) => ({
      most: labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le),
      count: value,
    }))
}

/** What a histogram's values are together, or how many they are. */
export function partOf(metrics: readonly Measured[], name: string, part: 'sum' | 'count'): number {
  const values = metrics.find((each) => each.name === name)?.values ?? []
  const named = values as readonly { readonly metricName?: string; readonly value: number }[]
  return named.find(({ metricName }) => metricName === `${name}_${part}`)?.value ?? 0
}

/** What has come in between. */
export const since = (before: Buckets, now: Buckets): Buckets =>
  now.map(({ most, count }, at) => ({ most, count: count - (before[at]?.count ?? 0) }))

/** As Prometheus reckons it: evenly within a bucket, and never beyond the last finite bound. Null of nothing. */
export function quantile(buckets: Buckets, part: number): number | null {
  const all = buckets.at(-1)?.count ?? 0
  if (all <= 0) return null
  const rank = part * all
  const at = buckets.findIndex(({ count }) => count >= rank)
  const { most, count } = buckets[at] ?? { most: 0, count: 0 }
  const { most: least, count: below } = buckets[at - 1] ?? { most: 0, count: 0 }
  return Number.isFinite(most) ? least + ((most - least) * (rank - below)) / (count - below) : least
}
