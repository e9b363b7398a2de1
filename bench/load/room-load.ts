/**
 * Room load: everybody in one room, some of them typing. Runs as a process of its own.
 *
 * `join`, then `type` as often as wanted, `settle` between and at the end. Every edit that each person
 * is sent is counted (`Receiver`), and timed from its author's send to his socket.
 */
import { Chance } from '../../server/testing/chance.ts'
import { until } from '../../server/testing/live.ts'
import { within } from '../../tools/within.ts'
import type { Place } from '../dialects/dialect.ts'
import { inTurns } from '../dialects/dialects.ts'
import { authorOf } from './authors.ts'
import { Frames, type Run } from './frames.ts'
import { Latencies, type Spread } from './latencies.ts'
import { Line } from './line.ts'
import { faultsOf, Receiver } from './receiver.ts'
import { keepRhythm, type Rhythm } from './rhythm.ts'
import { serve } from './serve.ts'
import { type Strain, StrainGauge } from './strain.ts'
import { Typist } from './typist.ts'

export interface RoomPlan {
  /** The people take them in turns. */
  readonly places: readonly Place[]
  readonly room: string
  readonly people: number
  /** So many of them type. */
  readonly typists: number
}

export interface Typed {
  readonly edits: number
  /** Edits times the others, while they typed. */
  readonly deliveries: number
  readonly seconds: number
  readonly latency: Spread
  /** Deliveries still missing half a second later. */
  readonly behind: number
  readonly strain: Strain
}

const JOIN_MS = 30_000
const GRACE_MS = 500
const SETTLE_MS = 60_000

export class RoomLoad {
  readonly #plan: RoomPlan
  readonly #lines: readonly Line[]
  readonly #typists: readonly Typist[]
  readonly #receivers: readonly Receiver[]
  readonly #chance = new Chance(1)
  #latencies = new Latencies()
  #arrived = 0

  constructor(plan: RoomPlan) {
    this.#plan = plan
    const dialects = inTurns(plan.places)
    const frames = new Frames(dialects(0))
    const numbers = Array.from({ length: plan.people }, (_, number) => number)
    this.#receivers = numbers.map(
      (number) => new Receiver(plan.typists, number < plan.typists ? number : -1),
    )
    this.#lines = this.#receivers.map((receiver, number) => {
      const heard = ({ runs }: { runs: readonly Run[] }) => this.#hear(receiver, runs)
      const [dialect, person] = [dialects(number), `person-${number}`]
      return new Line({ dialect, frames, room: plan.room, person, heard })
    })
    this.#typists = this.#lines
      .slice(0, plan.typists)
      .map((line, author) => new Typist(author, line))
  }

  /** One after the other: this is not the join that is measured. */
  async join(): Promise<void> {
    for (const line of this.#lines) await within(JOIN_MS, 'one more is in the room', line.join())
  }

  /** Each at that rhythm. */
  async type(rhythm: Rhythm): Promise<Typed> {
    this.#latencies = new Latencies()
    const [edits, arrived, gauge] = [this.#edits, this.#arrived, new StrainGauge()]
    const seconds = await keepRhythm(rhythm, this.#typists, this.#chance, (typist, keystrokes) =>
      typist.type(keystrokes),
    )
    const [strain, deliveries] = [gauge.read(), this.#arrived - arrived]
    await this.#graceFor(GRACE_MS)
    return {
      edits: this.#edits - edits,
      deliveries,
      seconds,
      latency: this.#latencies.spread,
      behind: this.#missing,
      strain,
    }
  }

  /** Until everything has arrived; what has gone wrong so far. */
  async settle(): Promise<readonly string[]> {
    await this.#graceFor(SETTLE_MS)
    const missing = this.#missing > 0 ? [`${this.#missing} deliveries never came`] : []
    return [...missing, ...this.#cuts, ...faultsOf(this.#receivers)]
  }

  async #graceFor(ms: number): Promise<void> {
    const end = performance.now() + ms
    const isHopeless = () => this.#cuts.length > 0 || performance.now() >= end
    await until(() => this.#missing <= 0 || isHopeless())
  }

  get #cuts(): readonly string[] {
    return this.#lines.flatMap(({ cut }) => cut ?? [])
  }

  #hear(receiver: Receiver, runs: readonly Run[]): void {
    const now = performance.now()
    for (const run of runs) {
      const fresh = receiver.take(run)
      this.#arrived += fresh
      const typist = this.#typists[authorOf(run.client)]
      if (typist)
        for (let clock = run.end - fresh; clock < run.end; clock += 1)
          this.#latencies.add(now - typist.sentAt(clock))
    }
  }

  get #edits(): number {
    return this.#typists.reduce((sum, { clock }) => sum + clock, 0)
  }

  get #missing(): number {
    return this.#edits * (this.#plan.people - 1) - this.#arrived
  }
}

serve((plan: RoomPlan) => new RoomLoad(plan))
