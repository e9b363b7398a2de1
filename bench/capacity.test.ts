import { describe, expect, it } from 'vitest'
import { commitAt, limitsOf, type Measured, measuredIn, spread, table } from './capacity.ts'
import { readResults } from './report/report.ts'

const measured: Measured = {
  together: { nodes: 0.1, postgres: 0.04, redis: 0 },
  apart: { nodes: 0.25, postgres: 0.08, redis: 0.01 },
  rows: 50_000,
  commits: 4_000,
  commitMs: 1,
  person: 10_240,
  room: 24_576,
  disk: [{ store: 'Postgres', empty: 1_024, page: 102_400 }],
}

describe('capacity', () => {
  it('has people who come to any node on more of them, the more nodes there are', () => {
    expect(spread(1, 50)).toBe(1)
    expect(spread(2, 2)).toBeCloseTo(1.5)
    expect(spread(100, 2)).toBeCloseTo(1.99)
    expect(spread(2, 50)).toBeCloseTo(2)
  })

  it('is half of what all nodes have, as long as Postgres has as much', () => {
    const { nodes, postgres, redis } = limitsOf(measured, 2, 2)
    expect(nodes).toBeCloseTo((0.5 * 2 * 1_000) / 0.25)
    expect(postgres).toBeCloseTo(12_500)
    expect(redis).toBeCloseTo(50_000)
    expect(table(measured)).toMatch(/^\| 10 \| 1\.9 .* \| Postgres \|/m)
  })

  it('needs no Redis where the people of a room are on one node', () => {
    expect(limitsOf(measured, 10, 1).redis).toBe(Number.POSITIVE_INFINITY)
    expect(limitsOf(measured, 10, 1).postgres).toBe(25_000)
  })

  it('lets commits take longer once there are more nodes than commits in a millisecond', () => {
    expect(commitAt(measured, 2)).toBe(1)
    expect(commitAt(measured, 100)).toBe(25)
  })

  it('finds all of its numbers among what was measured', () => {
    const { together, apart, rows, commits, commitMs, person, room } = measuredIn(readResults())
    const found = [...Object.values(together), ...Object.values(apart)]
    for (const value of [...found, rows, commits, commitMs, person, room])
      expect(value).not.toBeNaN()
  })
})
