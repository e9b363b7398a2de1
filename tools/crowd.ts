/**
 * Crowd: one room in which hundreds of people type at once.
 *
 *   npm run crowd -- [--people 200] [--rate 5] [--seconds 60]
 *
 * The crowd are light writers on threads of their own: their updates are those of Yjs, their documents
 * are not there. Among them are pairs of stock clients with whole documents, whose keystrokes are timed
 * to the other's screen. Promises exit code 0 only if nobody was disconnected, everything was
 * acknowledged, someone who comes at the end finds every character of everyone, and 99 % of the timed
 * keystrokes took less than 250 ms. Says so when it was itself too slow to be believed.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import * as Y from 'yjs'
import { StockClient } from '../server/testing/live.ts'
import { command } from './command.ts'
import { mebibytes, milliseconds, percentile, spread } from './figures.ts'
import { Bystanders, type Place } from './fuzz/bystanders.ts'
import type { CrowdOrder, Share, ShareDone } from './load/crowd-worker.ts'
import { UNLIMITED } from './load/limits.ts'
import { Passes } from './passes.ts'
import { ServerProcess } from './server-process.ts'
import { cpuSeconds, MemoryWatch, machineLoad } from './vitals.ts'
import { within } from './within.ts'

const ROOM = 'crowd'
const PAIRS = 2
const SHARE = 100
const SYNC_MS = 60_000
const LATENCY_MAX = 250
/** Of this program's own event loops: above it, it is itself most of what it measures. */
const DELAY_MAX = 100

export interface CrowdOptions {
  readonly people: number
  /** Edits a second, of each. */
  readonly rate: number
  readonly seconds: number
  readonly seed?: number
}

export interface CrowdReport {
  readonly edits: number
  readonly acknowledged: number
  /** From keystroke to the other's screen, in milliseconds. */
  readonly latencies: readonly number[]
  /** Frames and bytes that the crowd was sent. */
  readonly frames: number
  readonly bytes: number
  /** Of the server, while they typed. */
  readonly cpu: number | null
  readonly before: number | null
  readonly peak: number | null
  /** The slowest of this program's own event loops, 99 %, in milliseconds. */
  readonly ownDelay: number
  readonly faults: readonly string[]
}

/** Throws when it cannot go on. */
export async function crowd(options: CrowdOptions): Promise<CrowdReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weft-crowd-'))
  const passes = new Passes()
  const env = { JWT_SECRET: passes.secret }
  const server = await ServerProcess.start({ dataDir, env, limits: UNLIMITED })
  const scene = new Scene(options, server, passes)
  try {
    return await scene.run()
  } finally {
    await scene.close()
    await server.stop()
    rmSync(dataDir, { recursive: true })
  }
}

class Scene {
  readonly #options: CrowdOptions
  readonly #server: ServerProcess
  readonly #place: Place
  readonly #memory: MemoryWatch
  readonly #workers: readonly Worker[]
  readonly #pairs: Bystanders[] = []
  readonly #delay = monitorEventLoopDelay({ resolution: 5 })

