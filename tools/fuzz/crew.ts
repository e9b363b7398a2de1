/**
 * Crew: the attack, on a thread of its own.
 *
 * So that nobody honest waits for what attackers think up: the honest people's latency is to be the
 * server's. One order at a time; what went wrong over there is thrown here.
 */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Sent, Tallies } from './attack.ts'
import type { Place, Victims } from './bystanders.ts'

export interface Campaign {
  readonly seed: number
  readonly without: readonly string[]
  /** The server's secret, with which attackers have tokens too. */
  readonly secret: string
}

type Counts = readonly (readonly [name: string, count: number])[]

export type Order =
  | { readonly do: 'begin'; readonly url: string; readonly room: string }
  | { readonly do: 'send'; readonly from: number; readonly count: number; readonly at: Victims }
  | { readonly do: 'leave' }

export interface Done {
  readonly error: string | null
  readonly sent: readonly Sent[]
  /** Since the last order. */
  readonly kinds: Counts
  readonly closes: Counts
}

export class Crew {
  readonly #worker: Worker
  readonly #tallies: Tallies

  constructor(campaign: Campaign, tallies: Tallies) {
    this.#worker = new Worker(new URL('./crew-worker.ts', import.meta.url), {
      workerData: campaign,
    })
    this.#tallies = tallies
  }

  async begin({ url, room }: Place): Promise<void> {
    await this.#order({ do: 'begin', url, room })
  }

  /** Messages `from` and following, aimed at these people. Returns what was sent, when it has been. */
  async send(from: number, count: number, at: Victims): Promise<readonly Sent[]> {
    return (await this.#order({ do: 'send', from, count, at })).sent
  }

  async leave(): Promise<void> {
    await this.#order({ do: 'leave' })
  }

  async #order(order: Order): Promise<Done> {
    const answer = once(this.#worker, 'message')
    this.#worker.postMessage(order)
    const [done] = (await answer) as [Done]
    this.#tallies.kinds.merge(done.kinds)
    this.#tallies.closes.merge(done.closes)
    if (done.error) throw new Error(done.error)
    return done
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}
