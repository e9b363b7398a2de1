/**
 * Contender: a server that is measured, and how one runs.
 *
 * Says nothing of what is measured. What its clients say on the wire is its dialect, which a `Place`
 * names, so that a load process can be told where to go.
 */
import type { Limits } from '../../shared/protocol.ts'
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
  /** Whether anything is there after a restart. */
  readonly isDurable: boolean
  /** Listens when it returns. What it keeps is in that folder; a second start there continues. */
  start(dataDir: string, terms?: Terms): Promise<Running>
}

/** How it is to be started, beyond its defaults. */
export interface Terms {
  readonly env?: Readonly<Record<string, string>>
  /** Only Weft has them. */
  readonly limits?: Partial<Limits>
}

export interface Running {
  readonly place: Place
  readonly pid: number
  /** SIGTERM, and its end. */
  stop(): Promise<void>
  /** SIGKILL, and its end. */
  kill(): Promise<void>
}
