/**
 * Cursors: a lecture hall. Everybody sees everybody's cursor, so what is to be told grows with the square.
 */
import type { CursorLoad, CursorPlan } from '../load/cursor-load.ts'
import { onStage, type Stage } from '../stage.ts'
import { strained } from './strained.ts'
import type { Outcome, RunOptions, Workload } from './workload.ts'

const PEOPLE = 200
const RATE = 5
const WARM_MS = { short: 300, full: 2_000 }
const MEASURED_MS = { short: 1_000, full: 5_000 }

export const cursors: Workload = {
  name: 'cursors',
  title: 'A crowd of cursors',
  story:
    '200 people in one room, each moves a cursor 5 times a second: from a move to another’s socket. A server may leave out places that a cursor has left. CPU counts until all was told, by second of moving: above 1 is who cannot keep up.',
  measures: [
    { name: 'cpu', title: 'server CPU a second', unit: 's', better: 'less', isHeadline: true },
    { name: 'p50', title: 'p50', unit: 'ms', better: 'less' },
    { name: 'p99', title: 'p99', unit: 'ms', better: 'less' },
    { name: 'inTime', title: 'there when the moving ended', unit: '%', better: 'more' },
  ],
  isShort: true,
  run: (contender, options) => onStage(contender, (stage) => play(stage, options)),
}

async function play(stage: Stage, { isShort }: RunOptions): Promise<Outcome> {
  const length = isShort ? 'short' : 'full'
  const plan: CursorPlan = { places: [stage.place], room: 'cursors', people: PEOPLE }
  const load = stage.load<CursorLoad>('cursor-load.ts', plan)
  await load.call('join')
  await load.call('move', { rate: RATE, ms: WARM_MS[length] })
  const [moved, cpu] = await stage.timed(() =>
    load.call('move', { rate: RATE, ms: MEASURED_MS[length] }),
  )
  const { latency, inTime, stale, strain } = moved
  const seconds = MEASURED_MS[length] / 1_000
  const figures = { cpu: cpu / seconds, p50: latency.p50, p99: latency.p99, inTime: inTime * 100 }
  const late = stale > 0 ? [`${stale} cursors were still in an old place half a minute later`] : []
  const notes = [...late, ...strained(strain)]
  return { figures, notes, faults: await load.call('cuts') }
}
