/**
 * Capacity: how far one, two, ten and a hundred nodes would go, by what was measured.
 *
 *   npm run capacity
 *
 * Formulas, no simulation: each number is a median in results.json (`npm run bench -- --only nodes,stores --save`). ARCHITECTURE.md, «Capacity», tells them in words. Promises no more than
 * that machine: its ratios travel, its absolute numbers do not.
 */
import { number } from './report/figures.ts'
import { readResults } from './report/report.ts'
import { type Results, summary } from './report/results.ts'

/** For one keystroke in a room of two people, in ms of processor time. */
export interface Cost {
  /** All nodes together. */
  readonly nodes: number
  readonly postgres: number
  readonly redis: number
}

export interface Measured {
  /** Both people on one node, and on two. */
  readonly together: Cost
  readonly apart: Cost
  /** Commits of one row a second that one Postgres took, and how long one took that was alone, in ms. */
  readonly commits: number
  readonly commitMs: number
  /** Bytes on disk, by store. */
  readonly disk: readonly {
    readonly store: string
    readonly empty: number
    readonly page: number
  }[]
}

/** How much of a core shall be used: the rest is for bad moments. */
export const USED = 0.5
/** What a node makes use of, one thread for sockets and one for documents. */
export const CORES_A_NODE = 1
/** A second, of somebody who types. */
export const KEYSTROKES = 3
/** What a large Postgres has; Redis has one thread. */
export const POSTGRES_CORES = 16
export const REDIS_CORES = 1
/** Each node tells all of them that it is there. */
const BEATS = 0.5
const PEOPLE_A_ROOM = 2
const NODES = [1, 2, 10, 100]
const MILLION = 1_000_000
const GIB = 2 ** 30

/** On how many of `nodes` the people of one room are, if each comes to any of them. */
export const spread = (nodes: number, people: number): number =>
  nodes * (1 - (1 - 1 / nodes) ** people)

/** Between what it costs on one node and on two, and on in a straight line. */
export function costAt({ together, apart }: Measured, nodesOfARoom: number): Cost {
  const at = (one: number, two: number) => one + (two - one) * (nodesOfARoom - 1)
  return {
    nodes: at(together.nodes, apart.nodes),
    postgres: at(together.postgres, apart.postgres),
    // Told though nobody else may hear it.
    redis: apart.redis,
  }
}

/** What so many nodes take a second, used as far as they shall be, and what it needs beside them. */
export interface Capacity {
  readonly keystrokes: number
  readonly postgresCores: number
  readonly redisCores: number
  /** Messages on `weft:nodes` a second, as often as they are heard. */
  readonly beats: number
  /** How long a commit takes when every node has one under way all the time, in ms. */
  readonly commitMs: number
}

export function capacityOf(measured: Measured, nodes: number, nodesOfARoom: number): Capacity {
  const cost = costAt(measured, nodesOfARoom)
  const keystrokes = (USED * nodes * CORES_A_NODE * 1_000) / cost.nodes
  const cores = (ms: number) => (keystrokes * ms) / 1_000 / USED
  return {
    keystrokes,
    postgresCores: cores(cost.postgres),
    redisCores: nodes > 1 ? cores(cost.redis) : 0,
    beats: nodes > 1 ? nodes * nodes * BEATS : 0,
    commitMs: Math.max(measured.commitMs, (nodes / measured.commits) * 1_000),
  }
}

/** From how many nodes on one Postgres, or one Redis, is not enough. */
export function enoughFor(measured: Measured, nodesOfARoom: number) {
  const { postgresCores, redisCores } = capacityOf(measured, MILLION, nodesOfARoom)
  return {
    postgres: Math.floor((MILLION * POSTGRES_CORES) / postgresCores),
    redis: Math.floor((MILLION * REDIS_CORES) / redisCores),
  }
}

function row(measured: Measured, nodes: number, nodesOfARoom: number): string {
  const found = capacityOf(measured, nodes, nodesOfARoom)
  const { keystrokes, postgresCores, redisCores, beats, commitMs } = found
  const cells = [nodes, nodesOfARoom, keystrokes, keystrokes / KEYSTROKES, postgresCores]
  const shown = [...cells, redisCores, beats, commitMs].map((value) => number(value, 2))
  return `| ${shown.join(' | ')} |`
}

export function table(measured: Measured): string {
  const [apart, together] = [enoughFor(measured, 2), enoughFor(measured, 1)]
  const many = NODES.filter((nodes) => nodes > 1)
  return [
    '| N | n | keystrokes/s | people typing | Postgres, cores | Redis, cores | beats/s | a commit, ms |',
    '|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...NODES.map((nodes) => row(measured, nodes, spread(nodes, PEOPLE_A_ROOM))),
    ...many.map((nodes) => row(measured, nodes, 1)),
    '',
    `A Postgres of ${POSTGRES_CORES} cores is enough for ${apart.postgres} nodes, one Redis for ${apart.redis}; where rooms are on one node each for ${together.postgres} and ${together.redis}.`,
    '',
    '| a million rooms on disk | empty | a page each |',
    '|---|---:|---:|',
    ...measured.disk.map(({ store, empty, page }) => {
      const gib = (bytes: number) => `${number((bytes * MILLION) / GIB, 2)} GiB`
      return `| ${store} | ${gib(empty)} | ${gib(page)} |`
    }),
  ].join('\n')
}

export function measuredIn({ nodes, stores }: Results): Measured {
  if (!nodes || !stores) throw new Error('npm run bench -- --only nodes,stores --save')
  const of = (site: string, figure: string) =>
    summary(
      nodes.samples.filter((sample) => sample.site === site),
      figure,
    )?.median ?? Number.NaN
  const small = stores.commits.filter(({ store, rows }) => store === 'Postgres' && rows === 1)
  return {
    together: {
      nodes: of('weft-postgres', 'pairFirst'),
      postgres: of('weft-postgres', 'pairPostgres'),
      redis: 0,
    },
    apart: {
      nodes: of('weft-two', 'pairFirst') + of('weft-two', 'pairSecond'),
      postgres: of('weft-two', 'pairPostgres'),
      redis: of('weft-two', 'pairRedis'),
    },
    commits: Math.max(...small.map(({ commitsASecond }) => commitsASecond)),
    commitMs: small.find(({ sessions }) => sessions === 1)?.p50 ?? Number.NaN,
    disk: stores.sizes,
  }
}

if (import.meta.main) console.log(table(measuredIn(readResults())))
