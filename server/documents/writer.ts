/**
 * Writer: the one place where updates are committed.
 *
 * `write` takes everything queued, applies it room by room, commits the rows of all rooms in one
 * transaction and reports; what arrives meanwhile is the next batch. An update that a document cannot
 * take is found by halving its room's part, and refused alone, as is one that its author may not write.
 * When the store fails, the documents that
 * ran ahead of the log are dropped and the batch waits for a retry, which everyone is told of.
 */
import { coded, codeOf, type ErrorCode, WeftError } from '../../shared/errors.ts'
import { Storing } from '../../shared/protocol.ts'
import type { DocumentMetrics } from '../metrics/document-metrics.ts'
import type { NewRow, Store } from '../store/store.ts'
import type { Claims } from './claims.ts'
import type { Applied, Document, Entry } from './document.ts'
import type { Append, Listener, Outcome } from './documents.ts'
import type { Follower } from './follower.ts'
import { mergeUpdates } from './merge.ts'
import type { OpenDocuments } from './open-documents.ts'
import { Receipts } from './receipts.ts'
import { Spoiled } from './spoiled.ts'
import { validateUpdate, type Walked } from './validate.ts'

const RETRY_FIRST_MS = 100
const RETRY_LONGEST_MS = 2_000
/** What another node does can be in the way of a whole batch. */
const ELSEWHERE: readonly ErrorCode[] = ['author-conflict', 'not-found']

/** An append that waits to be written. */
interface Waiting extends Entry {
  readonly room: string
  readonly receipts: Receipts
  /** Among those of its call. */
  readonly index: number
}

/** One room's part of a batch, applied and not yet committed. */
interface Part {
  readonly room: string
  readonly document: Document
  readonly appends: readonly Waiting[]
  readonly rows: readonly NewRow[]
  readonly outcomes: Applied['outcomes']
}

export interface WriterOptions {
  readonly store: Store
  readonly documents: OpenDocuments
  readonly claims: Claims
  readonly follower: Follower
  readonly metrics: DocumentMetrics
  /** Asks for a `write` soon. */
  readonly wake: () => void
  /** Something new of this document is on disk. */
  readonly changed: (document: Document) => void
}

export class Writer {
  readonly #store: Store
  readonly #documents: OpenDocuments
  readonly #claims: Claims
  readonly #follower: Follower
  readonly #metrics: DocumentMetrics
  readonly #wake: () => void
  readonly #changed: (document: Document) => void
  #listener: Listener | undefined
  #queue: Waiting[] = []
  #postponed: Waiting[] = []
  #failures = 0
  #isStopped = false
  #retry: NodeJS.Timeout | undefined

  constructor(options: WriterOptions) {
    const { store, documents, claims, follower, metrics, wake, changed } = options
    this.#store = store
    this.#documents = documents
    this.#claims = claims
    this.#follower = follower
    this.#metrics = metrics
    this.#wake = wake
    this.#changed = changed
  }

  listen(listener: Listener): void {
    this.#listener = listener
  }

  /** Every update comes in here, and is walked here before anything else looks at it. */
  append(room: string, appends: readonly Append[]): Promise<readonly Outcome[]> {
    const receipts = new Receipts(appends.length)
    for (const [index, { user, scope, update }] of appends.entries()) {
      const walked = walk(update)
      if (walked instanceof WeftError) receipts.settle(index, walked)
      else this.#queue.push({ room, user, scope, update, walked, receipts, index })
    }
    if (this.isDue) this.#wake()
    return receipts.done
  }

  get isDue(): boolean {
    return this.#queue.length > 0 && this.#retry === undefined && !this.#isStopped
  }

  /** What it was given last is not on disk, and is tried again. */
  get isFailing(): boolean {
    return this.#failures > 0
  }

