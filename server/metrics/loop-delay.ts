/**
 * LoopDelay: how late one thread's event loop is.
 *
 * Of each second the longest delay counts, since that is what somebody waited. Starts when it is first
 * looked at: where nobody looks, nothing is measured.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Histogram, type Registry } from 'prom-client'

/** How often Node looks whether it is late; it counts from one look to the next, this included. */
const RESOLUTION_MS = 20
const EVERY_MS = 1_000
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export class LoopDelay {
  readonly #thread: string
  readonly #longest: Histogram<'thread'>
  #measured: ReturnType<typeof monitorEventLoopDelay> | undefined
  #timer: NodeJS.Timeout | undefined
  #last = 0

  constructor(thread: string, registry: Registry) {
    this.#thread = thread
    this.#longest = new Histogram({
      name: 'weft_loop_delay_seconds',
      help: 'The longest delay of a thread’s event loop, of each second.',
      labelNames: ['thread'],
      buckets: BUCKETS,
      registers: [registry],
    })
  }

  /** The longest of the last second, in seconds. */
  get last(): number {
    this.#start()
    return this.#last
  }

  #start(): void {
    if (this.#measured) return
    this.#measured = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
    this.#measured.enable()
    this.#timer = setInterval(() => this.#take(), EVERY_MS).unref()
  }

  #take(): void {
    const milliseconds = (this.#measured?.max ?? 0) / 1e6 - RESOLUTION_MS
    this.#measured?.reset()
    this.#last = Math.max(0, milliseconds) / 1000
    this.#longest.observe({ thread: this.#thread }, this.#last)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#measured?.disable()
  }
}
