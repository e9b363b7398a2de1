import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

/** Always the same while there are kinds in {@link OPEN}: chance finds them too, now and then. */
const seed = Number(process.env.FUZZ_SEED || 1)

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
