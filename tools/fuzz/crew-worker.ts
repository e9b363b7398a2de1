/**
 * Crew worker: where the attack of crew.ts runs.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { Tally } from '../figures.ts'
import { Passes } from '../passes.ts'
import { Attack, type Tallies } from './attack.ts'
import type { Campaign, Done, Order } from './crew.ts'
import { plan } from './plan.ts'

class CrewWorker {
  readonly #seed: number
  readonly #without: ReadonlySet<string>
  readonly #passes: Passes
  #tallies: Tallies = { kinds: new Tally(), closes: new Tally() }
  #attack: Attack | undefined

  constructor({ seed, without, secret }: Campaign) {
    this.#seed = seed
    this.#without = new Set(without)
    this.#passes = new Passes(secret)
  }

  async obey(order: Order): Promise<Done> {
    const error = await this.#do(order).then(
      () => null,
      (thrown: Error) => thrown.message,
    )
    const { kinds, closes } = this.#tallies
    const done = {
      kinds: kinds.take(),
      closes: closes.take(),
      sent: this.#attack?.takeSent() ?? [],
    }
    return { error, ...done }
  }

  async #do(order: Order): Promise<void> {
    if (order.do === 'leave') return this.#attack?.leave()
    if (order.do === 'begin') {
      const place = { url: order.url, room: order.room, passes: this.#passes }
      this.#attack = await Attack.begin(place, this.#tallies)
      return
    }
    const planned = Array.from({ length: order.count }, (_, n) =>
      plan(this.#seed, order.from + n, this.#without),
    )
    await this.#attack?.send(planned, order.at)
  }
}

const port = parentPort
if (!port) throw new Error('runs as a worker')
const worker = new CrewWorker(workerData as Campaign)
port.on('message', (order: Order) => void worker.obey(order).then((done) => port.postMessage(done)))
