/**
 * Stage: one contender, freshly started on an empty folder, and the load processes that play to it.
 *
 * Promises that nothing is left when `onStage` is through: no process, no folder.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { collect } from '../tools/collect.ts'
import { cpuSeconds, residentBytes } from '../tools/vitals.ts'
import type { Contender, Running, Terms } from './contenders/contender.ts'
import type { Place } from './dialects/dialect.ts'
import { LoadProcess } from './load/load-process.ts'

/** Pages go back to the system a little later than their garbage. */
const REST_MS = 1_500
const LOOKS = 10
const LOOK_MS = 500
const QUIET_SHARE = 0.1

export async function onStage<Result>(
  contender: Contender,
  play: (stage: Stage) => Promise<Result>,
  terms: Terms = {},
): Promise<Result> {
  const dataDir = mkdtempSync(join(tmpdir(), 'weft-bench-'))
  const stage = new Stage(contender, dataDir, terms)
  try {
    await stage.start()
    return await play(stage)
  } finally {
    await stage.clear()
    rmSync(dataDir, { recursive: true })
  }
}

export class Stage {
  readonly dataDir: string
  readonly #contender: Contender
  readonly #terms: Terms
  readonly #loads: LoadProcess<unknown>[] = []
  #running: Running | undefined

  constructor(contender: Contender, dataDir: string, terms: Terms) {
    this.#contender = contender
    this.#terms = terms
    this.dataDir = dataDir
  }

  async start(): Promise<void> {
    this.#running = await this.#contender.start(this.dataDir, this.#terms)
  }

  async end(how: 'stop' | 'kill'): Promise<void> {
    const running = this.#running
    this.#running = undefined
    await running?.[how]()
  }

  get place(): Place {
    return this.#server.place
  }

  get pid(): number {
    return this.#server.pid
  }

  /** `plan` is what the load's constructor takes (`LoadProcess`). */
  load<Load>(file: string, plan: unknown): LoadProcess<Load> {
    const load = LoadProcess.start<Load>(file, plan)
    this.#loads.push(load)
    return load
  }

  /** What `act` gives, and the processor time that the server needed meanwhile, in seconds. */
  async timed<Result>(act: () => Promise<Result>): Promise<[result: Result, cpu: number]> {
    const before = cpuSeconds(this.pid) ?? Number.NaN
    const result = await act()
    return [result, (cpuSeconds(this.pid) ?? Number.NaN) - before]
  }

  /** Bytes of the server that are in memory. */
  get memory(): number {
    return residentBytes(this.pid) ?? Number.NaN
  }

  /**
   * Bytes that it has in memory for what it holds, once it has nothing to do. V8 keeps garbage as long
   * as it likes: it is collected first. Only of a server that was started on the terms `collectable`.
   */
  async held(): Promise<number> {
    for (let left = LOOKS; left > 0 && !(await this.#isQuiet()); ) left -= 1
    collect(this.pid)
    await setTimeout(REST_MS)
    return this.memory
  }

  /** Still writing, perhaps, what came long ago. */
  async #isQuiet(): Promise<boolean> {
    const [, cpu] = await this.timed(() => setTimeout(LOOK_MS))
    return cpu * 1_000 < LOOK_MS * QUIET_SHARE
  }

  async clear(): Promise<void> {
    for (const load of this.#loads) await load.stop()
    await this.end('stop')
  }

  get #server(): Running {
    if (!this.#running) throw new Error('no server runs')
    return this.#running
  }
}
