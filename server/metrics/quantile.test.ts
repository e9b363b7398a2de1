import { expect, it } from 'vitest'
import { DocumentMetrics } from './document-metrics.ts'
import { bucketsOf, partOf, quantile, since } from './quantile.ts'

const NAME = 'weft_commit_seconds'

it('reckons with what was measured between two looks', async () => {
  const metrics = new DocumentMetrics()
  metrics.committed({ seconds: 4, rows: 1, updates: 1 })
  const before = (await metrics.read()).metrics
  for (let at = 0; at < 99; at++) metrics.committed({ seconds: 0.0015, rows: 2, updates: 3 })
  metrics.committed({ seconds: 0.15, rows: 2, updates: 3 })
  const now = (await metrics.read()).metrics
  metrics.stop()
  const between = since(bucketsOf(before, NAME), bucketsOf(now, NAME))
  expect(quantile(between, 0.5)).toBeGreaterThan(0.001)
  expect(quantile(between, 0.5)).toBeLessThan(0.002)
  expect(quantile(between, 0.995)).toBeGreaterThan(0.1)
  expect(quantile(between, 0.995)).toBeLessThan(0.2)
  expect(partOf(now, 'weft_commit_rows', 'sum') - partOf(before, 'weft_commit_rows', 'sum')).toBe(
    200,
  )
  expect(partOf(now, NAME, 'count')).toBe(101)
})

it('has no answer where nothing was measured, and its last bound for what is beyond', async () => {
  const metrics = new DocumentMetrics()
  expect(quantile(bucketsOf((await metrics.read()).metrics, NAME), 0.5)).toBeNull()
  metrics.committed({ seconds: 60, rows: 1, updates: 1 })
  expect(quantile(bucketsOf((await metrics.read()).metrics, NAME), 0.5)).toBe(5)
  metrics.stop()
  expect(quantile([], 0.5)).toBeNull()
})
