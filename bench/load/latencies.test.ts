import { expect, it } from 'vitest'
import { Latencies } from './latencies.ts'
import { Pace } from './pace.ts'

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

it('makes up for late beats, and leaves none out', () => {
  const pace = new Pace(1_000, 10, 0.5)
  expect([1_049, 1_050, 1_100, 1_449, 1_450].map((now) => pace.take(now))).toEqual([0, 1, 0, 3, 1])
})
