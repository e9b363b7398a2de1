/**
 * Contender: a server that is measured, and how one runs.
 *
 * Says nothing of what is measured. What its clients say on the wire is its dialect, which a `Place`
 * names, so that a load process can be told where to go.
 */
import type { Place } from '../dialects/dialect.ts'

export interface Contender {
  /** As in `--against`. */
  readonly name: string
  /** As in a table. */
  readonly title: string
  /** As in a chart. */
  readonly short: string
  /** Whether `--short` has it. */
  readonly isShort: boolean
  /** Listens when it returns. What it keeps is in that folder; a second start there continues. */
  start(dataDir: string): Promise<Running>
}

export interface Running {
  readonly place: Place
  readonly pid: number
  /** SIGTERM, and its end. */
  stop(): Promise<void>
  /** SIGKILL, and its end. */
  kill(): Promise<void>
}
