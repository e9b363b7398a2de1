/**
 * Workload: something to be measured, the same for every contender.
 *
 * To add one: a file beside this that exports a `Workload`, and its name in `workloads.ts`. What it
 * measures appears in the report by itself, and in the chart if it has a `headline`.
 */
import type { Contender } from '../contenders/contender.ts'

export interface Workload {
  /** As in `--only`. */
  readonly name: string
  /** As a heading, and what happens, in a sentence or two. */
  readonly title: string
  readonly story: string
  /** In the order of the table's columns. */
  readonly measures: readonly Measure[]
  /** Whether `--short` has it. */
  readonly isShort: boolean
  /** Contenders that cannot do it, by name, and why. */
  readonly without?: Readonly<Record<string, string>>
  run(contender: Contender, options: RunOptions): Promise<Outcome>
}

export interface Measure {
  /** The key in `Outcome.figures`. */
  readonly name: string
  readonly title: string
  /** Behind the number; empty for a count. */
  readonly unit: string
  readonly better: 'more' | 'less' | 'neither'
  /** Is in the chart. */
  readonly isHeadline?: boolean
}

export interface RunOptions {
  readonly isShort: boolean
}

export interface Outcome {
  /** By name of the measure; NaN is what could not be measured. */
  readonly figures: Readonly<Record<string, number>>
  /** What a reader has to know, such as that the load generator was the limit. */
  readonly notes: readonly string[]
  /** What must not be: an edit that was lost, or came twice. */
  readonly faults: readonly string[]
}