  /** The receipts of all that waits. */
  get waiting(): Promise<readonly Outcome[]>[] {
    const receipts = new Set([...this.#postponed, ...this.#queue].map((each) => each.receipts))
    return [...receipts].map(({ done }) => done)
  }

  /** No more writes: what still waits stays uncommitted, and unacknowledged. */
  stop(): void {
    clearTimeout(this.#retry)
    this.#isStopped = true
  }

  async write(): Promise<void> {
    const parts: Part[] = []
    const unread: Waiting[] = []
    const queue = this.#queue.splice(0).map((append) => this.#named(append))
    for (const [room, own] of Map.groupBy(queue, (append) => append.room)) {
      const document = await this.#load(room, own, unread)
      const part = document && (await this.#apply(document, own, unread))
      if (part) parts.push(part)
    }
    const isCommitted = await this.#commit(parts)
    if (isCommitted) refuse(unread, unreadable())
    else if (unread.length > 0) this.#postpone(unread, 'the room cannot be read')
    if (this.#postponed.length === 0) this.#recovered()
  }

  /** Only now: its author may have become somebody else while it waited. */
  #named(append: Waiting): Waiting {
    const user = this.#claims.nameOf(append.user)
    return user === append.user ? append : { ...append, user }
  }

  /**
   * Undefined when it fails. A room that is damaged refuses its own; one that the store cannot read is
   * `unread`: whether that is the room's trouble or the store's shows when the others are committed.
   */
  async #load(room: string, appends: readonly Waiting[], unread: Waiting[]) {
    try {
      const document = await this.#documents.get(room)
      if (document.damage) throw document.damage
      return document
    } catch (error) {
      if (error instanceof WeftError) refuse(appends, error)
      else unread.push(...appends)
      return undefined
    }
  }

  async #apply(
    document: Document,
    appends: readonly Waiting[],
    unread: Waiting[],
  ): Promise<Part | undefined> {
    const { room } = document
    try {
      return { room, document, appends, ...document.apply(appends, Date.now()) }
    } catch (error) {
      this.#documents.drop(room)
      if (error instanceof Spoiled) return this.#applyWithout(error, room, appends, unread)
      await this.#isolate(room, appends, unread, error)
      return undefined
    }
  }

  /** Those that spoiled it are known: the others are applied to the document as the log has it. */
  async #applyWithout(
    error: Spoiled,
    room: string,
    appends: readonly Waiting[],
    unread: Waiting[],
  ) {
    const sound = appends.filter((append) => !error.entries.has(append))
    refuse(
      appends.filter((append) => error.entries.has(append)),
      error,
    )
    const document = sound.length > 0 ? await this.#load(room, sound, unread) : undefined
    return document && this.#apply(document, sound, unread)
  }

  /** Commits the halves one after the other, until the one that breaks the document stands alone. */
  async #isolate(room: string, appends: readonly Waiting[], unread: Waiting[], error: unknown) {
    const [first] = appends
    if (first && appends.length === 1) {
      refuse(appends, coded(error))
      return
    }
    const middle = appends.length >> 1
    for (const half of [appends.slice(0, middle), appends.slice(middle)]) {
      const document = await this.#load(room, half, unread)
      const part = document && (await this.#apply(document, half, unread))
      if (part) await this.#commit([part])
    }
  }

  /** Whether the store has just shown that it works. */
  async #commit(parts: readonly Part[]): Promise<boolean> {
    const rows = parts.flatMap((part) => part.rows)
    let seqs: readonly number[]
    try {
      seqs = rows.length > 0 ? await this.#timed(rows, parts) : []
    } catch (error) {
      this.#rollBack(parts, error)
      return false
    }
    let at = 0
    const overtaken: string[] = []
    for (const part of parts) {
      at += part.rows.length
      if (!this.#report(part, seqs[at - 1])) overtaken.push(part.room)
    }
    if (overtaken.length > 0) await this.#catchUp(overtaken)
    parts.forEach(settle)
    return rows.length > 0
  }

  async #timed(rows: readonly NewRow[], parts: readonly Part[]): Promise<readonly number[]> {
    const start = performance.now()
    const seqs = await this.#store.commit(rows)
    const seconds = (performance.now() - start) / 1000
    const updates = parts.reduce((sum, { appends }) => sum + appends.length, 0)
    this.#metrics.committed({ seconds, rows: rows.length, updates })
    return seqs
  }

  /** There is more in the log than what was just written. What cannot be read now, others are to ask for. */
  async #catchUp(rooms: readonly string[]): Promise<void> {
    try {
      for await (const change of this.#follower.news(rooms)) this.#listener?.committed(change)
    } catch (error) {
      this.#listener?.trouble(error)
      for (const room of rooms) this.#listener?.unread(room)
    }
  }

  #rollBack(parts: readonly Part[], error: unknown): void {
    for (const { room } of parts) this.#documents.drop(room)
    const appends = parts.flatMap((part) => part.appends)
    // Somebody has become an author on another node, or has deleted a room there: the documents, read anew,
    // know whose part it is.
    if (ELSEWHERE.includes(codeOf(error))) this.#queue.unshift(...appends)
    else if (error instanceof WeftError) refuse(appends, error)
    else {
      this.#metrics.failed()
      this.#postpone(appends, error instanceof Error ? error.message : String(error))
    }
  }

  /**
   * False when there is something before it of which the listener is still to be told: of another node, or
   * of this one, whose commit was done and its answer lost.
   */
  #report({ document, rows }: Part, seq = document.seq): boolean {
    const told = this.#documents.told.get(document.room) ?? document.seq
    if (rows.length === 0) return document.seq === told
    this.#changed(document)
    if (document.seq !== told || seq !== told + rows.length) return false
    this.#tell(document, rows, seq)
    return true
  }

  #tell(document: Document, rows: readonly NewRow[], seq: number): void {
    const { room, seq: from } = document
    document.committed(rows, seq)
    this.#documents.tell(room, seq)
    const update = mergeUpdates(rows.map((row) => row.update))
    this.#listener?.committed({ room, from, seq, update })
  }

  #postpone(appends: readonly Waiting[], reason: string): void {
    this.#postponed.push(...appends)
    if (this.#retry || this.#isStopped) return
    const delay = Math.min(RETRY_FIRST_MS * 2 ** this.#failures, RETRY_LONGEST_MS)
    this.#failures += 1
    this.#retry = setTimeout(() => this.#retryNow(), delay)
    if (this.#failures === 1) this.#listener?.storing(Storing.failing, reason)
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

function walk(update: Uint8Array): Walked | WeftError {
  try {
    return validateUpdate(update)
  } catch (error) {
    return coded(error)
  }
}

function settle({ appends, outcomes }: Part): void {
  for (const [at, { receipts, index }] of appends.entries())
    receipts.settle(index, outcomes[at] ?? 'committed')
}

function refuse(appends: readonly Waiting[], reason: WeftError): void {
  for (const { receipts, index } of appends) receipts.settle(index, reason)
}

function unreadable(): WeftError {
  return new WeftError('store-failing', 'the room cannot be read')
}
