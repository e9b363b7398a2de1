/**
 * Overviews: a server as a whole, from one look to the next.
 *
 * What rises is turned into rates since the last look. Whoever looks, and how often, is http/operator-socket.ts's.
 */
import { hostname } from 'node:os'
import {
  type Overview,
  PEOPLE_SHOWN,
  type Rates,
  ROOMS_SHOWN,
  type RoomSeen,
} from '../../shared/overview.ts'
import type { Measurements } from '../metrics/document-metrics.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { type Buckets, bucketsOf, partOf, quantile, since } from '../metrics/quantile.ts'
import type { Traffic } from '../metrics/traffic.ts'
import type { Lately } from './lately.ts'
import type { Registry } from './registry.ts'
import type { Room } from './room.ts'

export interface OverviewsOptions {
  readonly registry: Pick<Registry, 'rooms'>
  readonly metrics: Metrics
  readonly lately: Lately
}

/** What only rises, at one moment. */
interface Totals {
  /** By `performance.now`. */
  readonly at: number
  readonly traffic: Readonly<Traffic>
  readonly commits: Buckets
  readonly rows: number
  /** By room. */
  readonly changes: ReadonlyMap<string, number>
}

export class Overviews {
  readonly #registry: OverviewsOptions['registry']
  readonly #metrics: Metrics
  readonly #lately: Lately
  #before: Totals | undefined

  constructor({ registry, metrics, lately }: OverviewsOptions) {
    this.#registry = registry
    this.#metrics = metrics
    this.#lately = lately
  }

  /** The next look is the first again. */
  forget(): void {
    this.#before = undefined
  }

  async take(): Promise<Overview> {
    const measured = await this.#metrics.documents()
    const before = this.#before
    const now = this.#totals(measured)
    this.#before = now
    const seconds = before ? (now.at - before.at) / 1000 : 0
    return {
      ...this.#state(),
      rates: before ? ratesOf(before, now, seconds) : null,
      loops: { sockets: this.#metrics.loopDelay, documents: measured.loopDelay },
      busiest: this.#busiest(before, seconds),
    }
  }

  #totals({ metrics }: Measurements): Totals {
    const changes = new Map<string, number>()
    for (const { id, changes: count } of this.#registry.rooms) changes.set(id, count)
    return {
      // While the documents are silent, those of the last look hold.
      ...(metrics.length > 0 ? commitsIn(metrics) : (this.#before ?? NO_COMMITS)),
      at: performance.now(),
      traffic: { ...this.#metrics.sources.traffic },
      changes,
    }
  }

  #state(): Omit<Overview, 'rates' | 'loops' | 'busiest'> {
    const { rooms, health, refusals } = this.#metrics.sources
    const { isDraining, isStoring, isWhole = null } = health()
    const { rss: resident, heapUsed: heap } = process.memoryUsage()
    return {
      machine: hostname(),
      time: Date.now(),
      upSince: performance.timeOrigin,
      isDraining,
      isStoring,
      isWhole,
      ...rooms(),
      people: this.#people(),
      memory: { resident, heap },
      refusals: Object.fromEntries(refusals),
      errors: this.#lately.mishaps,
    }
  }

  /** Whoever is in several rooms is one. */
  #people(): number {
    const users = new Set<string>()
    for (const room of this.#registry.rooms) for (const { user } of room.people()) users.add(user)
    return users.size
  }

  #busiest(before: Totals | undefined, seconds: number): RoomSeen[] {
    const rate = ({ id, changes }: Room) =>
      before ? (changes - (before.changes.get(id) ?? 0)) / seconds : 0
    return [...this.#registry.rooms]
      .map((room) => ({ room, changes: rate(room) }))
      .sort((one, other) => other.changes - one.changes || other.room.size - one.room.size)
      .slice(0, ROOMS_SHOWN)
      .map(({ room, changes }) => seen(room, changes))
  }
}

const NO_COMMITS = { commits: [], rows: 0 }

const commitsIn = (metrics: Measurements['metrics']) => ({
  commits: bucketsOf(metrics, 'weft_commit_seconds'),
  rows: partOf(metrics, 'weft_commit_rows', 'sum'),
})

const seen = (room: Room, changes: number): RoomSeen => ({
  id: room.id,
  isLocked: room.isLocked,
  connections: room.size,
  changes,
  people: room.people().slice(0, PEOPLE_SHOWN),
})

function ratesOf(before: Totals, now: Totals, seconds: number): Rates {
  const commits = since(before.commits, now.commits)
  const grown = (key: keyof Traffic) => (now.traffic[key] - before.traffic[key]) / seconds
  return {
    framesIn: grown('framesIn'),
    framesOut: grown('framesOut'),
    bytesIn: grown('bytesIn'),
    bytesOut: grown('bytesOut'),
    commits: (commits.at(-1)?.count ?? 0) / seconds,
    rows: (now.rows - before.rows) / seconds,
    commitP50: quantile(commits, 0.5),
    commitP99: quantile(commits, 0.99),
  }
}
