/**
 * Capacity: how far one, two, ten and a hundred nodes would go, by what was measured.
 *
 *   node bench/capacity.ts
 *
 * Formulas, no simulation: each number is a median in results.json (`npm run bench -- --only nodes,stores --save`,
 * memory from the workloads `idle` and `rooms`). ARCHITECTURE.md, «Capacity», tells them in words. Promises no more than
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
  /** Rows a second that one Postgres took, from as many sessions as it liked best. */
  readonly rows: number
  /** Commits a second that it took of a row each, and how long one took that was alone, in ms. */
  readonly commits: number
  readonly commitMs: number
  /** Bytes of memory. */
  readonly person: number
  readonly room: number
  /** Bytes on disk, by store. */
  readonly disk: readonly {
    readonly store: string
    readonly empty: number
    readonly page: number
  }[]
}

/** How much of what there is shall be used: the rest is for bad moments. */
export const USED = 0.5
/** What a node makes use of, one thread for sockets and one for documents. */
export const CORES_A_NODE = 1
/** A second, of somebody who types. */
export const KEYSTROKES = 3
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
    redis: at(0, apart.redis),
  }
}

/** Keystrokes a second, until that is used as far as it shall be. */
export interface Limits {
  readonly nodes: number
  readonly postgres: number
  readonly redis: number
}

export function limitsOf(measured: Measured, nodes: number, nodesOfARoom: number): Limits {
  const cost = costAt(measured, nodesOfARoom)
  return {
    nodes: (USED * nodes * CORES_A_NODE * 1_000) / cost.nodes,
    // Rows were counted where nobody read them.
    postgres: (USED * measured.rows * measured.together.postgres) / cost.postgres,
    redis: cost.redis > 0 ? (USED * 1_000) / cost.redis : Number.POSITIVE_INFINITY,
  }
}

/** How long a commit takes when every node has one under way all the time, in ms. */
export const commitAt = ({ commits, commitMs }: Measured, nodes: number): number =>
  Math.max(commitMs, (nodes / commits) * 1_000)

const NAMES = { nodes: 'the nodes', postgres: 'Postgres', redis: 'Redis' } as const

function row(measured: Measured, nodes: number, nodesOfARoom: number): string {
  const limits = limitsOf(measured, nodes, nodesOfARoom)
  const [[first, most] = ['nodes', 0] as const] = (['nodes', 'postgres', 'redis'] as const)
    .map((name) => [name, limits[name]] as const)
    .sort(([, a], [, b]) => a - b)
  const cells = [
    ...[nodes, nodesOfARoom, limits.nodes, limits.postgres].map((value) => number(value, 2)),
    ...[limits.redis, most / KEYSTROKES].map((value) => number(value, 2)),
    ...[NAMES[first], `${number(commitAt(measured, nodes), 2)} ms`],
  ]
  return `| ${cells.join(' | ')} |`
}

export function table(measured: Measured): string {
  const routed = NODES.filter((nodes) => nodes > 1).map((nodes) => row(measured, nodes, 1))
  return [
    '| N | n | nodes | Postgres | Redis | people typing | first limit | commit |',
    '|---:|---:|---:|---:|---:|---:|---|---:|',
    ...NODES.map((nodes) => row(measured, nodes, spread(nodes, PEOPLE_A_ROOM))),
    ...routed,
    '',
    '| a million rooms on disk | empty | a page each |',
    '|---|---:|---:|',
    ...measured.disk.map(({ store, empty, page }) => {
      const gib = (bytes: number) => `${number((bytes * MILLION) / GIB, 2)} GiB`
      return `| ${store} | ${gib(empty)} | ${gib(page)} |`
    }),
  ].join('\n')
}

export function measuredIn({ samples, nodes, stores }: Results): Measured {
  if (!nodes || !stores) throw new Error('npm run bench -- --only nodes,stores --save')
  const of = (site: string, figure: string) =>
    median(
      nodes.samples.filter((sample) => sample.site === site),
      figure,
    )
  const memory = (workload: string, figure: string) =>
    1_024 *
    median(
      samples.filter((sample) => sample.workload === workload && sample.contender === 'weft'),
      figure,
    )
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
    rows: Math.max(
      ...stores.commits
        .filter(({ store }) => store === 'Postgres')
        .map(({ rows, commitsASecond }) => rows * commitsASecond),
    ),
    commits: Math.max(...small.map(({ commitsASecond }) => commitsASecond)),
    commitMs: small.find(({ sessions }) => sessions === 1)?.p50 ?? Number.NaN,
    person: memory('idle', 'idle'),
    room: memory('rooms', 'typed'),
    disk: stores.sizes,
  }
}

const median = (samples: Parameters<typeof summary>[0], figure: string): number =>
  summary(samples, figure)?.median ?? Number.NaN

if (import.meta.main) console.log(table(measuredIn(readResults())))
