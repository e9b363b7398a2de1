import { expect, it } from 'vitest'
import { percentile, spread, Tally } from './figures.ts'

it('a percentile is a sample, whatever their order', () => {
  const samples = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect([0.01, 0.5, 0.99, 1].map((share) => percentile(samples, share))).toEqual([1, 50, 99, 100])
  expect(percentile([7], 0.5)).toBe(7)
  expect(percentile([], 0.5)).toBeNaN()
  expect(spread([])).toBe('p50 not measured, p99 not measured of 0')
})

it('a tally shows the most frequent first', () => {
  const tally = new Tally()
  for (const name of ['b', 'a', 'c', 'c']) tally.add(name)
  expect(String(tally)).toBe('c 2 · a 1 · b 1')
  expect(tally.total).toBe(4)
})
