/**
 * Fuzz: everything that a server should not be sent, beside people who must not notice.
 *
 *   npm run fuzz -- [--messages 100000] [--seed N] [--without squat,…]
 *
 * A hundred attackers with valid tokens, and strangers on raw sockets, send changed, hostile and broken
 * messages to a room in which two honest people write and read; two more are in a quiet room. Promises
 * exit code 0 only if the server never fell, no honest connection was closed, all honest people held
 * one document after every hundred messages, honest keystrokes arrived in time, and memory came back to
 * within 50 MiB of what it was before the first of them.
 * Every choice comes from the printed seed; clientIDs, clocks and what has been heard are the run's own,
 * so the bytes that came before a fault are kept in a file. The attackers move on to a new room now and
 * then: a text of what hostile editors wrote would only cost time. Rates are lifted, sizes are not.
 */
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { collect, collectable } from './collect.ts'
import { command } from './command.ts'
import { mebibytes, milliseconds, percentile, spread, Tally } from './figures.ts'
import type { Sent, Tallies } from './fuzz/attack.ts'
import { Bystanders, type Place } from './fuzz/bystanders.ts'
import { Crew } from './fuzz/crew.ts'
import { UNLIMITED } from './load/limits.ts'
import { Passes } from './passes.ts'
import { ServerProcess } from './server-process.ts'
import { MemoryWatch, machineLoad } from './vitals.ts'

const BATCH = 100
const ROUND = 2_000
/** A newcomer reads the room at every so many checks. */
const NEWCOMER_EVERY = 5
const HEALTH_MS = 5_000
const LATENCY_MAX = 250
/** Of fewer, 99 % would be all. */
const SAMPLES_MIN = 100
const GROWTH_MAX = 50 * 2 ** 20
const SETTLE_MS = 15_000

export interface FuzzOptions {
  readonly messages: number
  readonly seed: number
  /** Kinds that are left out. */
  readonly without?: readonly string[]
  /** Whether to wait for memory to come back, which takes 15 s or more. */
  readonly settles?: boolean
  readonly onRound?: (sent: number, seconds: number) => void
}

interface Memory {
  readonly before: number | null
  readonly peak: number | null
  /** 15 s after the attackers left and garbage was collected; null when that was not waited for. */
  readonly after: number | null
}

export interface FuzzReport {
  readonly sent: number
  readonly seconds: number
  readonly checks: number
  /** Honest keystrokes in the attacked room, and in the quiet one, in milliseconds. */
  readonly attacked: readonly number[]
  readonly quiet: readonly number[]
  /** The longest that this process kept everyone waiting: 99 % of its turns were shorter. */
  readonly ownDelay: number
  readonly memory: Memory
  readonly kinds: Tally
  readonly closes: Tally
  readonly faults: readonly string[]
  /** Kept when there are faults: the server's data, and the last messages. */
  readonly dataDir: string
}

