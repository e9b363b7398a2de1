/**
 * Faults: what goes wrong between two nodes, one thing after another, while people type on both.
 *
 *   npm run faults -- [--only word] [--typists 6] [--restarts 50] [--crowd 200] [--seed N]
 *
 * For each: what people see meanwhile, how long after its end all is as before, and whether an edit was lost,
 * doubled or torn, or a screen differs. Then rolling restarts under a crowd. Promises exit code 0 only if nothing
 * was lost and all healed. Real processes, a real Postgres and Redis (site.ts). The seed decides what is
 * typed where; the machine's own timing stays its own.
 */
import { randomInt } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import * as prng from 'lib0/prng'
import { until } from '../server/testing/live.ts'
import { Storing } from '../shared/protocol.ts'
import { command } from './command.ts'
import { Pulse } from './pulse.ts'
import { castOf, Room } from './room.ts'
import { Site, type SiteOptions } from './site.ts'
import type { Pause, Typist } from './typist.ts'
import { within } from './within.ts'

const TYPISTS = 6
/** Three edits a second each. */
const PAUSE: Pause = [200, 460]
const CROWD_PAUSE: Pause = [2_000, 6_000]
const BEFORE_MS = 4_000
const HEAL_MS = 90_000
const AHEAD_MS = 10 * 60_000

export interface Fault {
  readonly name: string
  readonly seconds: number
  readonly options?: SiteOptions
  begin(site: Site): Promise<void> | void
  end(site: Site): Promise<void> | void
}

const nothing = () => undefined

export const FAULTS: readonly Fault[] = [
  {
    name: 'Redis stopped for 30 s',
    seconds: 30,
    begin: ({ redis }) => redis.kill('SIGKILL'),
    end: ({ redis }) => redis.start(),
  },
  {
    name: 'Redis paused for 30 s',
    seconds: 30,
    begin: ({ redis }) => redis.kill('SIGSTOP'),
    end: ({ redis }) => redis.kill('SIGCONT'),
  },
  {
    name: 'Redis wiped',
    seconds: 2,
    begin: async ({ redis }) => void (await redis.run('FLUSHALL')),
    end: nothing,
  },
  {
    name: 'one node cut off from Redis for 30 s',
    seconds: 30,
    begin: (site) => site.cutFromRedis(0, true),
    end: (site) => site.cutFromRedis(0, false),
  },
  {
    name: 'Postgres frozen for 30 s',
    seconds: 30,
    begin: ({ postgres }) => postgres.kill('SIGSTOP'),
    end: ({ postgres }) => postgres.kill('SIGCONT'),
  },
  {
    name: 'Postgres killed, back after 5 s',
    seconds: 5,
    begin: ({ postgres }) => postgres.kill('SIGKILL'),
    end: ({ postgres }) => postgres.start(),
  },
  {
    name: 'a node killed with -9, back after 10 s',
    seconds: 10,
    begin: (site) => site.kill(0),
    end: (site) => site.start(0),
  },
  {
    name: 'a node cut off from everything for 30 s',
    seconds: 30,
    begin: (site) => site.cutOff(0, true),
    end: (site) => site.cutOff(0, false),
  },
  {
    name: 'clocks 10 minutes apart, and the node ahead killed',
    seconds: 5,
    options: { clockAheadMs: AHEAD_MS },
    begin: (site) => site.kill(1),
    end: (site) => site.start(1),
  },
]

export interface Outcome {
  readonly name: string
  /** The longest that a keystroke took to the other node's people: before it, and while it lasted. */
  readonly beforeMs: number
  readonly longestMs: number
  /** Whether anybody was told that what he types is not saved. */
  readonly isTold: boolean
  /** Lines that were lost. */
  readonly losses: number
  /** From its end until keystrokes pass as before, everyone is connected and all is saved. */
  readonly healedMs: number
  readonly edits: number
  /** One for each edit that was lost, came back, doubled or torn, and each screen that differs. */
  readonly faults: readonly string[]
}

/** Throws when it does not heal. Null where there can be no nodes. */
export async function suffer(fault: Fault, seed: number, size = TYPISTS): Promise<Outcome | null> {
  await using site = await Site.open(fault.options)
  if (!site) return null
  await using pulse = await Pulse.open(site.urls)
  await using room = await Room.open(site.urls, castOf(size), prng.create(seed), PAUSE)
  // Awaited here: before it has ended nothing may be closed.
  return await new Trial(site, pulse, room).run(fault)
}

class Trial {
  readonly #site: Site
  readonly #pulse: Pulse
  readonly #room: Room
  #isTold = false

  constructor(site: Site, pulse: Pulse, room: Room) {
    this.#site = site
    this.#pulse = pulse
    this.#room = room
  }

