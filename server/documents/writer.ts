/**
 * Writer: the one place where updates are committed.
 *
 * `write` takes everything queued, applies it, commits the rows of all rooms in one transaction and
 * reports; what arrives meanwhile is the next batch. When the store fails, the documents that ran
 * ahead of the log are dropped and the batch waits for a retry. An update that
 * cannot be taken is found by halving the batch, and refused alone.
 */
import { WeftError } from '../../shared/errors.ts'
import { Storing } from '../../shared/protocol.ts'
import type { NewRow, Store } from '../store/store.ts'
import type { Document, Entry } from './document.ts'
import type { Listener, Receipt } from './documents.ts'
import { mergeUpdates } from './merge.ts'
import type { OpenDocuments } from './open-documents.ts'
import { validateUpdate } from './validate.ts'

const RETRY_FIRST_MS = 100
const RETRY_LONGEST_MS = 2_000

interface Append extends Entry {
  readonly room: string
  readonly receipt: PromiseWithResolvers<Receipt>
}

interface Batch {
  readonly room: string
  readonly document: Document
  readonly appends: readonly Append[]
  readonly rows: readonly NewRow[]
  readonly receipts: readonly Receipt[]
}

export class Writer {
  readonly #store: Store
  readonly #documents: OpenDocuments
  readonly #wake: () => void
  #listener: Listener | undefined
  #queue: Append[] = []
  #postponed: Append[] = []
  #failures = 0
  #isStopped = false
  #retry: NodeJS.Timeout | undefined

  /** `wake` asks for a `write` soon. */
  constructor(store: Store, documents: OpenDocuments, wake: () => void) {
    this.#store = store
    this.#documents = documents
    this.#wake = wake
  }

  listen(listener: Listener): void {
    this.#listener = listener
  }

  /** Every update comes in here, and is walked here before anything else looks at it. */
  append(room: string, user: string, update: Uint8Array): Promise<Receipt> {
    const { clients } = validateUpdate(update)
    const receipt = Promise.withResolvers<Receipt>()
    this.#queue.push({ room, user, update, clients: [...clients.keys()], receipt })
    if (this.isDue) this.#wake()
    return receipt.promise
  }

  get isDue(): boolean {
    return this.#queue.length > 0 && this.#retry === undefined && !this.#isStopped
  }

  /** The receipts of all that waits. */
  get waiting(): Promise<Receipt>[] {
    return [...this.#postponed, ...this.#queue].map(({ receipt }) => receipt.promise)
  }

  /** No more writes: what still waits stays uncommitted, and unacknowledged. */
  stop(): void {
    clearTimeout(this.#retry)
    this.#isStopped = true
  }

  async write(): Promise<void> {
    await this.#attempt(this.#queue.splice(0))
  }

  async #attempt(appends: readonly Append[]): Promise<void> {
    if (this.#retry) return void this.#postponed.push(...appends)
    try {
      const batches = await this.#apply(appends)
      await this.#commit(batches)
    } catch (error) {
      for (const { room } of appends) this.#documents.drop(room)
      if (!(error instanceof WeftError)) this.#postpone(appends, error)
      else await this.#isolate(appends, error)
    }
  }

  /** A coded error is the fault of an update or of a room, not of the store. */
  async #isolate(appends: readonly Append[], error: WeftError): Promise<void> {
    const [first] = appends
    if (first && appends.length === 1) return first.receipt.reject(error)
    const middle = appends.length >> 1
    await this.#attempt(appends.slice(0, middle))
    await this.#attempt(appends.slice(middle))
  }

  async #apply(appends: readonly Append[]): Promise<Batch[]> {
    const batches: Batch[] = []
    for (const [room, own] of Map.groupBy(appends, (append) => append.room)) {
      const document = await this.#documents.get(room)
      batches.push({ room, document, appends: own, ...document.apply(own, Date.now()) })
    }
    return batches
  }

  async #commit(batches: readonly Batch[]): Promise<void> {
    const rows = batches.flatMap((batch) => batch.rows)
    const seqs = rows.length > 0 ? await this.#store.commit(rows) : []
    this.#recovered()
    let at = 0
    for (const batch of batches) {
      at += batch.rows.length
      this.#report(batch, seqs[at - 1])
    }
  }

  #report({ room, document, appends, rows, receipts }: Batch, seq: number | undefined): void {
    if (rows.length > 0 && seq !== undefined) {
      const from = document.seq
      document.committed(rows, seq)
      const update = mergeUpdates(rows.map((row) => row.update))
      this.#listener?.committed({ room, from, seq, update })
    }
    for (const [index, append] of appends.entries()) {
      append.receipt.resolve(receipts[index] ?? 'committed')
    }
  }

  #postpone(appends: readonly Append[], error: unknown): void {
    this.#postponed.push(...appends)
    const delay = Math.min(RETRY_FIRST_MS * 2 ** this.#failures, RETRY_LONGEST_MS)
    this.#failures += 1
    this.#retry = setTimeout(() => this.#retryNow(), delay)
    if (this.#failures > 1) return
    this.#listener?.storing(Storing.failing, error instanceof Error ? error.message : String(error))
  }

  #retryNow(): void {
    this.#retry = undefined
    this.#queue.unshift(...this.#postponed.splice(0))
    this.#wake()
  }

  #recovered(): void {
    if (this.#failures === 0) return
    this.#failures = 0
    this.#listener?.storing(Storing.normal, '')
  }
}
