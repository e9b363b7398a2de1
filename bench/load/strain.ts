/**
 * Strain: how hard a load process itself has to work. Above `isTooMuch` it is itself most of what it
 * measures, and whoever reports must say so.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

export interface Strain {
  /** Processor time, as a share of one core. */
  readonly cpu: number
  /** Of its event loop, 99 %, in milliseconds. */
  readonly delay: number
}

const RESOLUTION_MS = 5
const CPU_MAX = 0.9
const DELAY_MAX = 50

export const isTooMuch = ({ cpu, delay }: Strain): boolean => cpu > CPU_MAX || delay > DELAY_MAX

export class StrainGauge {
  readonly #start = performance.now()
  readonly #cpu = process.cpuUsage()
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })

  constructor() {
    this.#delay.enable()
  }

  /** Since it was made. */
  read(): Strain {
    const { user, system } = process.cpuUsage(this.#cpu)
    const cpu = (user + system) / 1_000 / (performance.now() - this.#start)
    // The monitor counts its own resolution as delay.
    const delay = Math.max(0, this.#delay.percentile(99) / 1e6 - RESOLUTION_MS)
    return { cpu, delay }
  }
}
