/**
 * FaultyStore: a disk that a test can break.
 *
 * One `Disk` holds what is durable; each server gets its own handle, which fails while the disk is
 * broken, answers late while it is slow, and falls silent for ever once its server has crashed, as a
 * dead process would.
 */
import { WeftError } from '../../shared/errors.ts'
import { MemoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'

const WRITES: readonly string[] = [
  'createRoom',
  'commit',
  'saveSnapshot',
  'merge',
  'expire',
  'putLink',
  'useLink',
  'putPerson',
  'say',
  'lock',
  'trash',
  'deleteRoom',
  'mark',
  'index',
  'claim',
]

export class Disk {
  readonly content = new MemoryStore()
  /** Writes fail; reads work. As a full disk does. */
  isFull = false
  /** Nothing works. */
  isBroken = false
  /** How long the next call takes, in milliseconds of the fake clock: before it is done, and after. */
  latency: () => number = () => 0
  /** Fails the n-th call of all, once. */
  failAfter = Number.POSITIVE_INFINITY
  /** That call is done, and only its answer is lost: as when a line is cut after a commit. */
  isAnswerLost = false
  calls = 0
  /** A room of which nothing can be read but by whoever reads of all rooms at once. */
  unreadable: string | null = null
  /** What of each room reads back as damaged: seqs of rows, or the snapshot. */
  readonly damage = new Map<string, number | 'snapshot'>()

  fail(how: 'isFull' | 'isBroken'): void {
    this[how] = true
  }

  mend(): void {
    this.isFull = false
    this.isBroken = false
    this.unreadable = null
    this.latency = () => 0
  }

  /** Fails the n-th call from now. */
  failNext(nth: number, isAnswerLost = false): void {
    this.failAfter = this.calls + nth
    this.isAnswerLost = isAnswerLost
  }

  handle(): { store: Store; crash: () => void } {
    let isDead = false
    const store = new Proxy(this.content, {
      get:
        (content, name: keyof Store) =>
        async (...args: unknown[]) => {
          await this.#wait()
          if (isDead) return new Promise(() => undefined)
          const isLost = this.#maybeFail(name, args[0])
          const run = content[name] as (...given: unknown[]) => Promise<unknown>
          const result = await run.apply(content, args)
          this.#maybeDamaged(name, String(args[0]), result)
          await this.#wait()
          if (isLost) throw new Error(`injected: the answer of ${name}, call ${this.calls}`)
          return isDead ? new Promise(() => undefined) : result
        },
    })
    const crash = () => {
      isDead = true
    }
    return { store, crash }
  }

  async #wait(): Promise<void> {
    const milliseconds = this.latency()
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds))
  }

  /** As a store does whose sums do not match. */
  #maybeDamaged(name: string, room: string, found: unknown): void {
    const damage = this.damage.get(room)
    if (damage === undefined) return
    const isBad = Array.isArray(found)
      ? found.some(({ seq }) => seq === damage)
      : name === 'snapshot' && found !== null && damage === 'snapshot'
    if (isBad) throw new WeftError('row-damaged', `room ${room}, ${damage}: sums do not match`)
  }

  /** Whether this call's answer is to be lost. */
  #maybeFail(name: string, room: unknown): boolean {
    if (name === 'close') return false
    if (this.unreadable !== null && room === this.unreadable)
      throw new Error(`injected: ${name} of ${room}`)
    this.calls += 1
    const isDue = this.calls === this.failAfter
    if (isDue && !this.isAnswerLost) throw new Error(`injected: ${name}, call ${this.calls}`)
    if (this.isBroken) throw new Error(`injected: ${name} on a broken disk`)
    if (this.isFull && WRITES.includes(name)) throw new Error(`injected: ${name} on a full disk`)
    return isDue
  }
}