  async run({ name, seconds, begin, end }: Fault): Promise<Outcome> {
    for (const typist of this.#typists) typist.start()
    const start = performance.now()
    await setTimeout(BEFORE_MS)
    const begun = performance.now()
    await begin(this.#site)
    await this.#watch(seconds * 1_000)
    await end(this.#site)
    const ended = performance.now()
    await within(HEAL_MS, `${name}: all is as before`, this.#healed(ended))
    const healedMs = performance.now() - ended
    const [beforeMs, longestMs] = [
      this.#pulse.longest(start, begun - 1_000),
      this.#pulse.longest(begun, ended),
    ]
    const faults = await this.#room.settle()
    const edits = this.#sum(({ ledger }) => ledger.edits)
    const losses = this.#sum(({ guest }) => guest.losses)
    return { name, beforeMs, longestMs, isTold: this.#isTold, losses, healedMs, edits, faults }
  }

  get #typists(): readonly Typist[] {
    return this.#room.typists
  }

  #sum(count: (typist: Typist) => number): number {
    return this.#typists.reduce((sum, typist) => sum + count(typist), 0)
  }

  async #watch(ms: number): Promise<void> {
    const until = performance.now() + ms
    while (performance.now() < until) {
      this.#isTold ||= this.#typists.some(({ storing }) => storing === Storing.failing)
      await setTimeout(50)
    }
  }

  async #healed(ended: number): Promise<void> {
    await this.#pulse.healthyAfter(ended)
    await until(() => this.#typists.every(isWell))
  }
}

const isWell = ({ guest, storing }: Typist): boolean =>
  guest.provider.synced && storing !== Storing.failing

export interface Rolling {
  readonly restarts: number
  readonly typists: number
  readonly edits: number
  readonly losses: number
  readonly seconds: number
  readonly faults: readonly string[]
}

/** Deploys: each node by turns is ended in peace, and started anew. Null where there can be no nodes. */
export async function roll(
  restarts: number,
  typists: number,
  seed: number,
): Promise<Rolling | null> {
  await using site = await Site.open()
  if (!site) return null
  await using room = await Room.open(site.urls, castOf(typists), prng.create(seed), CROWD_PAUSE)
  for (const typist of room.typists) typist.start()
  const start = performance.now()
  for (let restart = 0; restart < restarts; restart++) {
    await site.stop(restart % 2)
    await site.start(restart % 2)
    if (restart % 10 === 9) console.log(`  ${restart + 1} restarts`)
  }
  const seconds = (performance.now() - start) / 1_000
  const faults = await room.settle()
  const sum = (count: (typist: Typist) => number) =>
    room.typists.reduce((total, typist) => total + count(typist), 0)
  const [edits, losses] = [sum(({ ledger }) => ledger.edits), sum(({ guest }) => guest.losses)]
  return { restarts, typists, edits, losses, seconds, faults }
}

const seconds = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`

function row({
  name,
  beforeMs,
  longestMs,
  isTold,
  losses,
  healedMs,
  edits,
  faults,
}: Outcome): string {
  const told = isTold ? 'yes' : 'no'
  const cells = [
    name,
    seconds(beforeMs),
    seconds(longestMs),
    told,
    losses,
    seconds(healedMs),
    edits,
  ]
  return `| ${[...cells, faults.length].join(' | ')} |`
}

const HEAD = `| fault | slowest keystroke to the other node: before | meanwhile | people are told *Not saved* | connections lost | time to heal | edits | of them lost |
|---|---|---|---|---|---|---|---|`

function readOptions() {
  const text = { type: 'string' } as const
  const options = { only: text, typists: text, restarts: text, crowd: text, seed: text }
  const { values } = parseArgs({ options })
  const [typists, restarts, crowd] = [
    values.typists ?? TYPISTS,
    values.restarts ?? 50,
    values.crowd ?? 200,
  ].map(Number)
  const seed = Number(values.seed ?? randomInt(2 ** 31))
  return { only: values.only ?? '', typists, restarts, crowd: crowd ?? 0, seed }
}

async function main(): Promise<boolean> {
  const { only, typists, restarts = 0, crowd, seed } = readOptions()
  console.log(`seed ${seed}\n${HEAD}`)
  const all: string[] = []
  for (const fault of FAULTS.filter(({ name }) => name.includes(only))) {
    const outcome = await suffer(fault, seed, typists)
    if (!outcome) throw new Error('it needs a Postgres and a redis-server')
    console.log(row(outcome))
    all.push(...outcome.faults)
  }
  if (restarts > 0 && 'rolling restarts'.includes(only)) {
    const rolled = await roll(restarts, crowd, seed)
    console.log(rolled)
    all.push(...(rolled?.faults ?? []))
  }
  for (const fault of all.slice(0, 20)) console.log(`  ${fault}`)
  return all.length === 0
}

if (import.meta.main) await command('faults', main)
