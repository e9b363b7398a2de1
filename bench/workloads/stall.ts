/**
 * Stall: one reader's train goes into a tunnel, while somebody else pastes and pastes.
 *
 * The same traffic passes once before, with everybody reading, so that what a server needs for it anyhow
 * is there when the measuring begins.
 */
import { collectable } from '../../tools/collect.ts'
import { MemoryWatch } from '../../tools/vitals.ts'
import type { LoadProcess } from '../load/load-process.ts'
import type { Passed, StallLoad, StallPlan, Traffic } from '../load/stall-load.ts'
import { onStage, type Stage } from '../stage.ts'
import { strained } from './strained.ts'
import type { Outcome, RunOptions, Workload } from './workload.ts'

const MIB = 2 ** 20
const SIZE = 100_000
const TEXTS = 760
/** The rest of the 20 s is for the second look at the memory. */
const MS = { short: 4_000, full: 17_000 }

export const stall: Workload = {
  name: 'stall',
  title: 'A reader who stalls',
  story:
    'Of three people in a room one replaces 100,000 characters by others, 760 times in 17 s, one reads, and one has stopped reading for 20 s: 76 MB pass by him. By how much the server’s memory grows: at its highest, and at the end of the stall with its garbage collected. In the end he reads again.',
  measures: [
    {
      name: 'peak',
      title: 'memory, at its highest',
      unit: 'MiB',
      better: 'less',
      isHeadline: true,
    },
    { name: 'held', title: 'held at the end', unit: 'MiB', better: 'less' },
  ],
  isShort: false,
  run: (contender, options) =>
    onStage(contender, (stage) => play(stage, options), { env: collectable }),
}

async function play(stage: Stage, { isShort }: RunOptions): Promise<Outcome> {
  const plan: StallPlan = { place: stage.place, room: 'stall' }
  const load = stage.load<StallLoad>('stall-load.ts', plan)
  const traffic: Traffic = { texts: TEXTS, size: SIZE, ms: MS[isShort ? 'short' : 'full'] }
  await load.call('join')
  await load.call('pass', traffic)
  const before = await stage.held()
  await load.call('stall')
  const [{ strain }, peak] = await watched(stage, load, traffic)
  const held = await stage.held()
  const cut = await load.call('resume')
  const figures = { peak: (peak - before) / MIB, held: (held - before) / MIB }
  const notes = cut ? [cut] : []
  return { figures, notes: [...notes, ...strained(strain)], faults: await load.call('faults') }
}

async function watched(
  stage: Stage,
  load: LoadProcess<StallLoad>,
  traffic: Traffic,
): Promise<readonly [Passed, peak: number]> {
  const watch = new MemoryWatch(stage.pid, 50)
  const passed = await load.call('pass', traffic)
  watch.look()
  watch.stop()
  return [passed, watch.peak ?? Number.NaN]
}
