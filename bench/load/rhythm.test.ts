import { expect, it } from 'vitest'
import { Beats } from './rhythm.ts'

it('makes up for late beats, and leaves none out', () => {
  const beats = new Beats(1_000, 10, 0.5)
  expect([1_049, 1_050, 1_100, 1_449, 1_450].map((now) => beats.take(now))).toEqual([0, 1, 0, 3, 1])
})
