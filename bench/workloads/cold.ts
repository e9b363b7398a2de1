/**
 * Cold: the morning after a restart. The first who opens the long document waits for all that others
 * then find ready.
 */
import { setTimeout } from 'node:timers/promises'
import type { DocumentLoad, First } from '../load/document-load.ts'
import { CHARACTERS } from '../load/manuscript.ts'
import { onStage, type Stage } from '../stage.ts'
import type { Outcome, RunOptions, Workload } from './workload.ts'

const RESTARTS = { short: 1, full: 5 }
const PATIENCE_MS = 10_000
/** For whoever writes later than it says, and does not wait for that when it ends. */
const REST_MS = 1_500
const ROOM = 'cold'

export const cold: Workload = {
  name: 'cold',
  title: 'The first after a restart',
  story:
    'The server of the same document ends in peace and starts again on the same folder: from connecting to holding the whole text, for the first who comes. The first answer may be less than that.',
  measures: [
    {
      name: 'whole',
      title: 'until the text is whole',
      unit: 'ms',
      better: 'less',
      isHeadline: true,
    },
    { name: 'atFirst', title: 'of it in the first answer', unit: '%', better: 'more' },
  ],
  isShort: false,
  without: { relay: 'has no document', yws: 'keeps nothing' },
  run: (contender, options) => onStage(contender, (stage) => play(stage, options)),
}

async function play(stage: Stage, { isShort }: RunOptions): Promise<Outcome> {
  await documentLoad(stage).call('seed')
  const comings: First[] = []
  for (let left = RESTARTS[isShort ? 'short' : 'full']; left > 0; left -= 1) {
    await setTimeout(REST_MS)
    await stage.end('stop')
    await stage.start()
    comings.push(await documentLoad(stage).call('first', PATIENCE_MS))
  }
  return outcomeOf(comings)
}

/** Its address is another after each start. */
const documentLoad = (stage: Stage) =>
  stage.load<DocumentLoad>('document-load.ts', { place: stage.place, room: ROOM })

function outcomeOf(comings: readonly First[]): Outcome {
  const mean = (of: (first: First) => number) =>
    comings.reduce((sum, first) => sum + of(first), 0) / comings.length
  const figures = {
    whole: mean(({ ms }) => ms),
    atFirst: mean(({ atFirst }) => (atFirst / CHARACTERS) * 100),
  }
  const faults = comings
    .filter(({ ms }) => Number.isNaN(ms))
    .map(({ characters }) => `only ${characters} characters came in ${PATIENCE_MS / 1_000} s`)
  return { figures, notes: [], faults }
}
