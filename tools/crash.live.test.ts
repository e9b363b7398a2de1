import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { crash } from './crash.ts'

const seed = Number(process.env.CRASH_SEED || randomInt(2 ** 31))

it(`F1: three kills lose nothing that was acknowledged (CRASH_SEED=${seed})`, async () => {
  console.log(`crash test: CRASH_SEED=${seed}`)
  const report = await crash({ kills: 3, seed })
  expect(report.faults).toEqual([])
  expect(report.acknowledged).toBeGreaterThan(0)
}, 60_000)

it(`F13: three deploys under ten typists lose nothing, and part nobody (CRASH_SEED=${seed})`, async () => {
  const report = await crash({ kills: 3, seed, signal: 'term', typists: 10 })
  expect(report.faults).toEqual([])
  expect(report.acknowledged).toBeGreaterThan(0)
}, 60_000)
