/**
 * Kill load: people who type in one room until their server is gone. Runs as a process of its own.
 *
 * Each types at the end of his own words, so the next clock of his clientID says how many of his edits
 * somebody has. What was acknowledged, and what somebody else had on his screen, counts until the
 * last byte has come (`cut`); `compare` tells what of it is gone at the server that took its place.
 */
import * as decoding from 'lib0/decoding'
import { Chance } from '../../server/testing/chance.ts'
import { until } from '../../server/testing/live.ts'
import { within } from '../../tools/within.ts'
import type { Heard, Place } from '../dialects/dialect.ts'
import { dialectOf } from '../dialects/dialects.ts'
import { authorOf, clientOf } from './authors.ts'
import { Copy } from './copy.ts'
import { runsOf } from './frames.ts'
import { Line } from './line.ts'
import { Newcomer } from './newcomer.ts'
import { keepRhythm, type Rhythm } from './rhythm.ts'
import { serve } from './serve.ts'
import { Typist } from './typist.ts'

export interface KillPlan {
  readonly place: Place
  readonly room: string
  readonly people: number
}

export interface Gone {
  readonly edits: number
  /** Edits that were lost though the server had said that it has them; NaN where it never says so. */
  readonly acknowledged: number
  /** Edits that were lost though another person had seen them. */
  readonly seen: number
  /** Whether it had been asked what is saved, so that an acknowledgement is a promise. */
  readonly wasAsked: boolean
}

const JOIN_MS = 30_000
const CUT_MS = 10_000

interface Person {
  readonly line: Line<Heard>
  readonly typist: Typist
  /** Of his edits, so many were acknowledged; null as long as none was. */
  acknowledged: number | null
  /** Of his edits, so many had come to somebody else. */
  seen: number
}

export class KillLoad {
  readonly #people: readonly Person[]
  readonly #wasAsked: boolean

  constructor({ place, room, people }: KillPlan) {
    const dialect = dialectOf(place)
    this.#wasAsked = dialect.question(0) !== null
    const frames = { decode: (data: Buffer) => dialect.read(data) }
    this.#people = Array.from({ length: people }, (_, author): Person => {
      const heard = (read: Heard) => this.#hear(author, read)
      const line = new Line({ dialect, frames, room, person: personOf(author), heard })
      return { line, typist: new Typist(author, line), acknowledged: null, seen: 0 }
    })
  }

  async join(): Promise<void> {
    for (const { line } of this.#people) await within(JOIN_MS, 'one more is there', line.join())
  }

  /** Goes on when the server has gone, as people do. */
  async type(rhythm: Rhythm): Promise<void> {
    await keepRhythm(rhythm, this.#people, new Chance(1), ({ line, typist }, keystrokes) => {
      if (line.cut !== null) return
      typist.type(keystrokes)
      line.askForReceipt(typist.clock)
    })
  }

  /** When the last that the server had sent has come. */
  async cut(): Promise<void> {
    const areCut = () => this.#people.every(({ line }) => line.cut !== null)
    await within(CUT_MS, 'all lines are cut', until(areCut))
  }

  /** What is not there any more, at the server that took its place. */
  async compare(place: Place, room: string, patienceMs: number): Promise<Gone> {
    const copy = new Copy()
    const came = ({ update }: { readonly update: Uint8Array }) => copy.take(update)
    const someone = new Newcomer({ dialect: dialectOf(place), room, person: 'someone', came })
    await within(JOIN_MS, 'someone is in the room', someone.join())
    const end = performance.now() + patienceMs
    await until(() => this.#lost(copy, ({ seen }) => seen) === 0 || performance.now() >= end)
    someone.line.leave()
    return {
      edits: this.#people.reduce((sum, { typist }) => sum + typist.clock, 0),
      acknowledged: this.#lost(copy, ({ acknowledged }) => acknowledged ?? Number.NaN),
      seen: this.#lost(copy, ({ seen }) => seen),
      wasAsked: this.#wasAsked,
    }
  }

  #hear(viewer: number, { type, payload }: Heard): void {
    if (type === 'receipt') this.#acknowledge(viewer, payload)
    else if (type === 'update' || type === 'step2') this.#see(viewer, payload)
  }

  /** A receipt has the number of edits that it covers, or is one of as many as there are edits. */
  #acknowledge(author: number, receipt: Uint8Array): void {
    const person = this.#people[author]
    if (!person || person.typist.clock === 0) return
    person.acknowledged =
      receipt.length > 0
        ? decoding.readVarUint(decoding.createDecoder(receipt))
        : (person.acknowledged ?? 0) + 1
  }

  #see(viewer: number, update: Uint8Array): void {
    for (const { client, end } of runsOf(update)) {
      const author = this.#people[authorOf(client)]
      if (author && author !== this.#people[viewer]) author.seen = Math.max(author.seen, end)
    }
  }

  /** Of so many edits of each, those that the copy has not. */
  #lost(copy: Copy, had: (person: Person) => number): number {
    const lost = (person: Person, author: number) =>
      Math.max(0, had(person) - copy.clockOf(clientOf(author)))
    return this.#people.reduce((sum, person, author) => sum + lost(person, author), 0)
  }
}

const personOf = (author: number): string => `person-${author}`

serve((plan: KillPlan) => new KillLoad(plan))
