/**
 * Unsent: remembers across reloads that this browser holds edits which the server may not have.
 *
 * Promises that a mark stays until the edits of the tab that made it are known to be saved: each tab
 * has its own, and a later visit takes over the marks it finds, since it loads the same edits from
 * IndexedDB and sends them. A mark that changed in the meantime belongs to a tab that still writes.
 */
import { forget, recall, recallKeys, remember } from './memory.ts'

const MARK = 'unsent:'

/** The documents of which any tab of this browser holds edits that the server may not have. */
export function unsentRooms(): ReadonlySet<string> {
  return new Set(recallKeys(MARK).map((key) => key.slice(MARK.length).split(':')[0] ?? ''))
}

export class Unsent {
  readonly #key: string
  readonly #found: ReadonlyMap<string, unknown>
  #edits = 0

  constructor(roomId: string, tab: string) {
    const start = `${MARK}${roomId}:`
    this.#key = start + tab
    this.#found = new Map(recallKeys(start).map((key) => [key, recall(key)]))
  }

  /** Whether an earlier visit, or another tab, left edits behind. */
  get leftover(): boolean {
    return this.#found.size > 0
  }

  /** What was left behind is given up. */
  forget(): void {
    for (const key of [this.#key, ...this.#found.keys()]) forget(key)
  }

  edited(): void {
    this.#edits += 1
    remember(this.#key, this.#edits)
  }

  saved(): void {
    forget(this.#key)
    for (const [key, value] of this.#found) if (recall(key) === value) forget(key)
  }
}
