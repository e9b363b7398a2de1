/**
 * Storm worker: thousands of idle people, on a thread of their own, who come back when they are cut off.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import { until } from '../../server/testing/live.ts'
import { Passes } from '../passes.ts'
import { within } from '../within.ts'
import { LightClient } from './light-client.ts'

export interface Herd {
  readonly url: string
  readonly secret: string
  readonly clients: number
  readonly rooms: number
}

/** `join` connects everyone, `watch` begins to count losses, `return` waits for all to be back. */
export type HerdOrder = 'join' | 'watch' | 'return' | 'leave'

export interface HerdDone {
  readonly error: string | null
  /** When each was synced again, on the clock of `performance.timeOrigin + performance.now()`. */
  readonly syncedAt: readonly number[]
  /** Close codes since `watch`. */
  readonly closes: readonly number[]
  readonly delay: number
}

const JOIN_MS = 300_000
/** So many at a time: this is not yet the storm. */
const JOINING = 50

class StormWorker {
  readonly #herd: Herd
  readonly #clients: LightClient[] = []
  readonly #delay = monitorEventLoopDelay({ resolution: 5 })
  #syncedAt: number[] = []
  #closes: number[] = []

  constructor(herd: Herd) {
    this.#herd = herd
  }

  async obey(order: HerdOrder): Promise<HerdDone> {
    const error = await this.#do(order).then(
      () => null,
      (thrown: Error) => thrown.message,
    )
    const delay = this.#delay.percentile(99) / 1e6
    return { error, syncedAt: this.#syncedAt, closes: this.#closes, delay }
  }

  async #do(order: HerdOrder): Promise<void> {
    if (order === 'join') await within(JOIN_MS, 'all are connected', this.#join())
    else if (order === 'watch') this.#watch()
    else if (order === 'return') await within(JOIN_MS, 'all are back', this.#returned())
    else for (const client of this.#clients) client.leave()
  }

  async #join(): Promise<void> {
    const { url, secret, clients, rooms } = this.#herd
    const passes = new Passes(secret)
    for (let number = 0; number < clients; number += 1) {
      const room = `storm-${number % rooms}`
      const token = await passes.for(room, `person ${number}`, 'editor')
      const address = `${url.replace('http', 'ws')}/ws/${room}?token=${token}`
      const client = new LightClient(address, {
        synced: () => void this.#syncedAt.push(performance.timeOrigin + performance.now()),
        closed: (code) => void this.#closes.push(code),
      })
      this.#clients.push(client)
      client.connect()
      if (number % JOINING === 0) await until(() => client.isSynced)
    }
    await until(() => this.#areSynced)
  }

  get #areSynced(): boolean {
    return this.#clients.every(({ isSynced }) => isSynced)
  }

  #watch(): void {
    this.#syncedAt = []
    this.#closes = []
    this.#delay.enable()
  }

  async #returned(): Promise<void> {
    await until(() => this.#closes.length >= this.#clients.length && this.#areSynced)
    this.#delay.disable()
  }
}

const port = parentPort
if (!port) throw new Error('runs as a worker')
const worker = new StormWorker(workerData as Herd)
port.on('message', (order: HerdOrder) => {
  void worker.obey(order).then((done) => port.postMessage(done))
})
