/**
 * Storm: thousands of people whose server dies, and who all come back to it at once.
 *
 *   npm run storm -- [--clients 5000] [--rooms 500]
 *
 * Connects them, looks at what an idle one costs, kills the server with SIGKILL, and starts it again on
 * the same folder and port. They come back as stock clients do, after the same pauses without any
 * chance in them. Promises exit code 0 only if all were synced again within 15 s of the server's
 * listening, and an idle one costs at most 25 KB.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { freePort } from '../server/testing/free-port.ts'
import { command } from './command.ts'
import { mebibytes, milliseconds, percentile, spread } from './figures.ts'
import { UNLIMITED } from './load/limits.ts'
import type { Herd, HerdDone, HerdOrder } from './load/storm-worker.ts'
import { Passes } from './passes.ts'
import { ServerProcess } from './server-process.ts'
import { cpuSeconds, machineLoad, residentBytes } from './vitals.ts'

const IDLE_MS = 5_000
const PROBE_MS = 50
const BACK_MAX_MS = 15_000
const IDLE_BYTES_MAX = 25_000
/** Fewer, and what the server costs by itself is most of it. */
const IDLE_CLIENTS_MIN = 1_000
/** Above it, this program is most of what it measures. */
const DELAY_MAX = 100

export interface StormOptions {
  readonly clients: number
  readonly rooms: number
  readonly idleMs?: number
}

export interface StormReport {
  /** From the server's listening until each was synced again, in milliseconds. */
  readonly back: readonly number[]
  /** Answers of /healthz from then until all were back, in milliseconds. */
  readonly health: readonly number[]
  /** Memory of the server: alone, with all of them idle, and when all were back. */
  readonly alone: number | null
  readonly idle: number | null
  readonly returned: number | null
  /** Processor time of the server with all idle, as a share of one core. */
  readonly idleCpu: number | null
  readonly ownDelay: number
  readonly faults: readonly string[]
}

/** Throws when it cannot go on. */
export async function storm(options: StormOptions): Promise<StormReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weft-storm-'))
  const sky = new Sky(options, dataDir, await freePort())
  try {
    return await sky.run()
  } finally {
    await sky.close()
    rmSync(dataDir, { recursive: true })
  }
}

class Sky {
  readonly #options: StormOptions
  readonly #dataDir: string
  readonly #port: number
  readonly #passes = new Passes()
  readonly #worker: Worker
  #server: ServerProcess | undefined

