/**
 * DocumentMetrics: what is measured where documents are, whichever thread that is.
 *
 * A commit is noted once for all rooms, never an update. What was noted is read as plain values, which
 * can cross to another thread.
 */
import {
  Counter,
  Histogram,
  type MetricObjectWithValues,
  type MetricValue,
  Registry,
} from 'prom-client'
import { LoopDelay } from './loop-delay.ts'

const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]
const MANY = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000]

/** A metric as prom-client writes it down. */
export type Measured = MetricObjectWithValues<MetricValue<string>>

export interface Measurements {
  readonly metrics: readonly Measured[]
  /** The longest of the last second, in seconds. */
  readonly loopDelay: number
}

export interface Commit {
  readonly seconds: number
  readonly rows: number
  /** Updates that were taken together, those that were refused too. */
  readonly updates: number
}

export class DocumentMetrics {
  readonly #registry = new Registry()
  readonly #loop = new LoopDelay('documents', this.#registry)
  readonly #seconds = this.#histogram(
    'weft_commit_seconds',
    'How long the store took for one commit, which is for all rooms.',
    SECONDS,
  )
  readonly #rows = this.#histogram('weft_commit_rows', 'Rows of the log in one commit.', MANY)
  readonly #updates = this.#histogram(
    'weft_commit_updates',
    'Updates of clients that one commit took together.',
    MANY,
  )
  readonly #failures = new Counter({
    name: 'weft_commit_failures_total',
    help: 'Commits that the store failed to do; each is tried again.',
    registers: [this.#registry],
  })

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.#registry] })
  }

  committed({ seconds, rows, updates }: Commit): void {
    this.#seconds.observe(seconds)
    this.#rows.observe(rows)
    this.#updates.observe(updates)
  }

  failed(): void {
    this.#failures.inc()
  }

  async read(): Promise<Measurements> {
    const loopDelay = this.#loop.last
    return { metrics: await this.#registry.getMetricsAsJSON(), loopDelay }
  }

  stop(): void {
    this.#loop.stop()
  }
}
