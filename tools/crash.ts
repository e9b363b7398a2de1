/**
 * Crash: kills a server again and again while people type, and looks for what it had called saved.
 *
 *   npm run crash -- [--kills 50] [--seed N]
 *
 * After each kill -9 the server starts again on the same folder, and someone who has never seen the
 * text reads it before any typist comes back who could repair it. Promises exit code 0 only if every
 * acknowledged edit was there each time, nothing was doubled or torn, and in the end all screens hold
 * the same document. The seed decides what is typed where and when the kills come; the machine's own
 * timing stays its own. A killed process is no power cut: the file system's cache survives it.
 */
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { createRoom, until } from '../server/testing/live.ts'
import type { CreatedRoom } from '../shared/api.ts'
import { CONTENT } from '../shared/protocol.ts'
import { Guest } from './guest.ts'
import { torn } from './ledger.ts'
import { ServerProcess, UNHURRIED } from './server-process.ts'
import { Typist } from './typist.ts'

/** Two rooms, so that one commit carries both. */
const CASTS = [
  ['ana', 'ben', 'eva'],
  ['kim', 'leo'],
] as const
const KILL_AFTER_MS = [20, 400] as const
const AGREE_MS = 20_000

export interface CrashOptions {
  readonly kills: number
  readonly seed: number
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
    for (const cast of CASTS) this.#rooms.push(await Room.open(url, cast, this.#random))
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
      limits: UNHURRIED,
    })
    return this.#server
  }

  async #kill(): Promise<void> {
    await this.#server?.kill()
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

/** A room and its typists. */
class Room {
  readonly typists: readonly Typist[]
  readonly #url: string
  readonly #room: CreatedRoom

  private constructor(url: string, room: CreatedRoom, typists: readonly Typist[]) {
    this.#url = url
    this.#room = room
    this.typists = typists
  }

  static async open(url: string, cast: readonly string[], random: prng.PRNG): Promise<Room> {
    const room = await createRoom(url)
    const typists: Typist[] = []
    for (const name of cast) {
      const own = prng.create(prng.uint32(random, 0, 2 ** 32 - 1))
      typists.push(await Typist.join({ url, room, name }, own))
    }
    return new Room(url, room, typists)
  }

  /** What is wrong with what a newcomer reads, who has nothing but the server's word. */
  async inspect(): Promise<string[]> {
    const newcomer = await this.#newcomer()
    const faults = this.#faults(newcomer)
    newcomer.close()
    return faults
  }

  #newcomer(): Promise<Guest> {
    return Guest.join({ url: this.#url, room: this.#room, role: 'viewer', name: 'Newcomer' })
  }

  #faults({ name, doc, text }: Guest): string[] {
    const shown = text.toString()
    const faults = this.typists.flatMap(({ ledger }) => ledger.faults(shown))
    if (torn(shown)) faults.push(`${name} sees torn markers: ${torn(shown).slice(0, 40)}`)
    if (doc.store.pendingStructs ?? doc.store.pendingDs) faults.push(`${name} waits for a change`)
    return faults
  }

  /** Everyone stops, all is saved, and all screens must come to the same document. */
  async settle(): Promise<string[]> {
    await Promise.all(this.typists.map((typist) => typist.settle()))
    const newcomer = await this.#newcomer()
    const guests = this.typists.map(({ guest }) => guest)
    const differing = () => guests.filter(({ doc }) => !areEqual(doc, newcomer.doc))
    const faults = await newcomer
      .within(
        AGREE_MS,
        'one document for all',
        until(() => differing().length === 0),
      )
      .then(
        () => [],
        () => differing().map(({ name }) => `${name} has another document at the end`),
      )
    const seen = [newcomer, ...guests].flatMap((guest) => this.#faults(guest))
    newcomer.close()
    return [...faults, ...seen]
  }
}

/** The same text, the same insertions known, the same deletions: the same Yjs document. */
function areEqual(a: Y.Doc, b: Y.Doc): boolean {
  return (
    a.getText(CONTENT).toString() === b.getText(CONTENT).toString() &&
    Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b))
  )
}

/** Below the ports that systems hand out by themselves: nobody takes it while the server is dead. */
async function freePort(): Promise<number> {
  const port = randomInt(20_000, 32_000)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const probe = createServer()
  probe.once('error', () => resolve(false))
  probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  return (await promise) ? port : freePort()
}

function print(seed: number, kills: number, report: CrashReport): void {
  const { edits, acknowledged, checks, seconds, faults, dataDir } = report
  console.log(`seed ${seed}: ${kills} kills in ${seconds.toFixed(1)} s`)
  console.log(`${edits} edits, ${acknowledged} of them acknowledged before a kill`)
  console.log(`${checks} times an acknowledged edit was looked for after a kill`)
  console.log(
    faults.length > 0 ? `${faults.length} faults; the data is in ${dataDir}` : 'Nothing lost',
  )
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`)
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: { kills: { type: 'string' }, seed: { type: 'string' } } })
  const kills = Number(values.kills ?? 50)
  const seed = Number(values.seed ?? randomInt(2 ** 31))
  if (!(kills > 0) || !Number.isSafeInteger(seed))
    throw new Error('npm run crash -- [--kills 50] [--seed N]')
  console.log(`seed ${seed}`)
  const report = await crash({ kills, seed, onKill: dot })
  print(seed, kills, report)
  return report.faults.length === 0
}

function dot(kill: number, acknowledged: number): void {
  if (kill % 10 === 0) console.log(`${kill} kills, ${acknowledged} edits acknowledged`)
}

if (import.meta.main) {
  try {
    process.exitCode = (await main()) ? 0 : 1
  } catch (error) {
    console.error(`crash: ${(error as Error).message}`)
    process.exitCode = 1
  }
}
