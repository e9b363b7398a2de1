/**
 * Burst load: one person sends the manuscript's edits, each an update of its own, as fast as the server
 * takes them. Runs as a process of its own.
 *
 * Nothing more is written while a megabyte waits in this process, so a server that reads slowly is not
 * pushed. Behind the last edit the same person asks for the document, and again until it is whole; then
 * another one comes for it.
 */
import { setTimeout } from 'node:timers/promises'
import { until } from '../../server/testing/live.ts'
import type { Dialect, Heard, Place } from '../dialects/dialect.ts'
import { dialectOf } from '../dialects/dialects.ts'
import { Original } from './copy.ts'
import { Line } from './line.ts'
import { readManuscript } from './manuscript.ts'
import { Newcomer } from './newcomer.ts'
import { serve } from './serve.ts'
import { type Strain, StrainGauge } from './strain.ts'

export interface BurstPlan {
  readonly place: Place
  readonly room: string
}

export interface Poured {
  /** Until the last edit had left this process; NaN when that took too long. */
  readonly sent: number
  /** Until another had all of it; NaN like it. */
  readonly seconds: number
  /** Why the line was cut, if it was. */
  readonly cut: string | null
  readonly strain: Strain
}

/** Edits in one write. */
const HANDFUL = 200
const UNSENT_MAX = 1024 * 1024
const AGAIN_MS = 100

export class BurstLoad {
  readonly #manuscript = readManuscript()
  readonly #original = new Original(this.#manuscript.state)
  readonly #dialect: Dialect
  readonly #room: string
  readonly #writer: Line<Heard>
  #answer: Uint8Array | null = null
  #end = Number.POSITIVE_INFINITY

  constructor({ place, room }: BurstPlan) {
    const dialect = dialectOf(place)
    this.#dialect = dialect
    this.#room = room
    const heard = ({ type, payload }: Heard) => {
      if (type === 'step2') this.#answer = payload
    }
    const frames = { decode: (data: Buffer) => dialect.read(data) }
    this.#writer = new Line({ dialect, frames, room, person: 'the writer', heard })
  }

  async join(): Promise<void> {
    await this.#writer.join()
  }

  async pour(patienceMs: number): Promise<Poured> {
    const [start, gauge] = [performance.now(), new StrainGauge()]
    const since = () => (this.#isHopeless ? Number.NaN : (performance.now() - start) / 1_000)
    this.#end = start + patienceMs
    await this.#send()
    const sent = since()
    await this.#askUntilWhole()
    while (!this.#isHopeless && !(await this.#isWholeForAnother()));
    return { sent, seconds: since(), cut: this.#writer.cut, strain: gauge.read() }
  }

  async #send(): Promise<void> {
    const { edits } = this.#manuscript
    for (let from = 0; from < edits.length && !this.#isHopeless; from += HANDFUL) {
      this.#writer.together(() => {
        for (const edit of edits.slice(from, from + HANDFUL)) this.#writer.update(edit)
      })
      await until(() => this.#writer.unsent < UNSENT_MAX || this.#isHopeless)
    }
  }

  async #askUntilWhole(): Promise<void> {
    for (let isWhole = false; !isWhole && !this.#isHopeless; ) {
      this.#answer = null
      this.#writer.askAgain()
      await until(() => this.#answer !== null || this.#isHopeless)
      isWhole = this.#answer !== null && this.#original.isWholeIn(this.#answer)
      if (!isWhole) await setTimeout(AGAIN_MS)
    }
  }

  async #isWholeForAnother(): Promise<boolean> {
    const another = new Newcomer({ dialect: this.#dialect, room: this.#room, person: 'another' })
    await another.join()
    another.line.leave()
    return another.parts.some(({ update }) => this.#original.isWholeIn(update))
  }

  get #isHopeless(): boolean {
    return this.#writer.cut !== null || performance.now() >= this.#end
  }
}

serve((plan: BurstPlan) => new BurstLoad(plan))
