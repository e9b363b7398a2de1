import { expect, it } from 'vitest'
import { Latencies } from './latencies.ts'

it('finds percentiles to a fiftieth of a millisecond', () => {
  const latencies = new Latencies()
  for (let ms = 1; ms <= 1_000; ms += 1) latencies.add(ms)
  const { count, p50, p99, max } = latencies.spread
  expect([count, max]).toEqual([1_000, 1_000])
  expect(p50).toBeCloseTo(500, 1)
  expect(p99).toBeCloseTo(990, 1)
  expect(new Latencies().percentile(0.5)).toBeNaN()
})

it('keeps the longest in the last bucket', () => {
  const latencies = new Latencies()
  latencies.add(1e9)
  expect(latencies.percentile(0.99)).toBeGreaterThanOrEqual(20_000)
})
