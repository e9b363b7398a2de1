/**
 * Steady: a busy room at the pace of people, and what it costs the server.
 */
import { typing } from './typing.ts'
import type { Workload } from './workload.ts'

export const steady: Workload = {
  name: 'steady',
  title: 'A busy room',
  story: '50 people in one room, 10 of them type 10 keystrokes a second each.',
  measures: [
    {
      name: 'cpu',
      title: 'server CPU per 1,000 deliveries',
      unit: 'ms',
      better: 'less',
      isHeadline: true,
    },
    { name: 'p50', title: 'to another’s socket, p50', unit: 'ms', better: 'less' },
    { name: 'p99', title: 'p99', unit: 'ms', better: 'less' },
  ],
  isShort: true,
  run: typing({ people: 50, typists: 10, ms: { short: 2_000, full: 10_000 } }),
}
