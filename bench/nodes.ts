/**
 * Nodes: two nodes against one.
 *
 * Sites take turns: for every repetition each of them once, on fresh servers, an empty folder and an empty
 * database. Of two people who look at each other's words, and in every crowd, half are on each node. Every edit is
 * counted at every socket, as in the workloads. Promises that nothing is left: no process, no folder.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cpuSeconds } from '../tools/vitals.ts'
import { Backing } from './contenders/backing.ts'
import { type RunningSite, SITES, type Site } from './contenders/sites.ts'
import type { CursorLoad, CursorPlan } from './load/cursor-load.ts'
import { LoadProcess } from './load/load-process.ts'
import type { Rhythm } from './load/rhythm.ts'
import type { RoomLoad, RoomPlan, Typed } from './load/room-load.ts'
import type { RoomsLoad, RoomsPlan } from './load/rooms-load.ts'
import { Neighbours } from './neighbours.ts'
import { type Machine, machine } from './report/results.ts'
import { rotated } from './rotated.ts'
import { climb } from './workloads/climb.ts'
import { strained } from './workloads/strained.ts'
import type { Outcome } from './workloads/workload.ts'

/** As of a workload, of one site. */
export interface NodesSample extends Outcome {
  readonly site: string
  readonly run: number
}

export interface NodesFigures {
  /** ISO 8601. */
  readonly started: string
  readonly machine: Machine
  readonly samples: readonly NodesSample[]
}

const QUIET = { rate: 10, warmMs: 3_000, ms: { short: 3_000, full: 30_000 } }
const CROWD = { rooms: 4, people: 50, typists: 10, rate: 10, warmMs: 2_000 }
const CROWD_MS = { short: 2_000, full: 10_000 }
const STEPS = {
  short: { start: 20, factor: 3, halvings: 0, tries: 1 },
  full: { start: 20, factor: 2, halvings: 2, tries: 2 },
}
const STEP_MS = 1_500
const P99_MAX = 100
const CURSORS = { people: 100, rate: 5, ms: { short: 1_000, full: 5_000 } }
const PAIRS = { rooms: { short: 100, full: 400 }, processes: 2, keystrokes: 20 }
const WARM_KEYSTROKES = 5

/** Undefined, and a loud line, where there can be no Postgres or no Redis. */
export async function nodes(runs: number, isShort: boolean): Promise<NodesFigures | undefined> {
  const [started, before] = [new Date().toISOString(), machine()]
  const backing = await Backing.open()
  if (!backing) {
    console.log('NOT MEASURED: two nodes need a Postgres, and a redis-server on PATH')
    return
  }
  try {
    return { started, machine: before, samples: await inTurns(backing, runs, isShort) }
  } finally {
    await backing.stop()
  }
}

async function inTurns(backing: Backing, runs: number, isShort: boolean): Promise<NodesSample[]> {
  const samples: NodesSample[] = []
  for (let run = 1; run <= runs; run += 1)
    for (const site of rotated(SITES, run - 1)) {
      const sample = { site: site.name, run, ...(await measured(site, backing, isShort)) }
      console.log(oneLine(sample))
      samples.push(sample)
    }
  return samples
}

function oneLine({ site, run, figures, notes, faults }: NodesSample): string {
  const said = Object.entries(figures).map(([name, value]) => `${name} ${value.toPrecision(3)}`)
  const remarks = [...notes.map((note) => `(${note})`), ...faults.map((it) => `FAULT ${it}`)]
  return `nodes · ${site} · run ${run}: ${[...said, ...remarks].join(', ')}`
}

async function measured(site: Site, backing: Backing, isShort: boolean): Promise<Outcome> {
  const neighbours = new Neighbours(() => backing.pids)
  const dataDir = mkdtempSync(join(tmpdir(), 'weft-nodes-'))
  try {
    const running = await site.start(dataDir, backing)
    const { figures, notes, faults } = await new Play(site, running, backing, isShort).all()
    await running.stop()
    return { figures, notes: [...notes, ...neighbours.notes], faults }
  } catch (error) {
    return { figures: {}, notes: [], faults: [`it failed: ${(error as Error).message}`] }
  } finally {
    rmSync(dataDir, { recursive: true })
  }
}

