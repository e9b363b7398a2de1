/**
 * Metrics: all that is counted in a server, in the words of Prometheus.
 *
 * Nothing is added up here: the numbers are where things happen, and are read when somebody asks. What is
 * counted on the document thread is asked for there; while that cannot answer, the rest is told without it.
 * The registry is this server's own.
 */
import { AggregatorRegistry, Counter, Gauge, Registry } from 'prom-client'
import type { Measurements } from './document-metrics.ts'
import { LoopDelay } from './loop-delay.ts'
import type { Traffic } from './traffic.ts'

export interface RoomCounts {
  readonly rooms: number
  readonly connections: number
  /** Connections that have not taken what was sent: nothing more is sent to them until they have. */
  readonly lagging: number
  /** Of updates that wait for the disk. */
  readonly waitingBytes: number
}

/** How often each kind of note was told to other nodes, and heard from them. */
export interface NoteCounts {
  readonly told: ReadonlyMap<string, number>
  readonly heard: ReadonlyMap<string, number>
}

export interface Health {
  readonly isDraining: boolean
  /** False: the store fails, and is tried again. */
  readonly isStoring: boolean
  /** False: other nodes may not be heard. Undefined: there are none. */
  readonly isWhole: boolean | undefined
}

export interface Sources {
  readonly traffic: Traffic
  readonly notes: NoteCounts
  /** By code. */
  readonly refusals: ReadonlyMap<string, number>
  readonly rooms: () => RoomCounts
  readonly health: () => Health
  readonly documents: () => Promise<Measurements>
}

/** How long the document thread may take to say something. */
const PATIENCE_MS = 1_000
/** It has not: so late it is, at least. */
const NOTHING: Measurements = { metrics: [], loopDelay: PATIENCE_MS / 1000 }

export class Metrics {
  readonly #registry = new Registry()
  readonly #loop = new LoopDelay('sockets', this.#registry)
  readonly sources: Sources

  constructor(sources: Sources) {
    this.sources = sources
    this.#measureTraffic(sources)
    this.#measureRooms(sources)
    this.#measureHealth(sources)
    this.#measureProcess()
  }

  /** The longest delay of this thread's event loop in the last second, in seconds. */
  get loopDelay(): number {
    return this.#loop.last
  }

  /** Of the documents; of nothing while their thread cannot answer. */
  async documents(): Promise<Measurements> {
    const late = Promise.withResolvers<Measurements>()
    const patience = setTimeout(() => late.resolve(NOTHING), PATIENCE_MS)
    const answer = this.sources.documents().catch(() => NOTHING)
    const first = await Promise.race([answer, late.promise])
    clearTimeout(patience)
    return first
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** In Prometheus' text format. */
  async text(): Promise<string> {
    void this.#loop.last
    const { metrics } = await this.documents()
    const own = await this.#registry.getMetricsAsJSON()
    return AggregatorRegistry.aggregate([own, [...metrics]]).metrics()
  }

  stop(): void {
    this.#loop.stop()
  }

  #measureTraffic({ traffic, refusals, notes }: Sources): void {
    this.#count('weft_frames_received_total', 'Frames that came.', () => traffic.framesIn)
    this.#count('weft_received_bytes_total', 'Bytes in them.', () => traffic.bytesIn)
    this.#count('weft_frames_sent_total', 'Frames that were sent.', () => traffic.framesOut)
    this.#count('weft_sent_bytes_total', 'Bytes in them.', () => traffic.bytesOut)
    this.#countBy('weft_refusals_total', 'Times that no was said, by code.', 'code', refusals)
    const [told, heard] = ['weft_bus_notes_told_total', 'weft_bus_notes_heard_total']
    this.#countBy(told, 'Notes to other nodes, by kind.', 'kind', notes.told)
    this.#countBy(heard, 'Notes of other nodes, by kind.', 'kind', notes.heard)
  }

  #measureRooms({ rooms }: Sources): void {
    this.#show('weft_rooms', 'Rooms that are open here.', () => rooms().rooms)
    this.#show('weft_connections', 'Connections in them.', () => rooms().connections)
    this.#show(
      'weft_connections_lagging',
      'Connections that have not taken what was sent.',
      () => rooms().lagging,
    )
    this.#show(
      'weft_waiting_bytes',
      'Bytes of updates that wait for the disk.',
      () => rooms().waitingBytes,
    )
  }

  #measureHealth({ health }: Sources): void {
    this.#show('weft_store_up', '0: the store fails, and is tried again.', () =>
      Number(health().isStoring),
    )
    this.#show('weft_draining', '1: the server is going down.', () => Number(health().isDraining))
    this.#show('weft_bus_whole', '0: other nodes may not be heard.', () =>
      Number(health().isWhole ?? true),
    )
  }

  /** Under the names that every Prometheus client gives them. */
  #measureProcess(): void {
    const { memoryUsage } = process
    this.#show('process_resident_memory_bytes', 'Memory of the process.', () => memoryUsage.rss())
    this.#show(
      'nodejs_heap_size_used_bytes',
      'Heap of the socket thread.',
      () => memoryUsage().heapUsed,
    )
    this.#show(
      'process_start_time_seconds',
      'When it started.',
      () => performance.timeOrigin / 1000,
    )
    const cpu = () => {
      const { user, system } = process.cpuUsage()
      return (user + system) / 1e6
    }
    this.#count('process_cpu_seconds_total', 'Time of all its threads.', cpu)
  }

  #count(name: string, help: string, read: () => number): void {
    const collect = () => {
      counter.reset()
      counter.inc(read())
    }
    const counter = new Counter({ name, help, collect, registers: [this.#registry] })
  }

  #countBy(name: string, help: string, label: string, counts: ReadonlyMap<string, number>): void {
    const collect = () => {
      counter.reset()
      for (const [value, count] of counts) counter.inc({ [label]: value }, count)
    }
    const settings = { name, help, labelNames: [label], collect, registers: [this.#registry] }
    const counter = new Counter(settings)
  }

  #show(name: string, help: string, read: () => number): void {
    const collect = () => {
      gauge.set(read())
    }
    const gauge = new Gauge({ name, help, collect, registers: [this.#registry] })
  }
}
