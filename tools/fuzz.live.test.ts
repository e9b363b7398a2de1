import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

const seed = Number(process.env.FUZZ_SEED || 1)

it(`T2: honest people notice nothing of 1,500 hostile messages (FUZZ_SEED=${seed})`, async () => {
  const report = await fuzz({ messages: 1_500, seed, settles: false })
  expect(report.faults).toEqual([])
  expect(report.sent).toBe(1_500)
  expect(report.closes.total).toBeGreaterThan(100)
}, 60_000)
