/**
 * Join: a meeting begins. Everybody opens the same long document in the same moment.
 */
import type { Crowd, DocumentLoad, DocumentPlan } from '../load/document-load.ts'
import { onStage, type Stage } from '../stage.ts'
import { strained } from './strained.ts'
import type { Outcome, RunOptions, Workload } from './workload.ts'

const PEOPLE = 50
/** The first one warms the code. */
const CROWDS = { short: 2, full: 5 }
const KIB = 1024

export const join: Workload = {
  name: 'join',
  title: 'A crowd joins a long document',
  story:
    '50 people at once open a document of 105,000 characters, which 260,000 edits of four authors made (chance wrote them, from a seed; its state is 242 KiB): from connecting to the answer that holds the whole text.',
  measures: [
    { name: 'p99', title: 'p99', unit: 'ms', better: 'less', isHeadline: true },
    { name: 'p50', title: 'p50', unit: 'ms', better: 'less' },
    { name: 'cpu', title: 'server CPU a join', unit: 'ms', better: 'less', isHeadline: true },
    { name: 'size', title: 'sent to each', unit: 'KiB', better: 'less' },
  ],
  isShort: true,
  without: { relay: 'has no document' },
  run: (contender, options) => onStage(contender, (stage) => play(stage, options)),
}

async function play(stage: Stage, { isShort }: RunOptions): Promise<Outcome> {
  const plan: DocumentPlan = { place: stage.place, room: 'join' }
  const load = stage.load<DocumentLoad>('document-load.ts', plan)
  await load.call('seed')
  await load.call('crowd', PEOPLE)
  const crowds: (readonly [Crowd, number])[] = []
  for (let left = CROWDS[isShort ? 'short' : 'full'] - 1; left > 0; left -= 1)
    crowds.push(await stage.timed(() => load.call('crowd', PEOPLE)))
  return outcomeOf(crowds)
}

/** Of all crowds but the first. */
function outcomeOf(crowds: readonly (readonly [Crowd, number])[]): Outcome {
  const mean = (of: (crowd: Crowd, cpu: number) => number) =>
    crowds.reduce((sum, [crowd, cpu]) => sum + of(crowd, cpu), 0) / crowds.length
  const figures = {
    p99: mean(({ latency }) => latency.p99),
    p50: mean(({ latency }) => latency.p50),
    cpu: mean((_, cpu) => (cpu * 1_000) / PEOPLE),
    size: mean(({ bytes }) => bytes / KIB),
  }
  const notes = crowds.flatMap(([{ strain }]) => strained(strain)).slice(0, 1)
  const wanting = crowds.reduce((sum, [crowd]) => sum + crowd.wanting, 0)
  const faults = wanting > 0 ? [`${wanting} were not given the whole document`] : []
  return { figures, notes, faults }
}
