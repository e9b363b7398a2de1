/**
 * Crash: ends a server again and again while people type, and looks for what it had called saved.
 *
 *   npm run crash -- [--kills 50] [--typists 5] [--signal kill|term] [--seed N]
 *
 * After each kill -9 the server starts again on the same folder, and someone who has never seen the
 * text reads it before any typist comes back who could repair it. With SIGTERM it is a deploy: the
 * server has time to save and acknowledge, and must end with code 0. Promises exit code 0 only if every
 * acknowledged edit was there each time, nothing was doubled or torn, and in the end all screens hold
 * the same document. The seed decides what is typed where and when the kills come; the machine's own
 * timing stays its own. A killed process is no power cut: the file system's cache survives it.
 */
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import * as prng from 'lib0/prng'
import { freePort } from '../server/testing/free-port.ts'
import { command } from './command.ts'
import { UNLIMITED } from './load/limits.ts'
import { castOf, Room } from './room.ts'
import { ServerProcess } from './server-process.ts'
import type { Typist } from './typist.ts'

const TYPISTS = 5
const KILL_AFTER_MS = [20, 400] as const

type Ending = 'kill' | 'term'

export interface CrashOptions {
  readonly kills: number
  readonly seed: number
  /** How the server is ended. */
  readonly signal?: Ending
  readonly typists?: number
  /** Told after each kill. */
  readonly onKill?: (kill: number, acknowledged: number) => void
}

export interface CrashReport {
  readonly edits: number
  /** Edits acknowledged before the last kill, each looked for after every kill since. */
  readonly acknowledged: number
  readonly checks: number
  readonly seconds: number
  /** One for each edit that was lost, came back, doubled or torn, and each screen that differs. */
  readonly faults: readonly string[]
  /** Kept when there are faults. */
  readonly dataDir: string
}

/** Throws when a server or a typist cannot go on. The data of a run that went wrong is kept. */
export async function crash(options: CrashOptions): Promise<CrashReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weft-crash-'))
  const trial = new Trial(options, dataDir)
  try {
    const report = await trial.run()
    await trial.close()
    if (report.faults.length === 0) rmSync(dataDir, { recursive: true })
    return report
  } catch (error) {
    await trial.close().catch(() => undefined)
    throw new Error(`${(error as Error).message}; its data is in ${dataDir}`, { cause: error })
  }
}

class Trial {
  readonly #options: CrashOptions
  readonly #random: prng.PRNG
  readonly #dataDir: string
  readonly #rooms: Room[] = []
  readonly #faults = new Set<string>()
  #server: ServerProcess | undefined
  #port = 0
  #checks = 0

  constructor(options: CrashOptions, dataDir: string) {
    this.#options = options
    this.#random = prng.create(options.seed)
    this.#dataDir = dataDir
  }

  async run(): Promise<CrashReport> {
    const start = performance.now()
    this.#port = await freePort()
    const { url } = await this.#serve()
    for (const cast of castsOf(this.#options.typists ?? TYPISTS))
      this.#rooms.push(await Room.open([url], cast, this.#random))
    for (const { typists } of this.#rooms) for (const typist of typists) typist.start()
    for (let kill = 1; kill <= this.#options.kills; kill += 1) {
      await setTimeout(prng.int32(this.#random, ...KILL_AFTER_MS))
      await this.#kill()
      this.#options.onKill?.(kill, this.#acknowledged)
    }
    const acknowledged = this.#acknowledged
    for (const room of this.#rooms) this.#note(await room.settle())
    const edits = this.#sum(({ ledger }) => ledger.edits)
    return {
      edits,
      acknowledged,
      checks: this.#checks,
      seconds: (performance.now() - start) / 1000,
      faults: [...this.#faults],
      dataDir: this.#dataDir,
    }
  }

  async #serve(): Promise<ServerProcess> {
    this.#server = await ServerProcess.start({
      dataDir: this.#dataDir,
      port: this.#port,
      limits: UNLIMITED,
    })
    return this.#server
  }

  async #kill(): Promise<void> {
    if (this.#options.signal === 'term') await this.#server?.stop()
    else await this.#server?.kill()
    this.#server = undefined
    // What the server had answered may still be on its way: it counts.
    await Promise.all(this.#rooms.flatMap(({ typists }) => typists.map((each) => each.offline())))
    await this.#serve()
    for (const room of this.#rooms) this.#note(await room.inspect())
    this.#checks += this.#acknowledged
    for (const { typists } of this.#rooms) for (const typist of typists) typist.online()
  }

  get #acknowledged(): number {
    return this.#sum(({ ledger }) => ledger.acknowledged)
  }

  #sum(count: (typist: Typist) => number): number {
    return this.#rooms.flatMap(({ typists }) => typists).reduce((sum, each) => sum + count(each), 0)
  }

  #note(faults: readonly string[]): void {
    for (const fault of faults) this.#faults.add(fault)
  }

  async close(): Promise<void> {
    for (const { typists } of this.#rooms) for (const typist of typists) typist.close()
    const server = this.#server
    this.#server = undefined
    await server?.stop()
  }
}

/** In two rooms, so that one commit carries both. */
function castsOf(typists: number): string[][] {
  const names = castOf(typists)
  const middle = Math.ceil(typists / 2)
  return [names.slice(0, middle), names.slice(middle)]
}

function print({ seed, kills, signal }: CrashOptions, report: CrashReport): void {
  const { edits, acknowledged, checks, seconds, faults, dataDir } = report
  console.log(`seed ${seed}: ${kills} times SIG${signal?.toUpperCase()} in ${seconds.toFixed(1)} s`)
  console.log(`${edits} edits, ${acknowledged} of them acknowledged before an end`)
  console.log(`${checks} times an acknowledged edit was looked for after one`)
  console.log(
    faults.length > 0 ? `${faults.length} faults; the data is in ${dataDir}` : 'Nothing lost',
  )
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`)
}

function readOptions(): CrashOptions {
  const text = { type: 'string' } as const
  const options = { kills: text, seed: text, signal: text, typists: text }
  const { values } = parseArgs({ options })
  const kills = Number(values.kills ?? 50)
  const seed = Number(values.seed ?? randomInt(2 ** 31))
  const typists = Number(values.typists ?? TYPISTS)
  const { signal = 'kill' } = values
  const isWhole = [kills, seed, typists].every((each) => Number.isSafeInteger(each))
  if (isWhole && kills > 0 && typists > 1 && (signal === 'kill' || signal === 'term'))
    return { kills, seed, typists, signal }
  throw new Error('npm run crash -- [--kills 50] [--typists 5] [--signal kill|term] [--seed N]')
}

async function main(): Promise<boolean> {
  const options = readOptions()
  console.log(`seed ${options.seed}`)
  const report = await crash({ ...options, onKill: dot })
  print(options, report)
  return report.faults.length === 0
}

function dot(kill: number, acknowledged: number): void {
  if (kill % 10 === 0) console.log(`${kill} kills, ${acknowledged} edits acknowledged`)
}

if (import.meta.main) await command('crash', main)
