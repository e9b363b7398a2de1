/**
 * OpenDocuments: the Y.Docs in memory.
 *
 * A document is loaded when it is first asked for and stays while its room is open. One that ran ahead
 * of the log, or broke, is dropped; the next who asks gets it from the log again. What is reserved in a
 * room is not in the log, so it stays here when a document is dropped, until the room is closed.
 */
import type { WeftError } from '../../shared/errors.ts'
import type { Store } from '../store/store.ts'
import { Document } from './document.ts'
import { Reservations } from './reservations.ts'

export interface OpenDocumentsOptions {
  readonly store: Store
  readonly documentBytes: number
  /** A document was loaded that holds only a part of its log. */
  readonly onDamage: (room: string, damage: WeftError) => void
}

export class OpenDocuments {
  readonly #store: Store
  readonly #documentBytes: number
  readonly #onDamage: OpenDocumentsOptions['onDamage']
  readonly #documents = new Map<string, Document>()
  readonly #open = new Set<string>()
  readonly #reservations = new Map<string, Reservations>()
  /** Loaded for somebody who only looked, or closed since. */
  readonly #passing = new Set<string>()

  constructor({ store, documentBytes, onDamage }: OpenDocumentsOptions) {
    this.#store = store
    this.#documentBytes = documentBytes
    this.#onDamage = onDamage
  }

  /** Throws what Document.load throws. Not to be called twice at once: the one queue of local.ts sees to it. */
  async get(room: string): Promise<Document> {
    const known = this.#documents.get(room)
    if (known) return known
    const documentBytes = this.#documentBytes
    const reservations = this.#reservations.get(room) ?? new Reservations()
    const loaded = await Document.load(this.#store, room, { reservations, documentBytes })
    this.#reservations.set(room, reservations)
    this.#documents.set(room, loaded)
    if (!this.#open.has(room)) this.#passing.add(room)
    if (loaded.damage) this.#onDamage(room, loaded.damage)
    return loaded
  }

  drop(room: string): void {
    this.#documents.get(room)?.destroy()
    this.#documents.delete(room)
  }

  async open(room: string): Promise<number> {
    const { seq } = await this.get(room)
    this.#open.add(room)
    this.#passing.delete(room)
    return seq
  }

  /** Undefined for a room that is not open. */
  reservations(room: string): Reservations | undefined {
    return this.#open.has(room) ? this.#reservations.get(room) : undefined
  }

  /** The document stays for a last snapshot until the next `forgetPassing`. */
  close(room: string): Document | undefined {
    this.#open.delete(room)
    this.#passing.add(room)
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

  forgetPassing(): void {
    for (const room of this.#passing) {
      this.drop(room)
      this.#reservations.delete(room)
    }
    this.#passing.clear()
  }
}
