/**
 * Results: what was measured, as it is kept in results.json, and what is made of several runs.
 */
import { arch, cpus, loadavg, release, totalmem, type } from 'node:os'
import type { CatalogFigures } from '../catalog.ts'
import type { NodesFigures } from '../nodes.ts'
import type { PageFigures } from '../page.ts'
import type { StoresFigures } from '../stores.ts'
import type { Outcome } from '../workloads/workload.ts'

export interface Sample extends Outcome {
  readonly workload: string
  readonly contender: string
  readonly run: number
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly system: string
  readonly node: string
  /** How many were ready to run in the minute before: other work that it had. */
  readonly busy: number
}

export interface Results {
  /** ISO 8601. */
  readonly started: string
  readonly isShort: boolean
  readonly machine: Machine
  readonly samples: readonly Sample[]
  /** Only if the page was measured too. */
  readonly page?: PageFigures
  /** Only if lists and search were measured too. */
  readonly catalog?: CatalogFigures
  /** Only if two nodes were measured too. */
  readonly nodes?: NodesFigures
  /** Only if the stores by themselves were measured too. */
  readonly stores?: StoresFigures
}

/** Of one figure, over all runs. */
export interface Summary {
  readonly median: number
  readonly least: number
  readonly most: number
  readonly count: number
}

/** This one. Not its name: that is nobody's business. */
export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0]} ${arch()}`,
    node: process.version,
    busy: loadavg()[0] ?? 0,
  }
}

/** Of what was not measured in the same run as the rest. */
export const measuredOn = (started: string, machine: Machine | undefined): string =>
  `Measured ${started.slice(0, 10)}${machine ? onThat(machine) : ''}.`

const onThat = ({ cpu, cores, busy }: Machine): string =>
  ` on ${cpu}, ${cores} cores; other work on it in the minute before: ${busy.toFixed(1)}`

export const samplesOf = (
  { samples }: Results,
  workload: string,
  contender: string,
): readonly Sample[] =>
  samples.filter((sample) => sample.workload === workload && sample.contender === contender)

/** null when no run has it. */
export function summary(
  samples: readonly Pick<Outcome, 'figures'>[],
  measure: string,
): Summary | null {
  const values = samples
    .map(({ figures }) => figures[measure] ?? Number.NaN)
    // JSON makes null of NaN.
    .filter((value) => Number.isFinite(value))
    .sort((a, b) => a - b)
  const [least] = values
  const most = values.at(-1)
  if (least === undefined || most === undefined) return null
  const middle = (values.length - 1) / 2
  const [below = least, above = most] = [values[Math.floor(middle)], values[Math.ceil(middle)]]
  return { median: (below + above) / 2, least, most, count: values.length }
}

/** What was said in several runs and differs only in its numbers is said once. */
export function remarksOf(runs: readonly (readonly string[])[]): readonly string[] {
  const alike = Map.groupBy(runs.flat(), (remark) => remark.replace(/[\d.,]+/g, '#'))
  return [...alike.values()].map(([first, ...more]) =>
    runs.length > 1 ? `${first} (in ${more.length + 1} of ${runs.length} runs)` : `${first}`,
  )
}
