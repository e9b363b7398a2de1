/**
 * Two: a pair at work. Nothing to batch, nothing to share: only the way from one to the other.
 */
import { typing } from './typing.ts'
import type { Workload } from './workload.ts'

export const two: Workload = {
  name: 'two',
  title: 'Two people',
  story:
    'Two people in a room, both type 10 keystrokes a second: from one’s send to the other’s socket.',
  measures: [
    {
      name: 'p50',
      title: 'to the other’s socket, p50',
      unit: 'ms',
      better: 'less',
      isHeadline: true,
    },
    { name: 'p99', title: 'p99', unit: 'ms', better: 'less' },
  ],
  isShort: true,
  run: typing({ people: 2, typists: 2, ms: { short: 2_000, full: 15_000 } }),
}
