/**
 * Kill: the power goes while people type. What they were told is saved, and what they have read, is it
 * still there?
 */
import { setTimeout } from 'node:timers/promises'
import { Chance } from '../../server/testing/chance.ts'
import type { Gone, KillLoad, KillPlan } from '../load/kill-load.ts'
import { onStage, type Stage } from '../stage.ts'
import type { Outcome, RunOptions, Workload } from './workload.ts'

const KILLS = { short: 2, full: 5 }
/** Typing before it, at least and at most. */
const AFTER_MS = { short: [400, 1_200], full: [1_000, 6_000] } as const
const PEOPLE = 5
const RATE = 20
const LONG_MS = 60_000
/** For whoever gives the document away before it is read. */
const PATIENCE_MS = 2_000

export const kill: Workload = {
  name: 'kill',
  title: 'A kill in the middle',
  story:
    'Five people type 20 keystrokes a second each, the server is killed (SIGKILL) after 1 to 6 s and starts again on the same folder; five times, each in a new room. Of the edits of all: how many are gone that the server had acknowledged to their author, and how many that somebody else had at his socket. Weft acknowledges what its client shows as «Saved», Hocuspocus what its provider counts as synced, the others nothing.',
  measures: [
    { name: 'edits', title: 'edits', unit: '', better: 'neither' },
    { name: 'acknowledged', title: 'gone, though acknowledged', unit: '', better: 'less' },
    { name: 'seen', title: 'gone, though seen', unit: '', better: 'less' },
  ],
  isShort: false,
  without: { relay: 'has no document' },
  run: (contender, options) => onStage(contender, (stage) => play(stage, options)),
}

async function play(stage: Stage, { isShort }: RunOptions): Promise<Outcome> {
  const length = isShort ? 'short' : 'full'
  const [least, most] = AFTER_MS[length]
  const chance = new Chance(KILLS[length])
  const all: Gone[] = []
  for (let kills = 0; kills < KILLS[length]; kills += 1)
    all.push(await killed(stage, `kill-${kills}`, least + chance.below(most - least)))
  const sum = (of: (gone: Gone) => number) => all.reduce((total, gone) => total + of(gone), 0)
  const figures = {
    edits: sum(({ edits }) => edits),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    seen: sum(({ seen }) => seen),
  }
  const broken = sum(({ wasAsked, acknowledged }) => (wasAsked ? acknowledged : 0))
  const faults = broken > 0 ? [`${broken} edits were gone that it had called saved`] : []
  return { figures, notes: [], faults }
}

/** Whoever keeps nothing is asked as well. */
async function killed(stage: Stage, room: string, afterMs: number): Promise<Gone> {
  const plan: KillPlan = { place: stage.place, room, people: PEOPLE }
  const load = stage.load<KillLoad>('kill-load.ts', plan)
  await load.call('join')
  const typing = load.call('type', { rate: RATE, ms: afterMs + LONG_MS })
  await setTimeout(afterMs)
  await stage.end('kill')
  await load.call('cut')
  await stage.start()
  const gone = await load.call('compare', stage.place, room, PATIENCE_MS)
  await load.stop()
  await typing.catch(() => undefined)
  return gone
}
