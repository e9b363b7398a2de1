import { expect, it } from 'vitest'
import { crowd } from './crowd.ts'

it('F19: keeps every word of thirty people who type at once', async () => {
  const report = await crowd({ people: 30, rate: 5, seconds: 2 })
  // How long keystrokes take is for a run with nothing beside it.
  expect(report.faults.filter((fault) => !fault.startsWith('keystrokes took'))).toEqual([])
  expect(report.edits).toBeGreaterThan(100)
  expect(report.acknowledged).toBe(report.edits)
}, 60_000)
