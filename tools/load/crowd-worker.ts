/**
 * Crowd worker: a share of the crowd's writers, on a thread of its own.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import { Chance } from '../../server/testing/chance.ts'
import { until } from '../../server/testing/live.ts'
import { Passes } from '../passes.ts'
import { within } from '../within.ts'
import { LightWriter, type Written } from './light-writer.ts'

export interface Share {
  readonly url: string
  readonly room: string
  readonly secret: string
  /** Numbers of the writers, `to` not among them; their clientIDs are one more. */
  readonly from: number
  readonly to: number
  /** Edits a second, of each. */
  readonly rate: number
  readonly seed: number
}

export type CrowdOrder = 'join' | 'type' | 'stop'

export interface ShareDone {
  readonly error: string | null
  readonly written: readonly Written[]
  readonly closes: readonly string[]
  readonly frames: number
  readonly bytes: number
  /** Of this thread's own event loop, 99 %, in milliseconds. */
  readonly delay: number
}

const JOIN_MS = 60_000
const SETTLE_MS = 30_000
/** So many at a time, as people come. */
const JOINING = 20

class CrowdWorker {
  readonly #share: Share
  readonly #writers: LightWriter[] = []
  readonly #closes: string[] = []
  readonly #timers: NodeJS.Timeout[] = []
  readonly #delay = monitorEventLoopDelay({ resolution: 5 })

  constructor(share: Share) {
    this.#share = share
  }

  async obey(order: CrowdOrder): Promise<ShareDone> {
    const error = await this.#do(order).then(
      () => null,
      (thrown: Error) => thrown.message,
    )
    return {
      error,
      written: this.#writers.map(({ written }) => written),
      closes: this.#closes,
      frames: this.#writers.reduce((sum, { client }) => sum + client.frames, 0),
      bytes: this.#writers.reduce((sum, { client }) => sum + client.bytes, 0),
      delay: this.#delay.percentile(99) / 1e6,
    }
  }

  async #do(order: CrowdOrder): Promise<void> {
    if (order === 'join') await within(JOIN_MS, 'all are in the room', this.#join())
    else if (order === 'type') this.#type()
    else await this.#stop()
  }

  async #join(): Promise<void> {
    const { url, room, secret, from, to } = this.#share
    const passes = new Passes(secret)
    for (let number = from; number < to; number += 1) {
      const token = await passes.for(room, `writer ${number}`, 'editor')
      const address = `${url.replace('http', 'ws')}/ws/${room}?token=${token}`
      const writer = new LightWriter(address, number + 1, this.#closes)
      this.#writers.push(writer)
      writer.client.connect()
      if (number % JOINING === 0) await until(() => writer.client.isSynced)
    }
    await until(() => this.#writers.every(({ client }) => client.isSynced))
  }

  /** Each at his own moment of the beat. */
  #type(): void {
    const chance = new Chance(this.#share.seed + this.#share.from)
    const beat = 1_000 / this.#share.rate
    this.#delay.enable()
    for (const writer of this.#writers) {
      const start = () => this.#timers.push(setInterval(() => writer.type(), beat))
      this.#timers.push(setTimeout(start, chance.next() * beat))
    }
  }

  async #stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#delay.disable()
    const isSettled = () => this.#writers.every((writer) => writer.isSettled)
    await within(SETTLE_MS, 'all is saved', until(isSettled)).finally(() => {
      for (const { client } of this.#writers) client.leave()
    })
  }
}

const port = parentPort
if (!port) throw new Error('runs as a worker')
const worker = new CrowdWorker(workerData as Share)
port.on('message', (order: CrowdOrder) => {
  void worker.obey(order).then((done) => port.postMessage(done))
})