/** All that is measured at one site, one after the other, each in rooms of its own. */
class Play {
  readonly #site: Site
  readonly #running: RunningSite
  readonly #backing: Backing
  readonly #length: 'short' | 'full'
  readonly #figures: Record<string, number> = {}
  readonly #notes: string[] = []
  readonly #faults: string[] = []

  constructor(site: Site, running: RunningSite, backing: Backing, isShort: boolean) {
    this.#site = site
    this.#running = running
    this.#backing = backing
    this.#length = isShort ? 'short' : 'full'
  }

  async all(): Promise<Outcome> {
    await this.#quiet()
    await this.#crowd()
    await this.#cursors()
    await this.#pairs()
    return { figures: this.#figures, notes: this.#notes, faults: this.#faults }
  }

  /** One types, the other is on the other node. */
  async #quiet(): Promise<void> {
    await using house = await this.#house({ rooms: 1, people: 2, typists: 1 }, 'quiet')
    const { rate, warmMs, ms } = QUIET
    await house.type({ rate, ms: warmMs })
    const [typed, used] = await this.#metered(() => house.type({ rate, ms: ms[this.#length] }))
    const { p50, p99 } = worst(typed)
    this.#note({ p50, p99, notes: used.notes / sum(typed, 'edits') })
    this.#faults.push(...(await house.settle()))
  }

  async #crowd(): Promise<void> {
    const { rooms, people, typists, rate, warmMs } = CROWD
    await using house = await this.#house({ rooms, people, typists }, 'crowd')
    await house.type({ rate, ms: warmMs })
    const [typed, used] = await this.#metered(() =>
      house.type({ rate, ms: CROWD_MS[this.#length] }),
    )
    const deliveries = sum(typed, 'edits') * (people - 1)
    const each = (cpu = Number.NaN) => (cpu * 1e6) / deliveries
    const [first, second] = used.nodes
    this.#note({
      ...{ crowdP50: worst(typed).p50, crowdP99: worst(typed).p99, first: each(first) },
      ...{ second: each(second), postgres: each(used.postgres), redis: each(used.redis) },
      crowdNotes: used.notes / sum(typed, 'edits'),
    })
    this.#notes.push(...new Set(typed.flatMap(({ strain }) => strained(strain))))
    await this.#limit(house)
    this.#faults.push(...(await house.settle()))
  }

  /** The same crowd, faster and faster. */
  async #limit(house: House): Promise<void> {
    const { best } = await climb(STEPS[this.#length], {
      go: (rate) => house.type({ rate, ms: STEP_MS }),
      holds: (typed) => sum(typed, 'behind') === 0 && worst(typed).p99 <= P99_MAX,
      rest: () => house.settle(),
    })
    if (!best) return void this.#notes.push('it did not hold at the slowest rate')
    const most = best.reduce((all, { deliveries, seconds }) => all + deliveries / seconds, 0)
    this.#note({ most, mostP99: worst(best).p99 })
  }

  async #cursors(): Promise<void> {
    const { people, rate, ms } = CURSORS
    const plan: CursorPlan = { places: this.#running.places, room: 'cursors', people }
    await using load = LoadProcess.start<CursorLoad>('cursor-load.ts', plan)
    await load.call('join')
    const rhythm = { rate, ms: ms[this.#length] }
    const [{ moves, latency, stale }, used] = await this.#metered(() => load.call('move', rhythm))
    const cpu = used.nodes.reduce((all, each) => all + each, 0)
    this.#note({ cursorP99: latency.p99, cursorNotes: used.notes / moves })
    this.#note({ cursorCpu: cpu / (ms[this.#length] / 1_000) })
    if (stale > 0)
      this.#notes.push(`${stale} cursors were still in an old place half a minute later`)
    this.#faults.push(...(await load.call('cuts')))
  }

  /** Many rooms with a pair in each: first they open, then all type, each as soon as the other has the last. */
  async #pairs(): Promise<void> {
    const { processes, keystrokes } = PAIRS
    const rooms = PAIRS.rooms[this.#length]
    await using pairs = await Pairs.start(this.#running, rooms / processes)
    const opening = await pairs.join()
    await pairs.type(WARM_KEYSTROKES)
    const [typing, used] = await this.#metered(() => pairs.type(keystrokes))
    const each = (cpu = Number.NaN) => (cpu * 1_000) / (rooms * keystrokes)
    const [first, second] = used.nodes
    this.#note({
      ...{ opened: rooms / opening, pairs: (rooms * keystrokes) / typing },
      ...{ pairFirst: each(first), pairSecond: each(second) },
      ...{ pairPostgres: each(used.postgres), pairRedis: each(used.redis) },
      pairNotes: used.notes / (rooms * keystrokes),
    })
    this.#faults.push(...(await pairs.faults()))
  }

  #house(size: HouseSize, name: string): Promise<House> {
    return House.open(this.#running, size, name)
  }

  #note(figures: Readonly<Record<string, number>>): void {
    Object.assign(this.#figures, figures)
  }

  /** What `act` gives, and the processor seconds and Redis messages meanwhile: NaN of what the site has not. */
  async #metered<Result>(act: () => Promise<Result>) {
    const { usesPostgres, usesRedis } = this.#site
    const cpu = () => this.#running.pids.map((pid) => cpuSeconds(pid) ?? Number.NaN)
    const [before, used] = [cpu(), await this.#backing.meter()]
    const result = await act()
    const [nodes, { postgres, redis, notes }] = [cpu(), await used()]
    return [
      result,
      {
        nodes: nodes.map((after, at) => after - (before[at] ?? Number.NaN)),
        postgres: usesPostgres ? postgres : Number.NaN,
        redis: usesRedis ? redis : Number.NaN,
        notes: usesRedis ? notes : Number.NaN,
      },
    ] as const
  }
}

