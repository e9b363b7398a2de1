/**
 * Rooms load: many rooms with few people in each. Runs as a process of its own; several of them share
 * the rooms of one house.
 *
 * Everybody joins and is synced. In a room in which somebody types, every keystroke is counted at
 * everybody else's socket.
 */
import { until } from '../../server/testing/live.ts'
import { within } from '../../tools/within.ts'
import type { Dialect, Place } from '../dialects/dialect.ts'
import { inTurns } from '../dialects/dialects.ts'
import { Frames, type Run } from './frames.ts'
import { Line } from './line.ts'
import { faultsOf, Receiver } from './receiver.ts'
import { serve } from './serve.ts'
import { Typist } from './typist.ts'

export interface RoomsPlan {
  /** The people take them in turns, and the rooms begin at another. */
  readonly places: readonly Place[]
  /** Numbers of the rooms, `to` not among them. */
  readonly from: number
  readonly to: number
  /** In each. */
  readonly people: number
}

const JOIN_MS = 60_000
/** Rooms that are entered at the same time. */
const DOORS = 25
const SETTLE_MS = 30_000

/** The first of them types. */
class Room {
  readonly lines: readonly Line[]
  readonly receivers: readonly Receiver[]
  readonly #typist: Typist | undefined

  constructor(number: number, people: number, dialects: (turn: number) => Dialect, frames: Frames) {
    const numbers = Array.from({ length: people }, (_, one) => one)
    this.receivers = numbers.map((one) => new Receiver(1, one === 0 ? 0 : -1))
    this.lines = this.receivers.map((receiver, one) => {
      const heard = ({ runs }: { runs: readonly Run[] }) => {
        for (const run of runs) receiver.take(run)
      }
      const [room, person] = [`room-${number}`, `person-${number}-${one}`]
      const dialect = dialects(number + one)
      return new Line({ dialect, frames, room, person, heard })
    })
    const [first] = this.lines
    if (first) this.#typist = new Typist(0, first)
  }

  async join(): Promise<void> {
    for (const line of this.lines) await line.join()
  }

  /** Returns when the others have it: one keystroke is one update to the server. */
  async type(): Promise<void> {
    this.#typist?.type(1)
    await until(() => this.missing <= 0)
  }

  get missing(): number {
    const edits = (this.#typist?.clock ?? 0) * (this.receivers.length - 1)
    return edits - this.receivers.reduce((sum, { arrived }) => sum + arrived, 0)
  }
}

export class RoomsLoad {
  readonly #rooms: readonly Room[]

  constructor({ places, from, to, people }: RoomsPlan) {
    const dialects = inTurns(places)
    const frames = new Frames(dialects(0))
    this.#rooms = Array.from(
      { length: to - from },
      (_, number) => new Room(from + number, people, dialects, frames),
    )
  }

  async join(): Promise<void> {
    for (let first = 0; first < this.#rooms.length; first += DOORS) {
      const entered = this.#rooms.slice(first, first + DOORS).map((room) => room.join())
      await within(JOIN_MS, 'some more rooms are entered', Promise.all(entered))
    }
  }

  /** In every room so many keystrokes, all rooms at once and each at the pace of its server. */
  async type(keystrokes: number): Promise<void> {
    for (let left = keystrokes; left > 0; left -= 1)
      await within(SETTLE_MS, 'a keystroke in each room', this.#typeOnce())
  }

  async #typeOnce(): Promise<void> {
    await Promise.all(this.#rooms.map((room) => room.type()))
  }

  /** What has gone wrong so far. */
  faults(): readonly string[] {
    const missing = this.#rooms.reduce((sum, room) => sum + room.missing, 0)
    const cuts = this.#rooms.flatMap(({ lines }) => lines.flatMap(({ cut }) => cut ?? []))
    return [
      ...(missing > 0 ? [`${missing} deliveries never came`] : []),
      ...(cuts.length > 0 ? [`${cuts.length} were cut off, one of them: ${cuts[0]}`] : []),
      ...faultsOf(this.#rooms.flatMap(({ receivers }) => receivers)),
    ]
  }
}

serve((plan: RoomsPlan) => new RoomsLoad(plan))
