/**
 * Pulse: how long a keystroke takes from one node's people to the other's, all the time.
 *
 * Two people in a room of their own, each on a node: each types a number four times a second, and it is
 * noted when the other sees it. Both ends are in this process, so one clock measures.
 */
import type * as Y from 'yjs'
import { createRoom, until } from '../server/testing/live.ts'
import { Guest } from './guest.ts'

const EVERY_MS = 250
const QUICK_MS = 1_000

export interface Beat {
  readonly sentAt: number
  /** Undefined while nobody has seen it. */
  arrivedAt: number | undefined
}

export class Pulse {
  /** In both directions. */
  readonly beats: Beat[] = []
  readonly #guests: readonly Guest[]
  readonly #timer: NodeJS.Timeout

  private constructor(guests: readonly Guest[]) {
    this.#guests = guests
    for (const { text } of guests) text.observe((event) => this.#seen(event))
    this.#timer = setInterval(() => this.#beat(), EVERY_MS)
  }

  /** @param urls of the two nodes */
  static async open(urls: readonly string[]): Promise<Pulse> {
    const [first = ''] = urls
    const room = await createRoom(first)
    const join = (url: string, index: number) =>
      Guest.join({ url, room, role: 'editor', name: `Pulse ${index}` })
    return new Pulse(await Promise.all(urls.map(join)))
  }

  #beat(): void {
    for (const { text } of this.#guests) {
      const number = this.beats.push({ sentAt: performance.now(), arrivedAt: undefined }) - 1
      text.insert(text.length, `${number} `)
    }
  }

  #seen({ changes, transaction }: Y.YTextEvent): void {
    if (transaction.local) return
    const inserted = changes.delta.map(({ insert }) => (typeof insert === 'string' ? insert : ''))
    for (const number of inserted.join('').match(/\d+/g) ?? []) {
      const beat = this.beats[Number(number)]
      if (beat) beat.arrivedAt ??= performance.now()
    }
  }

  /** Until one that was sent after this time was seen, and one in the other direction, both within a second. */
  async healthyAfter(time: number): Promise<void> {
    const isQuick = (beat?: Beat) => beat?.arrivedAt !== undefined && delayOf(beat) < QUICK_MS
    const isPair = (beat: Beat, index: number) =>
      index % 2 === 0 && beat.sentAt >= time && isQuick(beat) && isQuick(this.beats[index + 1])
    await until(() => this.beats.some(isPair))
  }

  /** The longest that one of those sent between these times took, or has taken so far, in milliseconds. */
  longest(from: number, to: number): number {
    const sent = this.beats.filter(({ sentAt }) => sentAt >= from && sentAt < to)
    return Math.max(0, ...sent.map(delayOf))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    for (const guest of this.#guests) guest.close()
  }
}

const delayOf = ({ sentAt, arrivedAt = performance.now() }: Beat): number => arrivedAt - sentAt
