/**
 * Document load: a long document, and people who come to read it. Runs as a process of its own.
 *
 * `seed` brings the manuscript; then a `crowd` may come as often as wanted, or the `first` after a
 * restart. What each was given is compared with the whole of it.
 */
import { until } from '../../server/testing/live.ts'
import { within } from '../../tools/within.ts'
import type { Dialect, Place } from '../dialects/dialect.ts'
import { dialectOf } from '../dialects/dialects.ts'
import { Copy, Original } from './copy.ts'
import { Latencies, type Spread } from './latencies.ts'
import { readManuscript } from './manuscript.ts'
import { Newcomer, type Part } from './newcomer.ts'
import { serve } from './serve.ts'
import { type Strain, StrainGauge } from './strain.ts'

export interface DocumentPlan {
  readonly place: Place
  readonly room: string
}

export interface Crowd {
  /** From connecting to the answer. */
  readonly latency: Spread
  /** Of all that one was sent. */
  readonly bytes: number
  /** Of them, those whose answer was not the whole document. */
  readonly wanting: number
  readonly strain: Strain
}

export interface First {
  /** From connecting to the whole document; NaN when that was not reached. */
  readonly ms: number
  /** In the answer. */
  readonly atFirst: number
  /** In the end. */
  readonly characters: number
  readonly bytes: number
}

const JOIN_MS = 30_000
const WRITER = 'the writer'

export class DocumentLoad {
  readonly #state = readManuscript().state
  readonly #original = new Original(this.#state)
  readonly #dialect: Dialect
  readonly #room: string
  readonly #writer: Newcomer

  constructor({ place, room }: DocumentPlan) {
    this.#dialect = dialectOf(place)
    this.#room = room
    this.#writer = this.#newcomer(WRITER)
  }

  /** Until somebody else is given all of it. The writer stays, so the room stays open. */
  async seed(): Promise<void> {
    await within(JOIN_MS, 'the writer is in the room', this.#writer.join())
    this.#writer.line.update(this.#state)
    const isThere = async () => (await this.crowd(1)).wanting === 0
    await within(JOIN_MS, 'the document is there', until(isThere))
  }

  /** All at once; they leave when all are there. */
  async crowd(people: number): Promise<Crowd> {
    const crowd = Array.from({ length: people }, (_, one) => this.#newcomer(`reader-${one}`))
    const gauge = new StrainGauge()
    await within(JOIN_MS, 'all are in the room', Promise.all(crowd.map((one) => one.join())))
    const strain = gauge.read()
    const latencies = new Latencies()
    for (const { parts } of crowd) latencies.add(parts[0]?.ms ?? Number.NaN)
    const bytes = crowd.reduce((sum, { line }) => sum + line.bytes, 0) / people
    for (const { line } of crowd) line.leave()
    const wanting = crowd.filter(({ parts }) => !this.#isWhole(parts[0]?.update)).length
    return { latency: latencies.spread, bytes, wanting, strain }
  }

  /** One, who stays until he has it all, or for so long. */
  async first(patienceMs: number): Promise<First> {
    const copy = new Copy()
    let [ms, atFirst] = [Number.NaN, Number.NaN]
    const one = this.#newcomer('the first', (part) => {
      copy.take(part.update)
      if (Number.isNaN(atFirst)) atFirst = copy.characters
      if (Number.isNaN(ms) && this.#original.isMatchedBy(copy)) ms = part.ms
    })
    const end = performance.now() + patienceMs
    await within(JOIN_MS, 'the first is in the room', one.join())
    await until(() => !Number.isNaN(ms) || one.line.cut !== null || performance.now() >= end)
    return { ms, atFirst, characters: copy.characters, bytes: one.line.bytes }
  }

  #newcomer(person: string, came: (part: Part) => void = ignored): Newcomer {
    return new Newcomer({ dialect: this.#dialect, room: this.#room, person, came })
  }

  #isWhole(update: Uint8Array | undefined): boolean {
    return update !== undefined && this.#original.isWholeIn(update)
  }
}

const ignored = () => undefined

serve((plan: DocumentPlan) => new DocumentLoad(plan))
