/**
 * Document: the Y.Doc of one room at one position of its log.
 *
 * Promises: what it holds is what the log holds, up to `seq`. Between `apply` and `committed` it is
 * ahead of the log, and nobody may read it; when the commit fails, or `apply` throws, whoever owns it
 * throws it away and loads it again. Updates come in already walked by validate.ts. Leaves batching
 * and retrying to writer.ts.
 */
import * as Y from 'yjs'
import { WeftError } from '../../shared/errors.ts'
import { CONTENT } from '../../shared/protocol.ts'
import type { NewRow, Store } from '../store/store.ts'
import type { Reading, Receipt } from './documents.ts'
import { mergeUpdates } from './merge.ts'
import { validateUpdate } from './validate.ts'

const SNAPSHOT_ROWS = 500
const SNAPSHOT_BYTES = 1024 * 1024
/** From so many rows on, a lagging reader gets the whole state instead: the merge would cost more. */
const CATCH_UP_ROWS = 2_000

export interface Entry {
  readonly user: string
  readonly update: Uint8Array
}

export interface Applied {
  readonly rows: readonly NewRow[]
  /** One for each entry, in order. */
  readonly receipts: readonly Receipt[]
}

export class Document {
  readonly room: string
  readonly #doc = new Y.Doc()
  readonly #owners: Map<number, string>
  #seq: number
  #rowsSinceSnapshot = 0
  #bytesSinceSnapshot = 0

  private constructor(room: string, seq: number, owners: Map<number, string>) {
    this.room = room
    this.#seq = seq
    this.#owners = owners
  }

  /** Snapshot plus tail. Throws `not-found`, `row-damaged`, or what the store throws; never an empty document instead. */
  static async load(store: Store, room: string): Promise<Document> {
    const head = await store.head(room)
    if (head === null) throw new WeftError('not-found', `no room ${room}`)
    const snapshot = await store.snapshot(room)
    const rows = await store.rows(room, snapshot?.seq ?? 0)
    const document = new Document(room, head, new Map(await store.clients(room)))
    const states = snapshot ? [snapshot.state] : []
    document.#restore([...states, ...rows.map(({ update }) => update)])
    for (const { update } of rows) document.#count(update)
    return document
  }

  #restore(updates: readonly Uint8Array[]): void {
    try {
      this.#doc.transact(() => {
        for (const update of updates) Y.applyUpdate(this.#doc, update)
      })
    } catch (error) {
      throw new WeftError('row-damaged', `the log of room ${this.room} does not load`, {
        cause: error,
      })
    }
    if (this.#isPoisoned || this.#isPending) {
      throw new WeftError('row-damaged', `the log of room ${this.room} is not whole`)
    }
  }

  get seq(): number {
    return this.#seq
  }

  /** A throw inside Yjs's transaction clean-up leaves its queue filled: that Y.Doc never emits again. */
  get #isPoisoned(): boolean {
    return this.#doc._transactionCleanups.length > 0
  }

  get #isPending(): boolean {
    return this.#doc.store.pendingStructs !== null || this.#doc.store.pendingDs !== null
  }

  /** Applies a batch: one transaction, and so one row, for each user in it. Throws `malformed`. */
  apply(entries: readonly Entry[], time: number): Applied {
    const waiting = new Set<Entry>()
    const rows: NewRow[] = []
    for (const [user, own] of Map.groupBy(entries, (entry) => entry.user)) {
      const update = this.#transact(own, waiting)
      const clients = this.#claim(user, update)
      if (update) rows.push({ room: this.room, time, user, clients, update })
    }
    const receiptOf = (entry: Entry) => (waiting.has(entry) ? 'incomplete' : 'committed')
    return { rows, receipts: entries.map(receiptOf) }
  }

  /** The one update that one user's entries amount to; null when they hold nothing new. */
  #transact(entries: readonly Entry[], waiting: Set<Entry>): Uint8Array | null {
    const emitted: Uint8Array[] = []
    const collect = (update: Uint8Array) => emitted.push(update)
    this.#doc.on('update', collect)
    try {
      this.#doc.transact(() => {
        for (const entry of entries) if (this.#leavesPending(entry.update)) waiting.add(entry)
      })
    } catch (error) {
      throw new WeftError('malformed', 'an update broke the document', { cause: error })
    } finally {
      this.#doc.off('update', collect)
    }
    if (this.#isPoisoned) throw new WeftError('malformed', 'an update poisoned the document')
    if (this.#isPending) this.#dropPending()
    else for (const entry of entries) waiting.delete(entry)
    // More than one when Yjs tidies up after formats, in a transaction of its own.
    return emitted.length > 0 ? mergeUpdates(emitted) : null
  }

  #leavesPending(update: Uint8Array): boolean {
    const { store } = this.#doc
    const [structs, deletes] = [store.pendingStructs?.update, store.pendingDs]
    Y.applyUpdate(this.#doc, update)
    return store.pendingStructs?.update !== structs || store.pendingDs !== deletes
  }

  /**
   * Kept, they would be sent to everyone, cost quadratic time, and be integrated one day as part of
   * somebody else's update. Their author still has them.
   */
  #dropPending(): void {
    this.#doc.store.pendingStructs = null
    this.#doc.store.pendingDs = null
  }

  /** The clientIDs that nobody wrote with before. Only what was integrated counts. */
  #claim(user: string, update: Uint8Array | null): number[] {
    if (!update) return []
    const fresh = [...validateUpdate(update).clients.keys()].filter((id) => !this.#owners.has(id))
    for (const client of fresh) this.#owners.set(client, user)
    return fresh
  }

  /** The applied rows are on disk, the last of them at `seq`. */
  committed(rows: readonly NewRow[], seq: number): void {
    this.#seq = seq
    for (const { update } of rows) this.#count(update)
  }

  #count(update: Uint8Array): void {
    this.#rowsSinceSnapshot += 1
    this.#bytesSinceSnapshot += update.byteLength
  }

  get isSnapshotDue(): boolean {
    return this.#rowsSinceSnapshot >= SNAPSHOT_ROWS || this.#bytesSinceSnapshot >= SNAPSHOT_BYTES
  }

  /** Does nothing when no row came since the last one. */
  async saveSnapshot(store: Store, expire: number): Promise<void> {
    if (this.#rowsSinceSnapshot === 0) return
    // Counted anew before it is tried: one that fails is not tried again at every turn.
    this.#rowsSinceSnapshot = 1
    this.#bytesSinceSnapshot = 0
    const state = Y.encodeStateAsUpdate(this.#doc)
    await store.saveSnapshot(this.room, { seq: this.#seq, state }, expire)
    this.#rowsSinceSnapshot = 0
  }

  async read(store: Store, from: number | Uint8Array): Promise<Reading> {
    const update = typeof from === 'number' ? await this.#since(store, from) : this.#encode(from)
    return { seq: this.#seq, update, stateVector: Y.encodeStateVector(this.#doc) }
  }

  async #since(store: Store, seq: number): Promise<Uint8Array> {
    if (seq >= this.#seq) return mergeUpdates([])
    const missed = this.#seq - seq
    if (missed > CATCH_UP_ROWS) return this.#encode()
    const rows = await store.rows(this.room, seq)
    // Fewer rows than seqs: some were merged or have expired, and the snapshot stands for those.
    if (rows.length < missed) return this.#encode()
    return mergeUpdates(rows.map(({ update }) => update))
  }

  #encode(stateVector?: Uint8Array): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc, stateVector)
  }

  get text(): string {
    return this.#doc.getText(CONTENT).toString()
  }

  destroy(): void {
    this.#doc.destroy()
  }
}
