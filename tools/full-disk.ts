/**
 * FullDisk: what people see, and keep, when the server's disk fills up while they type.
 *
 *   npm run full-disk
 *
 * Mounts a disk of 20 MB in memory (which takes root), starts the program on it, lets three people
 * type, and fills it. Promises exit code 0 only if everyone was told, nothing typed from then on was
 * called saved, typing, presence and the server went on, and once there was room again everything was
 * saved by itself and all screens and the server held the same text. Leaves no mount behind.
 */
import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as prng from 'lib0/prng'
import { until } from '../server/testing/live.ts'
import { Storing, type StoringCode } from '../shared/protocol.ts'
import { command } from './command.ts'
import { Room } from './room.ts'
import { ServerProcess } from './server-process.ts'
import type { Typist } from './typist.ts'
import { within } from './within.ts'

const NAMES = ['ana', 'ben', 'eva']
const DISK = '20m'
const STEP_MS = 60_000

/** A disk, with a server on it. */
export interface FillableServer {
  readonly url: string
  fill(): void
  free(): void
}

export interface FullDiskOptions {
  readonly seed: number
  /** So many edits each person makes, at least, on the good disk, and again on the full one. */
  readonly edits: number
}

export interface FullDiskReport {
  readonly edits: number
  /** Typed after everyone had been told, while nothing could be stored. */
  readonly typedWhileFull: number
  readonly toldAfterMs: number
  readonly recoveredAfterMs: number
  readonly faults: readonly string[]
}

/** Throws when someone waits for something that does not come. */
export async function fullDisk(
  server: FillableServer,
  { seed, edits }: FullDiskOptions,
): Promise<FullDiskReport> {
  const room = await Room.open([server.url], NAMES, prng.create(seed))
  const trial = new Trial(server, room.typists)
  try {
    await trial.type('edits saved on the good disk', ({ ledger }) => ledger.acknowledged >= edits)
    const toldAfterMs = await trial.told(Storing.failing, () => server.fill())
    const told = room.typists.map(({ ledger }) => ledger.edits)
    await trial.type('edits on the full disk', ({ ledger }, at) => {
      return ledger.edits >= (told[at] ?? 0) + edits
    })
    await trial.presence()
    const faults = await trial.faultsWhileFull(told)
    const typedWhileFull = trial.edits - told.reduce((sum, each) => sum + each, 0)
    const recoveredAfterMs = await trial.told(Storing.normal, () => server.free())
    faults.push(...(await room.settle()))
    return { edits: trial.edits, typedWhileFull, toldAfterMs, recoveredAfterMs, faults }
  } finally {
    for (const typist of room.typists) typist.close()
  }
}

class Trial {
  readonly #server: FillableServer
  readonly #typists: readonly Typist[]

  constructor(server: FillableServer, typists: readonly Typist[]) {
    this.#server = server
    this.#typists = typists
    for (const typist of typists) typist.start()
  }

  get edits(): number {
    return this.#typists.reduce((sum, { ledger }) => sum + ledger.edits, 0)
  }

  type(what: string, holds: (typist: Typist, at: number) => boolean): Promise<void> {
    return within(
      STEP_MS,
      what,
      until(() => this.#typists.every(holds)),
    )
  }

  /** How long it takes from the deed until everyone has heard of it. */
  async told(code: StoringCode, cause: () => void): Promise<number> {
    const start = performance.now()
    cause()
    await this.type(`everyone hears that storing is ${code}`, ({ storing }) => storing === code)
    return performance.now() - start
  }

  /** Each one's note reaches all others. */
  async presence(): Promise<void> {
    const guests = this.#typists.map(({ guest }) => guest)
    for (const { name, provider } of guests) provider.awareness.setLocalStateField('note', name)
    const sees = (typist: Typist) => {
      const states = [...typist.guest.provider.awareness.getStates().values()]
      return guests.every(({ name }) => states.some(({ note }) => note === name))
    }
    await this.type('everyone sees everyone', sees)
  }

  async faultsWhileFull(told: readonly number[]): Promise<string[]> {
    const faults: string[] = []
    for (const [at, { ledger, guest, storing }] of this.#typists.entries()) {
      const { name, losses } = guest
      if (ledger.acknowledged > (told[at] ?? 0)) faults.push(`${name} was told of a save too many`)
      if (storing !== Storing.failing) faults.push(`${name} was told that all is well`)
      if (losses > 0) faults.push(`${name} lost his line ${losses} times`)
    }
    const { ok } = await fetch(`${this.#server.url}/healthz`)
    return ok ? faults : [...faults, 'the server is not well']
  }
}

/** Runs on a disk of 20 MB that is gone afterwards, however it ends. Throws when there can be none. */
export async function onSmallDisk<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'weft-full-disk-'))
  const refusal = mount(folder)
  if (refusal) {
    rmdirSync(folder)
    throw new Error(`a disk of ${DISK} cannot be mounted, which takes root (${refusal})`)
  }
  const unmount = () => void spawnSync('umount', ['--lazy', folder])
  process.once('exit', unmount)
  try {
    return await run(folder)
  } finally {
    process.off('exit', unmount)
    unmount()
    rmdirSync(folder)
  }
}

function mount(folder: string): string | null {
  const arguments_ = ['-t', 'tmpfs', '-o', `size=${DISK}`, 'weft-full-disk', folder]
  const { status, stderr, error } = spawnSync('mount', arguments_, { encoding: 'utf8' })
  return status === 0 ? null : (error?.message ?? stderr.trim())
}

/** The program itself, on such a disk. */
export function onTmpfs(options: FullDiskOptions): Promise<FullDiskReport> {
  return onSmallDisk(async (dataDir) => {
    const server = await ServerProcess.start({ dataDir })
    const ballast = join(dataDir, 'ballast')
    const disk = { url: server.url, fill: () => fill(ballast), free: () => rmSync(ballast) }
    try {
      const report = await fullDisk(disk, options)
      await server.stop()
      return report
    } catch (error) {
      await server.kill().catch(() => undefined)
      throw error
    }
  })
}

/** Writes until there is not room for one more page. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w')
  try {
    for (const size of [1 << 20, 1 << 12]) writeAll(descriptor, Buffer.alloc(size, 1))
  } finally {
    closeSync(descriptor)
  }
}

function writeAll(descriptor: number, bytes: Buffer): void {
  try {
    while (writeSync(descriptor, bytes) === bytes.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
  }
}

function print({ seed }: FullDiskOptions, report: FullDiskReport): void {
  const { edits, typedWhileFull, toldAfterMs, recoveredAfterMs, faults } = report
  console.log(`seed ${seed}: ${edits} edits, ${typedWhileFull} of them while the disk was full`)
  console.log(`everyone was told ${toldAfterMs.toFixed(0)} ms after it was filled`)
  console.log(
    `everyone was told that storing works ${recoveredAfterMs.toFixed(0)} ms after it was freed`,
  )
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`)
  console.log(faults.length > 0 ? `${faults.length} faults` : 'Nothing lost, and all the same')
}

async function main(): Promise<boolean> {
  const options = { seed: randomInt(2 ** 31), edits: 250 }
  // `exit` is what unmounts.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const report = await onTmpfs(options)
  print(options, report)
  return report.faults.length === 0
}

if (import.meta.main) await command('full-disk', main)
