/**
 * OpenDocuments: the Y.Docs in memory.
 *
 * A document is loaded when it is first asked for and stays while its room is open. One that ran ahead
 * of the log, or broke, is dropped; the next who asks gets it from the log again.
 */
import type { Store } from '../store/store.ts'
import { Document } from './document.ts'

export class OpenDocuments {
  readonly #store: Store
  readonly #documents = new Map<string, Document>()
  readonly #open = new Set<string>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Throws what Document.load throws. Not to be called twice at once: the one queue of local.ts sees to it. */
  async get(room: string): Promise<Document> {
    const loaded = this.#documents.get(room) ?? (await Document.load(this.#store, room))
    this.#documents.set(room, loaded)
    return loaded
  }

  drop(room: string): void {
    this.#documents.get(room)?.destroy()
    this.#documents.delete(room)
  }

  async open(room: string): Promise<number> {
    const { seq } = await this.get(room)
    this.#open.add(room)
    return seq
  }

  /** The document stays for a last snapshot until the next `forgetClosed`. */
  close(room: string): Document | undefined {
    this.#open.delete(room)
    return this.#documents.get(room)
  }

  closeAll(): Document[] {
    this.#open.clear()
    return [...this.#documents.values()]
  }

  /** Those that have come far enough since their last snapshot. */
  get due(): Document[] {
    return [...this.#documents.values()].filter((document) => document.isSnapshotDue)
  }

  /** Lets go of what was only looked at, or closed. */
  forgetClosed(): void {
    if (this.#documents.size === this.#open.size) return
    for (const room of this.#documents.keys()) if (!this.#open.has(room)) this.drop(room)
  }
}
