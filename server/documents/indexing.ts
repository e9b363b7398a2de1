/**
 * Indexing: keeps the catalog's titles and texts up to date with the log.
 *
 * Promises that a room is told to the catalog a second after it has changed, and while it goes on
 * changing every ten seconds, a large one less often, its title always within the second; and that no room is forgotten: what a crash left
 * behind is found by looking through all rooms once after the start. Costs the document thread no more
 * than TURN_MS at a time. Leaves committing to the store, and when to look to local.ts.
 */
import type { IndexedText } from '../store/catalog.ts'
import type { Store } from '../store/store.ts'
import type { Document } from './document.ts'

export const FIRST_MS = 1_000
const AGAIN_MS = 10_000
/** SQLite takes some 40 ms for as many characters; what comes after them is not searched. */
const TEXT_MAX = 1_000_000
/** A text of this length and less is taken every AGAIN_MS; a longer one in proportion. */
const TEXT_SMALL = 100_000
/** How long one turn may go on reading texts, in milliseconds. */
const TURN_MS = 25
/** How many rooms are looked at in one step, after the start. */
const STEP = 1_000

interface Known {
  /** Undefined: nothing has changed since it was indexed. */
  due: number | undefined
  /** No sooner than this, but for another title. */
  next: number
  /** As it was indexed. */
  title: string
}

export class Indexing {
  readonly #store: Store
  readonly #load: (room: string) => Promise<Document>
  readonly #known = new Map<string, Known>()
  /** The last room that was looked at after the start; null when all have been. */
  #lookedAt: string | null = ''

  constructor(store: Store, load: (room: string) => Promise<Document>) {
    this.#store = store
    this.#load = load
  }

  /** `title`: as it is now, if that is known. */
  changed(room: string, title?: string): void {
    const known = this.#known.get(room) ?? { due: undefined, next: 0, title: '' }
    const soon = performance.now() + FIRST_MS
    if (title !== undefined && title !== known.title) known.due = Math.min(known.due ?? soon, soon)
    known.due ??= Math.max(soon, known.next)
    this.#known.set(room, known)
  }

  get isDue(): boolean {
    const now = performance.now()
    return [...this.#known.values()].some(({ due, next }) => (due ?? next) <= now)
  }

  /** Whether something is due within so many milliseconds. */
  isBehind(within: number): boolean {
    const until = performance.now() + within
    return [...this.#known.values()].some(({ due }) => due !== undefined && due <= until)
  }

  /** Indexes what is due within so many milliseconds, as far as there is time for it. */
  async index(within = 0): Promise<void> {
    const start = performance.now()
    const texts: IndexedText[] = []
    for (const [room, { due, next }] of this.#known) {
      if (performance.now() - start > TURN_MS) break
      if (due === undefined && next < start) this.#known.delete(room)
      if (due !== undefined && due <= start + within) texts.push(...(await this.#textOf(room)))
    }
    await this.#put(texts)
  }

  /** A room that is about to be closed, now. */
  async close(room: string): Promise<void> {
    if (this.#known.get(room)?.due !== undefined) await this.#put(await this.#textOf(room))
    this.#known.delete(room)
  }

  /** When it fails, all is tried again after a while. */
  async #put(texts: readonly IndexedText[]): Promise<void> {
    if (texts.length === 0) return
    const now = performance.now()
    for (const { room, title } of texts)
      this.#known.set(room, { due: now + AGAIN_MS, next: 0, title })
    await this.#store.index(texts)
    for (const { room, title, text } of texts) {
      const wait = AGAIN_MS * Math.max(1, text.length / TEXT_SMALL)
      this.#known.set(room, { due: undefined, next: now + wait, title })
    }
  }

  /** None of a room that is gone, or cannot be read. */
  async #textOf(room: string): Promise<IndexedText[]> {
    try {
      const { seq, title, text } = await this.#load(room)
      return [{ room, seq, title, text: text.slice(0, TEXT_MAX) }]
    } catch {
      // Whoever opens it is told why; the search does without it.
      this.#known.delete(room)
      return []
    }
  }

  /** Looks at the next few of all rooms, until each has been looked at once. */
  async lookOn(): Promise<void> {
    const after = this.#lookedAt
    if (after === null) return
    // Until it is answered nobody asks again.
    this.#lookedAt = null
    const { rooms, last } = await this.#store.unindexed(after, STEP).catch((error: unknown) => {
      this.#lookedAt = after
      throw error
    })
    for (const room of rooms) this.changed(room)
    this.#lookedAt = last
  }
}