interface HouseSize {
  readonly rooms: number
  /** In each, and so many of them type. */
  readonly people: number
  readonly typists: number
}

/** Some rooms, a load process for each. */
class House {
  readonly #loads: readonly LoadProcess<RoomLoad>[]

  private constructor(loads: readonly LoadProcess<RoomLoad>[]) {
    this.#loads = loads
  }

  static async open(
    { places }: RunningSite,
    { rooms, people, typists }: HouseSize,
    name: string,
  ): Promise<House> {
    const loads = Array.from({ length: rooms }, (_, number) => {
      const plan: RoomPlan = { places, room: `${name}-${number}`, people, typists }
      return LoadProcess.start<RoomLoad>('room-load.ts', plan)
    })
    await Promise.all(loads.map((load) => load.call('join')))
    return new House(loads)
  }

  /** Of each room. */
  type(rhythm: Rhythm): Promise<readonly Typed[]> {
    return Promise.all(this.#loads.map((load) => load.call('type', rhythm)))
  }

  async settle(): Promise<readonly string[]> {
    return (await Promise.all(this.#loads.map((load) => load.call('settle')))).flat()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#loads.map((load) => load.stop()))
  }
}

/** Rooms with two people each, half of the rooms in each load process. */
class Pairs {
  readonly #loads: readonly LoadProcess<RoomsLoad>[]

  private constructor(loads: readonly LoadProcess<RoomsLoad>[]) {
    this.#loads = loads
  }

  /** @param share rooms of one process */
  static async start({ places }: RunningSite, share: number): Promise<Pairs> {
    const loads = Array.from({ length: PAIRS.processes }, (_, at) => {
      const plan: RoomsPlan = { places, from: at * share, to: (at + 1) * share, people: 2 }
      return LoadProcess.start<RoomsLoad>('rooms-load.ts', plan)
    })
    // They are there when they answer.
    await Promise.all(loads.map((load) => load.call('faults')))
    return new Pairs(loads)
  }

  /** How many seconds it took. */
  join(): Promise<number> {
    return seconds(() => Promise.all(this.#loads.map((load) => load.call('join'))))
  }

  /** In every room; how many seconds it took. */
  type(keystrokes: number): Promise<number> {
    return seconds(() => Promise.all(this.#loads.map((load) => load.call('type', keystrokes))))
  }

  async faults(): Promise<readonly string[]> {
    return (await Promise.all(this.#loads.map((load) => load.call('faults')))).flat()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#loads.map((load) => load.stop()))
  }
}

async function seconds(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await act()
  return (performance.now() - start) / 1_000
}

/** Of the slowest room. */
const worst = (typed: readonly Typed[]) => ({
  p50: Math.max(...typed.map(({ latency }) => latency.p50)),
  p99: Math.max(...typed.map(({ latency }) => latency.p99)),
})

const sum = (typed: readonly Typed[], what: 'edits' | 'behind'): number =>
  typed.reduce((all, each) => all + each[what], 0)
