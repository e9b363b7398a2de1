/**
 * Two: a pair at work. Nothing to batch, nothing to share: only the way from one to the other.
 */
import type { RoomLoad, RoomPlan } from '../load/room-load.ts'
import { onStage, type Stage } from '../stage.ts'
import { strained } from './strained.ts'
import type { Outcome, RunOptions, Workload } from './workload.ts'

const RATE = 10
/** Faster, so that the code is warm sooner. */
const WARM_RATE = 50
const WARM_MS = { short: 700, full: 3_000 }
const MEASURED_MS = { short: 2_000, full: 15_000 }

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
  run: (contender, options) => onStage(contender, (stage) => play(stage, options)),
}

async function play(stage: Stage, { isShort }: RunOptions): Promise<Outcome> {
  const length = isShort ? 'short' : 'full'
  const plan: RoomPlan = { place: stage.place, room: 'two', people: 2, typists: 2 }
  const load = stage.load<RoomLoad>('room-load.ts', plan)
  await load.call('join')
  await load.call('type', { rate: WARM_RATE, ms: WARM_MS[length] })
  await load.call('settle')
  const { latency, strain } = await load.call('type', { rate: RATE, ms: MEASURED_MS[length] })
  const faults = await load.call('settle')
  const { p50, p99 } = latency
  return { figures: { p50, p99 }, notes: strained(strain), faults }
}
