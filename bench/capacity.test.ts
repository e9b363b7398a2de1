import { describe, expect, it } from 'vitest'
import { capacityOf, enoughFor, type Measured, measuredIn, spread, table } from './capacity.ts'
import { readResults } from './report/report.ts'

const measured: Measured = {
  together: { nodes: 0.1, postgres: 0.05, redis: 0 },
  apart: { nodes: 0.2, postgres: 0.1, redis: 0.005 },
  commits: 4_000,
  commitMs: 1,
  disk: [{ store: 'Postgres', empty: 1_024, page: 107_374.1824 }],
}

describe('capacity', () => {
  it('has people who come to any node on more of them, the more nodes there are', () => {
    expect(spread(1, 50)).toBe(1)
    expect(spread(2, 2)).toBeCloseTo(1.5)
    expect(spread(100, 2)).toBeCloseTo(1.99)
    expect(spread(2, 50)).toBeCloseTo(2)
  })

  it('is half of what the nodes have, and needs as much of Postgres and Redis as that costs them', () => {
    const { keystrokes, postgresCores, redisCores, beats } = capacityOf(measured, 10, 2)
    expect(keystrokes).toBeCloseTo((0.5 * 10 * 1_000) / 0.2)
    expect(postgresCores).toBeCloseTo(5)
    expect(redisCores).toBeCloseTo(0.25)
    expect(beats).toBe(50)
    expect(enoughFor(measured, 2)).toEqual({ postgres: 32, redis: 40 })
  })

  it('is twice as much where the people of a room are on one node', () => {
    expect(capacityOf(measured, 10, 1).keystrokes).toBeCloseTo(50_000)
    expect(capacityOf(measured, 10, 1).postgresCores).toBeCloseTo(5)
  })

  it('lets commits take longer once there are more nodes than commits in a millisecond', () => {
    expect(capacityOf(measured, 2, 2).commitMs).toBe(1)
    expect(capacityOf(measured, 100, 2).commitMs).toBe(25)
  })

  it('says what a million rooms take on disk', () => {
    expect(table(measured)).toContain('| Postgres | 0.95 GiB | 100 GiB |')
  })

  it('finds all of its numbers among what was measured', () => {
    const { together, apart, commits, commitMs } = measuredIn(readResults())
    for (const value of [...Object.values(together), ...Object.values(apart), commits, commitMs])
      expect(Number.isFinite(value)).toBe(true)
  })
})
