/**
 * OpenDocuments: the Y.Docs in memory.
 *
 * A room whose snapshot is all of its log is opened as bytes, which newcomers are given: nobody waits for
 * a Y.Doc there, and one in which nobody writes costs none. A document is loaded when it is first asked
 * for and stays while its room is open. One that ran ahead of the log, or broke, is dropped; the next who
 * asks gets it from the log again. What is reserved in a room is not in the log, so it stays here when a
 * document is dropped, until the room is closed.
 */
import { WeftError } from '../../shared/errors.ts'
import type { Row, Snapshot, Store } from '../store/store.ts'
import { Document } from './document.ts'
import { type Change, NOTHING, type Reading } from './documents.ts'
import { mergeUpdates } from './merge.ts'
import { Reservations } from './reservations.ts'
import { unlessDamaged } from './restore.ts'

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
  /** How far the listener has been told of each open room. */
  readonly #told = new Map<string, number>()
  /** All of the log of rooms that are open, and whose document nobody has asked for. */
  readonly #stored = new Map<string, Snapshot>()
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
    return this.#documents.get(room) ?? this.#load(room)
  }

  async #load(room: string): Promise<Document> {
    const documentBytes = this.#documentBytes
    const reservations = this.#reservations.get(room) ?? new Reservations()
    const loaded = await Document.load(this.#store, room, { reservations, documentBytes })
    this.drop(room)
    this.#reservations.set(room, reservations)
    this.#documents.set(room, loaded)
    if (!this.#open.has(room)) this.#passing.add(room)
    if (loaded.damage) this.#onDamage(room, loaded.damage)
    return loaded
  }

  get told(): ReadonlyMap<string, number> {
    return this.#told
  }

  /** The listener is told of all up to this seq. */
  tell(room: string, seq: number): void {
    if (this.#open.has(room)) this.#told.set(room, seq)
  }

  /** These rows are in the log after what the listener was told of this room: what it is to be told now. */
  async follow(room: string, rows: readonly Row[]): Promise<Change> {
    const from = this.#told.get(room) ?? 0
    const { seq, update } = this.#followed(room, from, rows) ?? (await this.#since(room, from))
    this.tell(room, seq)
    return { room, from, seq, update }
  }

  /** Undefined when they are not all that there are after it, or there is no document for them. */
  #followed(room: string, from: number, rows: readonly Row[]) {
    const document = this.#documents.get(room)
    if (!document || rows.some(({ seq }, index) => seq !== from + 1 + index)) return undefined
    if (document.follow(rows))
      return { seq: from + rows.length, update: mergeUpdates(rows.map((row) => row.update)) }
    // What it has made of them is nothing to go on with.
    this.drop(room)
    return undefined
  }

  async #since(room: string, from: number): Promise<Reading> {
    return (await this.#load(room)).read(this.#store, from)
  }

  drop(room: string): void {
    this.#stored.delete(room)
    this.#documents.get(room)?.destroy()
    this.#documents.delete(room)
  }

  async open(room: string): Promise<void> {
    const stored = this.#stored.get(room) ?? (await this.#read(room))
    if (stored) this.#stored.set(room, stored)
    const { seq } = stored ?? (await this.get(room))
    if (!this.#told.has(room)) this.#told.set(room, seq)
    this.#open.add(room)
    this.#passing.delete(room)
  }

  /** Null when it takes a document: one is there, rows have come since the snapshot, or it is damaged. */
  async #read(room: string): Promise<Snapshot | null> {
    if (this.#documents.has(room)) return null
    const head = await this.#store.head(room)
    if (head === 0) return { seq: 0, state: mergeUpdates([]) }
    if ((await this.#store.covered(room)) !== head) return null
    const snapshot = await unlessDamaged(this.#store.snapshot(room))
    return snapshot instanceof WeftError ? null : snapshot
  }

  /** What somebody who has nothing is given; null when that takes the document. */
  firstReading(room: string): Reading | null {
    const stored = this.#stored.get(room)
    if (!stored) return null
    const { seq, state } = stored
    // He has nothing that the server could lack, so he need not be told what it has.
    return { seq, update: state, stateVector: NOTHING }
  }

  /** Undefined for a room that is not open. */
  reservations(room: string): Reservations | undefined {
    if (!this.#open.has(room)) return undefined
    const reservations = this.#reservations.get(room) ?? new Reservations()
    this.#reservations.set(room, reservations)
    return reservations
  }

  /** One user has become another, in every room in memory. */
  rename(from: string, to: string): void {
    for (const document of this.#documents.values()) document.rename(from, to)
    for (const reservations of this.#reservations.values()) reservations.rename(from, to)
  }

  /** The document stays for a last snapshot until the next `forgetPassing`. */
  close(room: string): Document | undefined {
    this.#open.delete(room)
    this.#told.delete(room)
    this.#passing.add(room)
    return this.#documents.get(room)
  }

  closeAll(): Document[] {
    this.#open.clear()
    this.#told.clear()
    this.#stored.clear()
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