  constructor(options: CrowdOptions, server: ServerProcess, passes: Passes) {
    this.#options = options
    this.#server = server
    this.#place = { url: server.url, room: ROOM, passes }
    this.#memory = new MemoryWatch(server.pid)
    this.#workers = shares(options, server.url, passes.secret).map(
      (workerData) =>
        new Worker(new URL('./load/crowd-worker.ts', import.meta.url), { workerData }),
    )
  }

  async run(): Promise<CrowdReport> {
    const before = this.#memory.look()
    // An editor makes the room; the crowd comes when it is there.
    for (let pair = 0; pair < PAIRS; pair += 1)
      this.#pairs.push(await Bystanders.join(this.#place, pair, false))
    await this.#order('join')
    for (const { latencies } of this.#pairs) latencies.length = 0
    const cpu = await this.#type()
    const latencies = this.#pairs.flatMap((pair) => pair.latencies)
    const shares = await this.#order('stop')
    const faults = [...judgeLatency(latencies), ...(await this.#judge(shares))]
    const written = shares.flatMap((share) => share.written)
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
    return {
      edits: sum(written.map(({ edits }) => edits)),
      acknowledged: sum(written.map(({ acknowledged }) => acknowledged)),
      latencies,
      frames: sum(shares.map(({ frames }) => frames)),
      bytes: sum(shares.map(({ bytes }) => bytes)),
      cpu,
      before,
      peak: this.#memory.peak,
      ownDelay: Math.max(this.#delay.percentile(99) / 1e6, ...shares.map(({ delay }) => delay)),
      faults,
    }
  }

  /** The processor time that it costs the server. */
  async #type(): Promise<number | null> {
    const start = cpuSeconds(this.#server.pid)
    this.#delay.enable()
    await this.#order('type')
    await setTimeout(this.#options.seconds * 1_000)
    this.#delay.disable()
    const end = cpuSeconds(this.#server.pid)
    return start === null || end === null ? null : end - start
  }

  #order(order: CrowdOrder): Promise<ShareDone[]> {
    return Promise.all(
      this.#workers.map(async (worker) => {
        const answer = once(worker, 'message')
        worker.postMessage(order)
        const [done] = (await answer) as [ShareDone]
        if (done.error && order !== 'stop') throw new Error(done.error)
        return done
      }),
    )
  }

  async #judge(shares: readonly ShareDone[]): Promise<string[]> {
    const faults = shares.flatMap(({ error, closes }) => [...(error ? [error] : []), ...closes])
    for (const pair of this.#pairs) faults.push(...(await pair.faults(false)))
    const { url, room, passes } = this.#place
    const newcomer = new StockClient(url, room, await passes.for(room, 'newcomer', 'viewer'))
    await within(SYNC_MS, 'a newcomer is in the room', newcomer.synced())
    for (const { client, text } of shares.flatMap(({ written }) => written)) {
      const kept = textOf(newcomer.doc, client)
      if (kept !== text)
        faults.push(`of writer ${client}: ${kept.length} of ${text.length} characters`)
    }
    newcomer.close()
    return faults
  }

  async close(): Promise<void> {
    this.#memory.stop()
    for (const worker of this.#workers) await worker.terminate()
    for (const pair of this.#pairs) pair.close()
  }
}

function shares({ people, rate, seed = 1 }: CrowdOptions, url: string, secret: string): Share[] {
  const count = Math.ceil(people / SHARE)
  return Array.from({ length: count }, (_, number) => {
    const from = number * SHARE
    return { url, room: ROOM, secret, from, to: Math.min(people, from + SHARE), rate, seed }
  })
}

/** All that one client has in a document, in the order in which he wrote it. */
function textOf(doc: Y.Doc, client: number): string {
  const structs = doc.store.clients.get(client) ?? []
  return structs
    .map((struct) =>
      struct instanceof Y.Item && struct.content instanceof Y.ContentString
        ? struct.content.str
        : '',
    )
    .join('')
}

function judgeLatency(latencies: readonly number[]): string[] {
  const p99 = percentile(latencies, 0.99)
  return p99 < LATENCY_MAX ? [] : [`keystrokes took ${milliseconds(p99)} (p99)`]
}

function print(options: CrowdOptions, report: CrowdReport): void {
  const { people, rate, seconds } = options
  const { edits, acknowledged, latencies, frames, bytes, cpu, faults, ownDelay } = report
  console.log(`${people} people, ${rate} edits a second each, for ${seconds} s`)
  console.log(`${edits} edits, ${acknowledged} acknowledged, ${edits - acknowledged} not`)
  console.log(`keystroke to another's screen: ${spread(latencies)}`)
  console.log(`sent to the crowd: ${frames} frames, ${mebibytes(bytes)}`)
  console.log(
    `the server's processor time: ${cpu === null ? 'not measured' : `${cpu.toFixed(1)} s`}`,
  )
  console.log(`its memory: before ${mebibytes(report.before)}, at most ${mebibytes(report.peak)}`)
  console.log(`this program's own event loops, the slowest, p99: ${milliseconds(ownDelay)}`)
  console.log(`the whole machine, last minute: ${machineLoad()}`)
  if (ownDelay > DELAY_MAX)
    console.log(
      'THE LOAD GENERATOR WAS THE BOTTLENECK: the latency above is its own, not the server’s',
    )
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`)
  console.log(faults.length > 0 ? `${faults.length} faults` : 'Everyone’s words are there')
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      people: { type: 'string' },
      rate: { type: 'string' },
      seconds: { type: 'string' },
    },
  })
  const options = {
    people: Number(values.people ?? 200),
    rate: Number(values.rate ?? 5),
    seconds: Number(values.seconds ?? 60),
  }
  if (!Object.values(options).every((value) => value > 0))
    throw new Error('npm run crowd -- [--people 200] [--rate 5] [--seconds 60]')
  const report = await crowd(options)
  print(options, report)
  return report.faults.length === 0
}

if (import.meta.main) await command('crowd', main)
