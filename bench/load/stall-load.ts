/**
 * Stall load: one types, one reads, and one stops reading. Runs as a process of its own.
 *
 * The typist replaces his text by the next one, so that much passes and the document stays small. Every
 * edit is counted at the reader's socket; who stalled must have the same text in the end, unless
 * the server had closed him.
 */
import * as Y from 'yjs'
import { Chance } from '../../server/testing/chance.ts'
import { until } from '../../server/testing/live.ts'
import { CONTENT } from '../../shared/protocol.ts'
import { within } from '../../tools/within.ts'
import type { Dialect, Heard, Place } from '../dialects/dialect.ts'
import { dialectOf } from '../dialects/dialects.ts'
import { clientOf } from './authors.ts'
import { Copy } from './copy.ts'
import { runsOf } from './frames.ts'
import { Line } from './line.ts'
import { faultsOf, Receiver } from './receiver.ts'
import { keepRhythm } from './rhythm.ts'
import { serve } from './serve.ts'
import { type Strain, StrainGauge } from './strain.ts'

export interface StallPlan {
  readonly place: Place
  readonly room: string
}

export interface Traffic {
  readonly texts: number
  /** Characters of each; as many bytes. */
  readonly size: number
  readonly ms: number
}

export interface Passed {
  readonly bytes: number
  readonly strain: Strain
}

const AUTHOR = 0
const JOIN_MS = 30_000
const SETTLE_MS = 20_000

/** Whose text is replaced all the time. */
class Author {
  readonly #doc = new Y.Doc()
  readonly #text = this.#doc.getText(CONTENT)
  readonly #chance = new Chance(1)
  /** The clock of his next edit. */
  clock = 0
  bytes = 0

  constructor(line: Line<Heard>) {
    this.#doc.clientID = clientOf(AUTHOR)
    this.#doc.on('update', (update: Uint8Array) => {
      this.bytes += update.length
      line.update(update)
    })
  }

  replace(size: number): void {
    const letter = String.fromCharCode(97 + this.#chance.below(26))
    this.#doc.transact(() => {
      this.#text.delete(0, this.#text.length)
      this.#text.insert(0, letter.repeat(size))
    })
    this.clock += size
  }

  get text(): string {
    return this.#text.toString()
  }
}

export class StallLoad {
  readonly #typing: Line<Heard>
  readonly #reading: Line<Heard>
  readonly #stalling: Line<Heard>
  readonly #author: Author
  readonly #receiver = new Receiver(1)
  /** What the one who stalls was sent. */
  readonly #stalled = new Copy()

  constructor({ place, room }: StallPlan) {
    const dialect = dialectOf(place)
    this.#typing = lineIn(dialect, room, 'who types', () => undefined)
    this.#reading = lineIn(dialect, room, 'who reads', (update) => {
      for (const run of runsOf(update)) this.#receiver.take(run)
    })
    this.#stalling = lineIn(dialect, room, 'who stalls', (update) => this.#stalled.take(update))
    this.#author = new Author(this.#typing)
  }

  async join(): Promise<void> {
    for (const line of [this.#typing, this.#reading, this.#stalling])
      await within(JOIN_MS, 'one more is in the room', line.join())
  }

  stall(): void {
    this.#stalling.pause()
  }

  /** Returns when the reader has it. */
  async pass({ texts, size, ms }: Traffic): Promise<Passed> {
    const [before, gauge] = [this.#author.bytes, new StrainGauge()]
    const rhythm = { rate: texts / (ms / 1_000), ms: ms - 1 }
    await keepRhythm(rhythm, [this.#author], new Chance(1), (author, times) => {
      for (let left = times; left > 0; left -= 1) author.replace(size)
    })
    await this.#untilOrLate(() => this.#receiver.arrived >= this.#author.clock)
    return { bytes: this.#author.bytes - before, strain: gauge.read() }
  }

  /** Why the server had enough of who stalled; null when it did not. */
  async resume(): Promise<string | null> {
    this.#stalling.resume()
    await this.#untilOrLate(() => this.#isCaughtUp || this.#stalling.cut !== null)
    return this.#stalling.cut
  }

  faults(): readonly string[] {
    const missing = this.#author.clock - this.#receiver.arrived
    const isLacking = !this.#isCaughtUp && this.#stalling.cut === null
    return [
      ...(missing > 0 ? [`${missing} characters never came to who read`] : []),
      ...(isLacking ? ['who stalled has not got the text'] : []),
      ...faultsOf([this.#receiver]),
      ...[this.#typing.cut, this.#reading.cut].flatMap((cut) => cut ?? []),
    ]
  }

  get #isCaughtUp(): boolean {
    const hasAll = this.#stalled.clockOf(clientOf(AUTHOR)) === this.#author.clock
    return hasAll && this.#stalled.text === this.#author.text
  }

  async #untilOrLate(holds: () => boolean): Promise<void> {
    const end = performance.now() + SETTLE_MS
    await until(() => holds() || performance.now() >= end)
  }
}

function lineIn(
  dialect: Dialect,
  room: string,
  person: string,
  given: (update: Uint8Array) => void,
): Line<Heard> {
  const heard = ({ type, payload }: Heard) => {
    if (type === 'step2' || type === 'update') given(payload)
  }
  const frames = { decode: (data: Buffer) => dialect.read(data) }
  return new Line({ dialect, frames, room, person, heard })
}

serve((plan: StallPlan) => new StallLoad(plan))
