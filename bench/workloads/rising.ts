/**
 * Rising: a busy room in which everybody types faster and faster, until it is too much.
 *
 * The rate grows by a factor until a stretch does not hold, tried again and again; then the place between is
 * looked for by halves. A stretch holds when 99 % of its deliveries took at most 100 ms and all of them
 * came. The figure is of the best that held: what was delivered while they typed, in a second.
 */
import type { LoadProcess } from '../load/load-process.ts'
import type { Rhythm } from '../load/rhythm.ts'
import type { RoomLoad, RoomPlan, Typed } from '../load/room-load.ts'
import { onStage, type Stage } from '../stage.ts'
import { type Climbed, climb } from './climb.ts'
import { strained } from './strained.ts'
import type { Outcome, RunOptions, Workload } from './workload.ts'

const P99_MAX = 100
const PLANS = {
  short: { start: 100, factor: 2, ms: 700, halvings: 1, tries: 2 },
  full: { start: 100, factor: 1.6, ms: 1_500, halvings: 3, tries: 3 },
}

export const rising: Workload = {
  name: 'rising',
  title: 'A room at its limit',
  story:
    '50 people in one room, 10 of them type, ever faster, until p99 passes 100 ms or deliveries fall behind. A delivery is one edit at one other person’s socket.',
  measures: [
    {
      name: 'deliveries',
      title: 'most deliveries a second',
      unit: '/s',
      better: 'more',
      isHeadline: true,
    },
    { name: 'p99', title: 'p99 there', unit: 'ms', better: 'neither' },
    { name: 'cpu', title: 'server CPU there', unit: 'cores', better: 'neither' },
    { name: 'load', title: 'load generator there', unit: 'cores', better: 'neither' },
  ],
  isShort: true,
  run: (contender, options) => onStage(contender, (stage) => play(stage, options)),
}

interface Stretch {
  readonly typed: Typed
  /** Of the server, in cores. */
  readonly cpu: number
}

async function play(stage: Stage, { isShort }: RunOptions): Promise<Outcome> {
  const plan: RoomPlan = { places: [stage.place], room: 'rising', people: 50, typists: 10 }
  const load = stage.load<RoomLoad>('room-load.ts', plan)
  await load.call('join')
  const { ms, ...steps } = PLANS[isShort ? 'short' : 'full']
  const climbed = await climb<Stretch>(steps, {
    go: (rate) => stretchOf(stage, load, { rate, ms }),
    holds: held,
    rest: () => load.call('settle'),
  })
  return outcomeOf(climbed, await load.call('settle'))
}

async function stretchOf(
  stage: Stage,
  load: LoadProcess<RoomLoad>,
  rhythm: Rhythm,
): Promise<Stretch> {
  const [typed, cpu] = await stage.timed(() => load.call('type', rhythm))
  return { typed, cpu: cpu / typed.seconds }
}

function outcomeOf({ best, tooFast }: Climbed<Stretch>, faults: readonly string[]): Outcome {
  const notes = tooFast ? strained(tooFast.typed.strain) : []
  if (!best)
    return { figures: {}, notes: [...notes, 'it did not hold at the slowest rate'], faults }
  const { typed, cpu } = best
  const deliveries = typed.deliveries / typed.seconds
  const figures = { deliveries, p99: typed.latency.p99, cpu, load: typed.strain.cpu }
  return { figures, notes, faults }
}

const held = ({ typed }: Stretch): boolean => typed.behind === 0 && typed.latency.p99 <= P99_MAX
