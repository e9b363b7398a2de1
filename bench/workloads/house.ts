/**
 * House: a server with many rooms, and what one of them takes of its memory.
 *
 * Some rooms are entered before the measuring begins, so that what a server needs only once, such as
 * its code, is not divided among the rooms. Its garbage is collected before each look.
 */
import { collectable } from '../../tools/collect.ts'
import type { Contender, Terms } from '../contenders/contender.ts'
import type { LoadProcess } from '../load/load-process.ts'
import type { RoomsLoad, RoomsPlan } from '../load/rooms-load.ts'
import { onStage, type Stage } from '../stage.ts'
import type { Outcome } from './workload.ts'

const KIB = 1024
/** Rooms that are entered before. With fewer, a heap that grows once was seen as 40 KiB a room. */
const FIRST = 200

export interface HousePlan {
  readonly rooms: number
  /** In each. */
  readonly people: number
  /** Load processes that share the rooms. */
  readonly processes: number
  /** After all have come, in each room. */
  readonly keystrokes: number
}

/** KiB for each room: `idle`, and `typed` when there are keystrokes. */
export function houseOf(contender: Contender, plan: HousePlan): Promise<Outcome> {
  // What an operator would set who wants so many; a little above it, since some close late.
  const terms: Terms = { env: collectable, limits: { openRooms: plan.rooms + 1_000 } }
  return onStage(contender, (stage) => new House(stage, plan).play(), terms)
}

class House {
  readonly #stage: Stage
  readonly #plan: HousePlan
  readonly #loads: LoadProcess<RoomsLoad>[] = []

  constructor(stage: Stage, plan: HousePlan) {
    this.#stage = stage
    this.#plan = plan
  }

  async play(): Promise<Outcome> {
    await this.#enter(0, FIRST)
    await this.#type()
    const empty = await this.#stage.held()
    await this.#enterAll()
    const entered = await this.#stage.held()
    await this.#type()
    const typed = this.#plan.keystrokes > 0 ? await this.#stage.held() : Number.NaN
    const each = (memory: number) => (memory - empty) / this.#plan.rooms / KIB
    return {
      figures: { idle: each(entered), typed: each(typed) },
      notes: [],
      faults: await this.#faults(),
    }
  }

  async #enterAll(): Promise<void> {
    const { rooms, processes } = this.#plan
    const share = Math.ceil(rooms / processes)
    const shares = Array.from({ length: processes }, (_, number) => FIRST + number * share)
    await Promise.all(
      shares.map((from) => this.#enter(from, Math.min(from + share, FIRST + rooms))),
    )
  }

  async #enter(from: number, to: number): Promise<void> {
    const plan: RoomsPlan = { places: [this.#stage.place], from, to, people: this.#plan.people }
    const load = this.#stage.load<RoomsLoad>('rooms-load.ts', plan)
    this.#loads.push(load)
    await load.call('join')
  }

  async #type(): Promise<void> {
    const { keystrokes } = this.#plan
    await Promise.all(this.#loads.map((load) => load.call('type', keystrokes)))
  }

  async #faults(): Promise<readonly string[]> {
    const faults = await Promise.all(this.#loads.map((load) => load.call('faults')))
    return faults.flat()
  }
}
