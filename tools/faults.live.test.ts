import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { FAULTS, roll, suffer } from './faults.ts'

const seed = Number(process.env.FAULTS_SEED || randomInt(2 ** 31))

// Those that last half a minute are for `npm run faults`.
const BRIEF = FAULTS.filter(({ seconds }) => seconds <= 5)

it.for(BRIEF)(
  `F9: $name: nothing is lost, and all heals (FAULTS_SEED=${seed})`,
  { timeout: 120_000 },
  async (fault, { skip }) => {
    const outcome = await suffer(fault, seed)
    if (!outcome) return skip()
    expect(outcome.faults).toEqual([])
    expect(outcome.edits).toBeGreaterThan(0)
  },
)

it(`F9: four rolling restarts under ten typists lose nothing (FAULTS_SEED=${seed})`, async ({
  skip,
}) => {
  const outcome = await roll(4, 10, seed)
  if (!outcome) return skip()
  const { faults, edits } = outcome
  expect(faults).toEqual([])
  expect(edits).toBeGreaterThan(0)
}, 120_000)
