/**
 * Steady: a busy room at the pace of people, and what it costs the server.
 */
import type { RoomLoad, RoomPlan } from '../load/room-load.ts'
import { onStage, type Stage } from '../stage.ts'
import { strained } from './strained.ts'
import type { Outcome, RunOptions, Workload } from './workload.ts'

const RATE = 10
/** Faster, so that the code is warm sooner. */
const WARM_RATE = 50
const WARM_MS = { short: 700, full: 3_000 }
const MEASURED_MS = { short: 2_000, full: 10_000 }

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
  run: (contender, options) => onStage(contender, (stage) => play(stage, options)),
}

async function play(stage: Stage, { isShort }: RunOptions): Promise<Outcome> {
  const length = isShort ? 'short' : 'full'
  const plan: RoomPlan = { place: stage.place, room: 'steady', people: 50, typists: 10 }
  const load = stage.load<RoomLoad>('room-load.ts', plan)
  await load.call('join')
  await load.call('type', { rate: WARM_RATE, ms: WARM_MS[length] })
  await load.call('settle')
  const [typed, cpu] = await stage.timed(() =>
    load.call('type', { rate: RATE, ms: MEASURED_MS[length] }),
  )
  const faults = await load.call('settle')
  const { p50, p99, count } = typed.latency
  const figures = { cpu: (cpu * 1e6) / count, p50, p99 }
  return { figures, notes: strained(typed.strain), faults }
}
