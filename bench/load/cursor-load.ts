/**
 * Cursor load: everybody in one room, each moving a cursor. Runs as a process of its own.
 *
 * A cursor is what an editor sends of one: a whole awareness state, here with the number of the move in
 * it, since servers may give a state a clock of their own. Only the last place of a cursor matters, so a
 * server may leave moves out: a move has arrived when it or a later one of the same person has. One that
 * never did counts as late as it is when the load gives up waiting.
 */
import { Chance } from '../../server/testing/chance.ts'
import { until } from '../../server/testing/live.ts'
import { bytes } from '../../tools/fuzz/wire.ts'
import { within } from '../../tools/within.ts'
import type { Place } from '../dialects/dialect.ts'
import { inTurns } from '../dialects/dialects.ts'
import { authorOf, clientOf } from './authors.ts'
import { type Cursor, Frames } from './frames.ts'
import { Latencies, type Spread } from './latencies.ts'
import { Line } from './line.ts'
import { keepRhythm, type Rhythm } from './rhythm.ts'
import { serve } from './serve.ts'
import { type Strain, StrainGauge } from './strain.ts'

export interface CursorPlan {
  /** The people take them in turns. */
  readonly places: readonly Place[]
  readonly room: string
  readonly people: number
}

export interface Moved {
  readonly moves: number
  /** From a move to another's socket. */
  readonly latency: Spread
  /** Of all moves times the others, the share that had arrived when the moving ended. */
  readonly inTime: number
  /** Cursors that at the end somebody saw in an old place. */
  readonly stale: number
  readonly strain: Strain
}

const JOIN_MS = 30_000
const SETTLE_MS = 30_000

/** One person: his cursor, and where he saw those of the others last. */
class Person {
  readonly line: Line
  /** When he made each of his moves. */
  readonly movedAt: number[] = []
  /** The last move that he was shown, by person. */
  readonly seen: Int32Array
  readonly #client: number

  constructor(number: number, people: number, line: Line) {
    this.#client = clientOf(number)
    this.line = line
    this.seen = new Int32Array(people).fill(-1)
  }

  move(): void {
    const move = this.movedAt.length
    this.movedAt.push(performance.now())
    this.line.awareness(bytes(1, this.#client, move + 1, stateOf(this.#client, move)))
  }
}

/** As y-codemirror.next writes it. */
function stateOf(client: number, move: number): string {
  const place = { type: null, tname: 'content', item: { client, clock: move }, assoc: 0 }
  const user = { name: `Person ${client}`, color: '#0369a1', colorLight: '#0369a133' }
  return JSON.stringify({ user, cursor: { anchor: place, head: place }, move })
}

export class CursorLoad {
  readonly #people: readonly Person[]
  readonly #chance = new Chance(1)
  #latencies = new Latencies()
  #arrived = 0

  constructor({ places, room, people }: CursorPlan) {
    const dialects = inTurns(places)
    const frames = new Frames(dialects(0))
    this.#people = Array.from({ length: people }, (_, number) => {
      const heard = ({ cursors }: { cursors: readonly Cursor[] }) => this.#see(number, cursors)
      const [dialect, person] = [dialects(number), `person-${number}`]
      const line = new Line({ dialect, frames, room, person, heard })
      return new Person(number, people, line)
    })
  }

  /** One after the other, and each shows a cursor. */
  async join(): Promise<void> {
    for (const person of this.#people) {
      await within(JOIN_MS, 'one more is in the room', person.line.join())
      person.move()
    }
    // Those who came later were not there for it, and not every server tells them.
    for (const person of this.#people) person.move()
    await this.#settle()
  }

  async move(rhythm: Rhythm): Promise<Moved> {
    this.#latencies = new Latencies()
    const [moves, arrived, gauge] = [this.#moves, this.#arrived, new StrainGauge()]
    await keepRhythm(rhythm, this.#people, this.#chance, (person, times) => {
      for (let left = times; left > 0; left -= 1) person.move()
    })
    const strain = gauge.read()
    const made = this.#moves - moves
    const inTime = (this.#arrived - arrived) / (made * (this.#people.length - 1))
    const stale = await this.#settle()
    return { moves: made, latency: this.#latencies.spread, inTime, stale, strain }
  }

  cuts(): readonly string[] {
    return this.#people.flatMap(({ line }) => line.cut ?? [])
  }

  #see(viewer: number, cursors: readonly Cursor[]): void {
    const now = performance.now()
    for (const { client, move } of cursors)
      if (authorOf(client) !== viewer) this.#arrive(viewer, authorOf(client), move, now)
  }

  /** All moves up to that one, which stands for those that were left out. */
  #arrive(viewer: number, mover: number, upTo: number, now: number): void {
    const [seen, moves] = [this.#people[viewer]?.seen, this.#people[mover]?.movedAt]
    if (!seen || !moves) return
    for (let move = (seen[mover] ?? -1) + 1; move <= upTo; move += 1) {
      this.#latencies.add(now - (moves[move] ?? Number.NaN))
      this.#arrived += 1
    }
    seen[mover] = Math.max(seen[mover] ?? -1, upTo)
  }

  /** Until all see all where they are; how many cursors are not, and from now on count as if they were. */
  async #settle(): Promise<number> {
    const end = performance.now() + SETTLE_MS
    const all = this.#moves * (this.#people.length - 1)
    await until(() => this.#arrived >= all || performance.now() >= end)
    const stale = this.#stale()
    for (const [viewer, mover] of stale)
      this.#arrive(viewer, mover, this.#last(mover), performance.now())
    return stale.length
  }

  #stale(): readonly (readonly [viewer: number, mover: number])[] {
    return this.#people.flatMap(({ seen }, viewer) =>
      [...seen].flatMap((move, mover) =>
        mover === viewer || move >= this.#last(mover) ? [] : [[viewer, mover] as const],
      ),
    )
  }

  #last(mover: number): number {
    return (this.#people[mover]?.movedAt.length ?? 0) - 1
  }

  get #moves(): number {
    return this.#people.reduce((sum, { movedAt }) => sum + movedAt.length, 0)
  }
}

serve((plan: CursorPlan) => new CursorLoad(plan))