/** Throws when it cannot go on. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weft-fuzz-'))
  const passes = new Passes()
  const env = { JWT_SECRET: passes.secret, ...collectable }
  const server = await ServerProcess.start({ dataDir, env, limits: UNLIMITED })
  const trial = new Trial(options, server, passes, dataDir)
  try {
    const report = await trial.run()
    if (report.faults.length === 0) rmSync(dataDir, { recursive: true })
    return report
  } finally {
    await trial.close()
    if (!server.ended) await server.stop()
  }
}

class Trial {
  readonly #options: FuzzOptions
  readonly #server: ServerProcess
  readonly #passes: Passes
  readonly #dataDir: string
  readonly #memory: MemoryWatch
  readonly #crew: Crew
  readonly #delay = monitorEventLoopDelay({ resolution: 5 })
  readonly #tallies: Tallies = { kinds: new Tally(), closes: new Tally() }
  readonly #attacked: number[] = []
  readonly #faults: string[] = []
  #quiet: Bystanders | undefined
  #victims: Bystanders | undefined
  #last: readonly Sent[] = []
  #sent = 0
  #checks = 0

  constructor(options: FuzzOptions, server: ServerProcess, passes: Passes, dataDir: string) {
    this.#options = options
    this.#server = server
    this.#passes = passes
    this.#dataDir = dataDir
    this.#memory = new MemoryWatch(server.pid)
    const { seed, without = [] } = options
    this.#crew = new Crew({ seed, without, secret: passes.secret }, this.#tallies)
  }

  async run(): Promise<FuzzReport> {
    const quiet = await this.#bystanders('quiet', true)
    this.#quiet = quiet
    await this.#open()
    const before = this.#memory.look()
    this.#delay.enable()
    const start = performance.now()
    const seconds = () => (performance.now() - start) / 1000
    while (this.#sent < this.#options.messages && this.#faults.length === 0) {
      if (this.#sent > 0 && this.#sent % ROUND === 0) await this.#moveOn(seconds())
      await this.#batch()
    }
    if (this.#faults.length === 0) await this.#check(true)
    const took = seconds()
    this.#delay.disable()
    const memory = await this.#settle(before)
    this.#attacked.push(...(this.#victims?.latencies ?? []))
    this.#measure(quiet.latencies, memory)
    return {
      sent: this.#sent,
      seconds: took,
      checks: this.#checks,
      attacked: this.#attacked,
      quiet: quiet.latencies,
      ownDelay: this.#delay.percentile(99) / 1e6,
      memory,
      ...this.#tallies,
      faults: this.#faults,
      dataDir: this.#dataDir,
    }
  }

  #place(room: string): Place {
    return { url: this.#server.url, room, passes: this.#passes }
  }

  #bystanders(room: string, isAlone: boolean): Promise<Bystanders> {
    return Bystanders.join(this.#place(room), this.#options.seed + this.#sent, isAlone)
  }

  async #open(): Promise<void> {
    const room = `attacked-${this.#sent}`
    this.#victims = await this.#bystanders(room, false)
    await this.#crew.begin(this.#place(room))
  }

  /** To another room, when this one has been looked at for the last time. */
  async #moveOn(seconds: number): Promise<void> {
    await this.#check(true)
    await this.#crew.leave()
    this.#attacked.push(...(this.#victims?.latencies ?? []))
    this.#victims?.close()
    this.#options.onRound?.(this.#sent, seconds)
    await this.#open()
  }

  async #batch(): Promise<void> {
    const count = Math.min(BATCH, this.#options.messages - this.#sent)
    const at = this.#victims?.victims
    try {
      if (at) this.#last = await this.#crew.send(this.#sent, count, at)
    } catch (error) {
      this.#faults.push((error as Error).message)
    }
    this.#sent += count
    await this.#check(this.#checks % NEWCOMER_EVERY === 0)
  }

  async #check(newcomer: boolean): Promise<void> {
    this.#checks += 1
    const seen = await Promise.all([
      this.#health(),
      this.#victims?.faults(newcomer),
      this.#quiet?.faults(newcomer),
    ])
    this.#faults.push(...seen.flatMap((faults) => faults ?? []))
    if (this.#faults.length > 0) this.#keep()
  }

  async #health(): Promise<string[]> {
    if (this.#server.ended) return [`the server has ended: ${this.#server.ended}`]
    try {
      const signal = AbortSignal.timeout(HEALTH_MS)
      const { status } = await fetch(`${this.#server.url}/healthz`, { signal })
      return status === 200 ? [] : [`/healthz answers ${status}`]
    } catch (error) {
      return [`/healthz: ${(error as Error).message}`]
    }
  }

  #keep(): void {
    const { seed } = this.#options
    const states = this.#victims?.states.map(({ state, text }) => ({
      state: Buffer.from(state).toString('hex'),
      text,
    }))
    const record = { seed, before: this.#sent, faults: this.#faults, last: this.#last, states }
    writeFileSync(join(this.#dataDir, 'fault.json'), JSON.stringify(record, null, 1))
  }

  /** The attackers go; the honest people stay. */
  async #settle(before: number | null): Promise<Memory> {
    await this.#crew.leave()
    const peak = this.#memory.peak
    if (this.#options.settles === false || this.#faults.length > 0)
      return { before, peak, after: null }
    if (this.#server.pid) collect(this.#server.pid)
    await setTimeout(SETTLE_MS)
    const ghosts = this.#victims?.others ?? 0
    if (ghosts > 0) this.#faults.push(`${ghosts} attackers are still shown as present`)
    return { before, peak, after: this.#memory.look() }
  }

  #measure(quiet: readonly number[], { before, after }: Memory): void {
    for (const [room, latencies] of [
      ['attacked', this.#attacked] as const,
      ['quiet', quiet] as const,
    ]) {
      const p99 = percentile(latencies, 0.99)
      if (latencies.length >= SAMPLES_MIN && p99 >= LATENCY_MAX)
        this.#faults.push(`the ${room} room's keystrokes took ${milliseconds(p99)} (p99)`)
    }
    if (before !== null && after !== null && after - before > GROWTH_MAX)
      this.#faults.push(`memory is ${mebibytes(after)}, and was ${mebibytes(before)}`)
  }

  async close(): Promise<void> {
    await this.#crew.end()
    this.#memory.stop()
    this.#victims?.close()
    this.#quiet?.close()
  }
}

function print(seed: number, report: FuzzReport): void {
  const { sent, seconds, checks, attacked, quiet, ownDelay, memory, faults, dataDir } = report
  const rate = Math.round(sent / seconds)
  console.log(
    `seed ${seed}: ${sent} messages in ${seconds.toFixed(1)} s, ${rate}/s; ${checks} checks`,
  )
  console.log(`keystroke to the other's screen, attacked room: ${spread(attacked)}`)
  console.log(`keystroke to the other's screen, quiet room: ${spread(quiet)}`)
  console.log(`  of which this program's own event loop, p99: ${milliseconds(ownDelay)}`)
  console.log(`the whole machine, last minute: ${machineLoad()}`)
  printMemory(memory)
  console.log(`messages: ${report.kinds}`)
  console.log(`answered by (kind code): ${report.closes}`)
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`)
  const where = `the last messages are in ${join(dataDir, 'fault.json')}`
  const words = `${faults.length} faults at or before message ${sent}, seed ${seed}; ${where}`
  console.log(faults.length === 0 ? 'Nobody noticed' : words)
}

function printMemory({ before, peak, after }: Memory): void {
  const parts = [`before ${mebibytes(before)}`, `at most ${mebibytes(peak)}`]
  parts.push(`15 s after the attackers left, collected, ${mebibytes(after)}`)
  const words = before === null ? 'not measured, this platform has no /proc' : parts.join(', ')
  console.log(`the server's memory: ${words}`)
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string' },
      seed: { type: 'string' },
      without: { type: 'string' },
    },
  })
  const messages = Number(values.messages ?? 100_000)
  const seed = Number(values.seed ?? randomInt(2 ** 31))
  if (!(messages > 0) || !Number.isSafeInteger(seed))
    throw new Error('npm run fuzz -- [--messages 100000] [--seed N] [--without squat,…]')
  console.log(`seed ${seed}`)
  const without = values.without?.split(',') ?? []
  const report = await fuzz({ messages, seed, without, onRound: tell })
  print(seed, report)
  return report.faults.length === 0
}

function tell(sent: number, seconds: number): void {
  if (sent % 10_000 === 0) console.log(`${sent} messages, ${Math.round(sent / seconds)}/s`)
}

if (import.meta.main) await command('fuzz', main)
