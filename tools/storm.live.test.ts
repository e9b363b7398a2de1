import { expect, it } from 'vitest'
import { storm } from './storm.ts'

it('F12: has a hundred people back after their server was killed', async () => {
  const report = await storm({ clients: 100, rooms: 10, idleMs: 100 })
  expect(report.faults).toEqual([])
  expect(report.back).toHaveLength(100)
}, 60_000)
