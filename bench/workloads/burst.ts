/**
 * Burst: everything at once. A long document is brought edit by edit, as by somebody who comes back
 * from a long time offline with a client that does not merge, or by a program.
 */
import type { BurstLoad, BurstPlan, Poured } from '../load/burst-load.ts'
import type { DocumentLoad, First } from '../load/document-load.ts'
import { CHARACTERS } from '../load/manuscript.ts'
import { onStage, type Stage } from '../stage.ts'
import { strained } from './strained.ts'
import type { Outcome, Workload } from './workload.ts'

const ROOM = 'burst'
const PATIENCE_MS = 60_000
/** For the first who comes after the restart. */
const READING_MS = 10_000

export const burst: Workload = {
  name: 'burst',
  title: 'A long document, edit by edit',
  story:
    'The 260,000 edits of the same document, each an update of its own, sent in one burst by one person who stops while the server does not read: until somebody else is given all of it, for at most 60 s. Then the server ends in peace and starts again on the same folder.',
  measures: [
    {
      name: 'seconds',
      title: 'until another has it all',
      unit: 's',
      better: 'less',
      isHeadline: true,
    },
    { name: 'cpu', title: 'server CPU', unit: 's', better: 'less' },
    { name: 'kept', title: 'characters after a restart', unit: '', better: 'more' },
  ],
  isShort: false,
  without: { relay: 'has no document' },
  run: (contender) => onStage(contender, (stage) => play(stage, contender.isDurable)),
}

async function play(stage: Stage, isDurable: boolean): Promise<Outcome> {
  const plan: BurstPlan = { place: stage.place, room: ROOM }
  const load = stage.load<BurstLoad>('burst-load.ts', plan)
  await load.call('join')
  const [poured, cpu] = await stage.timed(() => load.call('pour', PATIENCE_MS))
  await load.stop()
  const after = isDurable ? await restarted(stage) : null
  const figures = { seconds: poured.seconds, cpu, kept: after?.characters ?? 0 }
  return { figures, notes: notesOf(poured, after), faults: poured.cut ? [poured.cut] : [] }
}

async function restarted(stage: Stage): Promise<First> {
  await stage.end('stop')
  await stage.start()
  const load = stage.load<DocumentLoad>('document-load.ts', { place: stage.place, room: ROOM })
  return load.call('first', READING_MS)
}

function notesOf({ sent, seconds, strain }: Poured, after: First | null): readonly string[] {
  const [late, missing] = [Number.isNaN(seconds), CHARACTERS - (after?.characters ?? CHARACTERS)]
  return [
    ...(late ? [`not through in ${PATIENCE_MS / 1_000} s`] : []),
    ...(late && !Number.isNaN(sent) ? [`the last edit was sent after ${sent.toFixed(0)} s`] : []),
    ...(missing > 0 ? [`${missing} of ${CHARACTERS} characters were gone after the restart`] : []),
    // It waits for the server, mostly: only what it needed itself says whether it was the limit.
    ...strained({ ...strain, delay: 0 }),
  ]
}
