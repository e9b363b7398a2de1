import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

const seed = Number(process.env.FUZZ_SEED || randomInt(2 ** 31))

/** What an editor can still do to a document: known, and not refused yet. */
const OPEN = [
  ...['squat', 'squat-collected', 'squat-beside-own', 'rewrite'],
  ...['crossed', 'foreign-origin'],
  ...['nested-types', 'nested-and-erased'],
]

it(`T2: honest people notice nothing of 1,500 hostile messages (FUZZ_SEED=${seed})`, async () => {
  const report = await fuzz({ messages: 1_500, seed, without: OPEN, settles: false })
  expect(report.faults).toEqual([])
  expect(report.sent).toBe(1_500)
  expect(report.closes.total).toBeGreaterThan(100)
}, 60_000)