  constructor(options: StormOptions, dataDir: string, port: number) {
    this.#options = options
    this.#dataDir = dataDir
    this.#port = port
    const { clients, rooms } = options
    const url = `http://127.0.0.1:${port}`
    const workerData: Herd = { url, secret: this.#passes.secret, clients, rooms }
    this.#worker = new Worker(new URL('./load/storm-worker.ts', import.meta.url), { workerData })
  }

  async run(): Promise<StormReport> {
    const first = await this.#serve()
    const alone = residentBytes(first.pid)
    await this.#order('join')
    const idleCpu = await this.#idle(first)
    const idle = residentBytes(first.pid)
    await this.#order('watch')
    await first.kill()
    const second = await this.#serve()
    const start = performance.timeOrigin + performance.now()
    const probe = new Probe(second.url)
    const herd = await this.#order('return')
    const health = await probe.end()
    const returned = residentBytes(second.pid)
    const back = herd.syncedAt.slice(-this.#options.clients).map((at) => at - start)
    const faults = judge(this.#options.clients, back, alone, idle)
    return { back, health, alone, idle, returned, idleCpu, ownDelay: herd.delay, faults }
  }

  async #serve(): Promise<ServerProcess> {
    const env = { JWT_SECRET: this.#passes.secret }
    const options = { dataDir: this.#dataDir, port: this.#port, env, limits: UNLIMITED }
    this.#server = await ServerProcess.start(options)
    return this.#server
  }

  async #idle({ pid }: ServerProcess): Promise<number | null> {
    const { idleMs = IDLE_MS } = this.#options
    const start = cpuSeconds(pid)
    await setTimeout(idleMs)
    const end = cpuSeconds(pid)
    return start === null || end === null ? null : (end - start) / (idleMs / 1_000)
  }

  async #order(order: HerdOrder): Promise<HerdDone> {
    const answer = once(this.#worker, 'message')
    this.#worker.postMessage(order)
    const [done] = (await answer) as [HerdDone]
    if (done.error) throw new Error(done.error)
    return done
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
    await this.#server?.stop()
  }
}

/** Asks whether the server lives, every 50 ms: it answers as late as its event loop is. */
class Probe {
  readonly #url: string
  readonly #answers: Promise<number>[] = []
  readonly #timer: NodeJS.Timeout

  constructor(url: string) {
    this.#url = url
    this.#timer = setInterval(() => this.#answers.push(this.#ask()), PROBE_MS)
  }

  async #ask(): Promise<number> {
    const start = performance.now()
    const response = await fetch(`${this.#url}/healthz`)
    await response.arrayBuffer()
    return performance.now() - start
  }

  async end(): Promise<readonly number[]> {
    clearInterval(this.#timer)
    return Promise.all(this.#answers)
  }
}

const perClient = (clients: number, alone: number | null, idle: number | null): number | null =>
  alone === null || idle === null ? null : (idle - alone) / clients

function judge(
  clients: number,
  back: readonly number[],
  alone: number | null,
  idle: number | null,
): string[] {
  const faults: string[] = []
  const last = percentile(back, 1)
  if (!(last <= BACK_MAX_MS)) faults.push(`the last was back after ${milliseconds(last)}`)
  const cost = perClient(clients, alone, idle) ?? 0
  if (clients >= IDLE_CLIENTS_MIN && cost > IDLE_BYTES_MAX)
    faults.push(`an idle connection costs ${Math.round(cost)} bytes`)
  return faults
}

function print({ clients, rooms }: StormOptions, report: StormReport): void {
  const { back, health, alone, idle, returned, idleCpu, ownDelay, faults } = report
  const cost = perClient(clients, alone, idle)
  const words = cost === null ? 'not measured' : `${Math.round(cost)} bytes each`
  console.log(`${clients} clients in ${rooms} rooms`)
  console.log(
    `the server's memory: alone ${mebibytes(alone)}, all idle ${mebibytes(idle)}: ${words}`,
  )
  console.log(`  when all were back ${mebibytes(returned)}`)
  if (idleCpu !== null) console.log(`all idle, it uses ${(100 * idleCpu).toFixed(1)} % of a core`)
  console.log(
    `from listening to synced again: ${spread(back)}; the last ${milliseconds(percentile(back, 1))}`,
  )
  console.log(
    `/healthz meanwhile: ${spread(health)}; the slowest ${milliseconds(percentile(health, 1))}`,
  )
  console.log(`this program's own event loop, p99: ${milliseconds(ownDelay)}`)
  console.log(`the whole machine, last minute: ${machineLoad()}`)
  if (ownDelay > DELAY_MAX)
    console.log('THE LOAD GENERATOR WAS THE BOTTLENECK for part of the time')
  for (const fault of faults) console.log(`  ${fault}`)
  console.log(faults.length > 0 ? `${faults.length} faults` : 'All are back')
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: { clients: { type: 'string' }, rooms: { type: 'string' } },
  })
  const clients = Number(values.clients ?? 5_000)
  const rooms = Number(values.rooms ?? Math.ceil(clients / 10))
  if (!(clients > 0) || !(rooms > 0))
    throw new Error('npm run storm -- [--clients 5000] [--rooms 500]')
  const report = await storm({ clients, rooms })
  print({ clients, rooms }, report)
  return report.faults.length === 0
}

if (import.meta.main) await command('storm', main)
