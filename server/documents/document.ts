/**
 * Document: the Y.Doc of one room at one position of its log.
 *
 * Promises: what it holds is what the log holds, up to `seq`. Between `apply` and `committed` it is
 * ahead of the log, and nobody may read it; when the commit fails, or `apply` throws, whoever owns it
 * throws it away and loads it again. Nobody writes under a clientID that is another's, nor beyond the
 * size that a document may have, nor beyond his scope; but for a while after a backup was put back anyone
 * brings what it lacks of those who have not come back. Updates come in already walked by validate.ts.
 * Leaves batching and retrying to writer.ts.
 */
import * as Y from 'yjs'
import { WeftError } from '../../shared/errors.ts'
import { cleanName } from '../../shared/names.ts'
import { CONTENT, META, TITLE_MAX } from '../../shared/protocol.ts'
import type { NewRow, Row, Snapshot, Store } from '../store/store.ts'
import { isNothing, type Outcome, type Reading, type Scope } from './documents.ts'
import { mergeUpdates } from './merge.ts'
import { impossibleItems } from './order.ts'
import type { Reservations } from './reservations.ts'
import { isPending, isPoisoned, type Restored, restore } from './restore.ts'
import { addsBeyond, deletesBeyond, touchedBeyond } from './scope.ts'
import { deepTypes, hasTooManyRoots } from './shape.ts'
import { Size } from './size.ts'
import { Spoiled } from './spoiled.ts'
import type { Walked } from './validate.ts'

const SNAPSHOT_ROWS = 500
const SNAPSHOT_BYTES = 1024 * 1024
/** From so many rows on, a lagging reader gets the whole state instead: the merge would cost more. */
const CATCH_UP_ROWS = 2_000
/** After a backup was put back: for so long browsers may bring what it lacks of others. */
const BRING_BACK_MS = 30 * 24 * 60 * 60_000

export interface Entry {
  readonly user: string
  readonly scope: Scope
  readonly update: Uint8Array
  /** What validate.ts says of the update. */
  readonly walked: Walked
}

type Outcomes = Map<Entry, Outcome>

/** One user's part of a batch, as far as it is of one scope. */
interface Turn {
  readonly user: string
  readonly time: number
  readonly entries: readonly Entry[]
  readonly outcomes: Outcomes
  /** The clientIDs that may have been written with, and their clocks before. */
  readonly written: Map<number, number>
  /** Among what was taken are types, so the document may have become deeper. */
  hasTypes: boolean
  /** What has opened more roots than there may be. */
  readonly uprooted: Set<Entry>
  /** What has added something beyond its scope. */
  readonly trespassing: Set<Entry>
}

export interface DocumentOptions {
  readonly reservations: Reservations
  /** How large the encoded state may become. */
  readonly documentBytes: number
}

interface Loaded {
  readonly owners: Map<number, string>
  /** When a backup with it was put back. */
  readonly restored: number | null
}

export interface Applied {
  readonly rows: readonly NewRow[]
  /** One for each entry, in order. */
  readonly outcomes: readonly Outcome[]
}

export class Document {
  readonly room: string
  /** Why it holds only a part of its log. It can then be read, and nothing is ever written for it. */
  readonly damage: WeftError | undefined
  readonly #doc: Y.Doc
  readonly #owners: Map<number, string>
  readonly #reservations: Reservations
  readonly #restored: number | null
  readonly #size: Size
  #seq: number
  /** The newest encoded state that there is. */
  #whole: Snapshot | null
  #rowsSinceSnapshot = 0
  #bytesSinceSnapshot = 0

  private constructor(
    room: string,
    seq: number,
    { doc, snapshot, rows, damage }: Restored,
    { owners, restored, reservations, documentBytes }: DocumentOptions & Loaded,
  ) {
    this.room = room
    this.damage = damage
    this.#doc = doc
    this.#seq = seq
    this.#owners = owners
    this.#reservations = reservations
    this.#restored = restored
    this.#size = new Size(documentBytes)
    this.#whole = snapshot
    this.#size.measured(snapshot?.state.byteLength ?? 0)
    for (const { update } of rows) {
      this.#count(update)
      this.#size.applied(update.byteLength)
    }
  }

  /** Throws `not-found`, `row-damaged`, or what the store throws; never an empty document instead. */
  static async load(store: Store, room: string, options: DocumentOptions): Promise<Document> {
    const head = await store.head(room)
    if (head === null) throw new WeftError('not-found', `no room ${room}`)
    const read = await restore(store, room, head)
    const [clients, restored] = await Promise.all([store.clients(room), store.restored(room)])
    const owners = new Map(clients)
    // Another node may have written since the head was asked for.
    const seq = Math.max(head, read.rows.at(-1)?.seq ?? read.snapshot?.seq ?? 0)
    return new Document(room, seq, read, { owners, restored, ...options })
  }

  get seq(): number {
    return this.#seq
  }

  /**
   * Applies a batch: one transaction, and so one row, for each user in it. An entry that its author may
   * not write, or that there is no room for, is left out, and its outcome says why. Throws `malformed`.
   */
  apply(entries: readonly Entry[], time: number): Applied {
    const outcomes: Outcomes = new Map()
    const rows: NewRow[] = []
    for (const own of turnsOf(entries)) {
      const user = own[0]?.user ?? ''
      const written = new Map<number, number>()
      const turn = {
        user,
        time,
        entries: own,
        outcomes,
        written,
        hasTypes: false,
        uprooted: new Set<Entry>(),
        trespassing: new Set<Entry>(),
      }
      const update = this.#transact(turn)
      const clients = this.#claim(turn)
      this.#hear(turn)
      this.#size.applied(update?.byteLength ?? 0)
      if (update) rows.push({ room: this.room, time, user, clients, update })
    }
    return { rows, outcomes: entries.map((entry) => outcomes.get(entry) ?? 'committed') }
  }

  /** The one update that one user's entries amount to; null when they hold nothing new. */
  #transact(turn: Turn): Uint8Array | null {
    const emitted: Uint8Array[] = []
    const collect = (update: Uint8Array) => emitted.push(update)
    this.#doc.on('update', collect)
    try {
      const transaction = this.#doc.transact((transaction) => {
        for (const entry of turn.entries) turn.outcomes.set(entry, this.#take(entry, turn))
        this.#integrateWaiting(turn)
        // Before the transaction ends, and what was nested in something deleted has no parent any more.
        this.#findTrespassers(transaction, turn)
        return transaction
      })
      this.#expectSound(transaction, turn)
    } catch (error) {
      if (error instanceof Spoiled) throw error
      throw new WeftError('malformed', 'an update broke the document', { cause: error })
    } finally {
      this.#doc.off('update', collect)
    }
    if (isPoisoned(this.#doc)) throw new WeftError('malformed', 'an update poisoned the document')
    // More than one when Yjs tidies up after formats, in a transaction of its own.
    return emitted.length > 0 ? mergeUpdates(emitted) : null
  }

  /** Throws Spoiled. */
  #expectSound(transaction: Y.Transaction, turn: Turn): void {
    const { entries, hasTypes, uprooted, trespassing } = turn
    if (trespassing.size > 0) {
      throw new Spoiled(trespassing, `${turn.user} may only comment in ${this.room}`, 'forbidden')
    }
    const faults = [...impossibleItems(transaction), ...(hasTypes ? deepTypes(transaction) : [])]
    if (faults.length === 0 && uprooted.size === 0) return
    const spoilers = new Set(uprooted)
    for (const entry of entries) if (faults.some(({ id }) => wrote(entry, id))) spoilers.add(entry)
    if (spoilers.size > 0) throw new Spoiled(spoilers, faults[0]?.why ?? 'too many root types')
    if (faults.length > 0) throw new WeftError('malformed', faults[0]?.why ?? '')
  }

  #take(entry: Entry, turn: Turn): Outcome {
    const { user, scope, update, walked } = entry
    const foreign = this.#foreign(user, walked, turn.time)
    if (foreign) return foreign
    const beyond = scope === 'comments' ? this.#beyond(entry, turn.time) : undefined
    if (beyond) return beyond
    const overflow = this.#overflow(update, walked, turn.time)
    if (overflow) return overflow
    for (const client of walked.clients.keys())
      if (!turn.written.has(client)) turn.written.set(client, this.#clock(client))
    turn.hasTypes ||= walked.types > 0
    const roots = this.#doc.share.size
    const outcome = this.#integrate(update)
    if (hasTooManyRoots(this.#doc, roots)) turn.uprooted.add(entry)
    return outcome
  }

  /**
   * Written under another's clientID, his own changes would be taken for known when he comes, and lost.
   * What is known already anyone may send again.
   */
  #foreign(user: string, { clients }: Walked, time: number): WeftError | undefined {
    for (const [client, { to }] of clients) {
      const owner = this.#ownerOf(client) ?? user
      if (to <= this.#clock(client)) continue
      if (owner !== user && !this.#mayBring(client, time))
        return new WeftError('author-conflict', `${user} writes as client ${client} of ${owner}`)
    }
    return undefined
  }

  /** Whose own words have come: with all that he wrote before them, or they would wait for that, and be dropped. */
  #hear({ user, written }: Turn): void {
    for (const [client, clock] of written)
      if (this.#ownerOf(client) === user && this.#clock(client) > clock)
        this.#reservations.heard(client)
  }

  #ownerOf(client: number): string | undefined {
    return this.#owners.get(client) ?? this.#reservations.ownerOf(client)
  }

  /** Others have what the backup lacks of somebody. Once he himself has come, nobody has more of his than he. */
  #mayBring(client: number, time: number): boolean {
    return this.#isComingBack(time) && !this.#reservations.hasHeard(client)
  }

  #isComingBack(time: number): boolean {
    return this.#restored !== null && time < this.#restored + BRING_BACK_MS
  }

  /** A stock Yjs that tidies up only deletes: no reason to send anybody away. */
  #beyond({ user, update, walked }: Entry, time: number): Outcome | undefined {
    const decoded = Y.decodeUpdate(update)
    const deletes = deletesBeyond(this.#doc, decoded)
    if (deletes && !this.#adds(walked)) return 'ignored'
    if (!deletes && !addsBeyond(this.#doc, decoded)) return undefined
    // Those who may write it bring it, too.
    if (this.#isComingBack(time)) return 'ignored'
    return new WeftError('forbidden', `${user} may only comment in ${this.room}`)
  }

  #adds({ clients }: Walked): boolean {
    return [...clients].some(([client, { to }]) => to > this.#clock(client))
  }

  /** What only deletes, or is known already, is never too much. */
  #overflow(update: Uint8Array, walked: Walked, time: number): WeftError | undefined {
    if (!this.#adds(walked)) return undefined
    const isPartlyKnown = [...walked.clients].some(
      ([client, { from }]) => from < this.#clock(client),
    )
    const added = isPartlyKnown ? Y.diffUpdate(update, Y.encodeStateVector(this.#doc)) : update
    const measure = () => Y.encodeStateAsUpdate(this.#doc).byteLength
    if (this.#size.takes(added.byteLength, time, measure)) return undefined
    return new WeftError('too-big', `no room for ${added.byteLength} bytes more in ${this.room}`)
  }

  #clock(client: number): number {
    return Y.getState(this.#doc.store, client)
  }

  /**
   * What waits is dropped at once. Kept, it would be sent to everyone, cost quadratic time, and be
   * integrated one day as part of somebody else's update. Its author still has it.
   */
  #integrate(update: Uint8Array): Outcome {
    Y.applyUpdate(this.#doc, update)
    const isWaiting = isPending(this.#doc)
    this.#doc.store.pendingStructs = null
    this.#doc.store.pendingDs = null
    return isWaiting ? 'incomplete' : 'committed'
  }

  /** What waited for an update that came later in the batch has it now. */
  #integrateWaiting({ entries, outcomes }: Turn): void {
    for (const entry of entries) {
      if (outcomes.get(entry) === 'incomplete') outcomes.set(entry, this.#integrate(entry.update))
    }
  }

  /** What was not written by anyone in particular was deleted, by whoever else is in the turn. */
  #findTrespassers(transaction: Y.Transaction, { entries, trespassing }: Turn): void {
    if (entries[0]?.scope === 'all') return
    for (const id of touchedBeyond(transaction)) {
      const authors = entries.filter((entry) => wrote(entry, id))
      for (const entry of authors.length > 0 ? authors : entries) trespassing.add(entry)
    }
  }

  /** The clientIDs that nobody wrote with before. Only what was integrated counts. */
  #claim({ user, written, time }: Turn): number[] {
    const fresh = [...written.keys()].filter((id) => !this.#owners.has(id) && this.#clock(id) > 0)
    const own = this.#isComingBack(time) ? fresh.filter((id) => this.#isSeen(user, id)) : fresh
    for (const client of own) this.#owners.set(client, user)
    return own
  }

  /** He is here with it: it is not only what he brings of another. */
  #isSeen(user: string, client: number): boolean {
    return this.#reservations.ownerOf(client) === user
  }

  /** One user has become another. */
  rename(from: string, to: string): void {
    for (const [client, user] of this.#owners) if (user === from) this.#owners.set(client, to)
  }

  /**
   * Rows of the log after `seq`, whoever wrote them: those that are in it already change nothing. False
   * when they are not all that there are, or do not fit, and it has to be loaded again.
   */
  follow(rows: readonly Row[]): boolean {
    const added = rows.filter(({ seq }) => seq > this.#seq)
    if (added.some(({ seq }, index) => seq !== this.#seq + 1 + index)) return false
    if (!this.#applies(added) || isPending(this.#doc) || isPoisoned(this.#doc)) return false
    for (const row of added) this.#own(row)
    this.#seq += added.length
    return true
  }

  /** Why it does not is found by whoever loads it again. */
  #applies(rows: readonly Row[]): boolean {
    try {
      this.#doc.transact(() => {
        for (const { update } of rows) Y.applyUpdate(this.#doc, update)
      })
      return true
    } catch {
      return false
    }
  }

  #own({ user, time, update }: Row): void {
    // Not walked: a row is a whole turn, and may be larger than what one update may be.
    for (const client of this.#isComingBack(time) ? [] : Y.parseUpdateMeta(update).from.keys())
      if (!this.#owners.has(client)) this.#owners.set(client, user)
    this.#size.applied(update.byteLength)
    this.#count(update)
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
    if (this.damage) return false
    return this.#rowsSinceSnapshot >= SNAPSHOT_ROWS || this.#bytesSinceSnapshot >= SNAPSHOT_BYTES
  }

  /** Does nothing when no row came since the last one. */
  async saveSnapshot(store: Store, expire: number): Promise<void> {
    if (this.#rowsSinceSnapshot === 0 || this.damage) return
    // Counted anew before it is tried: one that fails is not tried again at every turn.
    this.#rowsSinceSnapshot = 1
    this.#bytesSinceSnapshot = 0
    const snapshot = this.#current
    this.#size.measured(snapshot.state.byteLength)
    await store.saveSnapshot(this.room, snapshot, expire)
    this.#rowsSinceSnapshot = 0
  }

  async read(store: Store, from: number | Uint8Array): Promise<Reading> {
    if (typeof from === 'number') return this.#reading(this.#seq, await this.#since(store, from))
    if (!isNothing(from)) return this.#reading(this.#seq, Y.encodeStateAsUpdate(this.#doc, from))
    return this.#reading(this.#seq, this.#current.state)
  }

  #reading(seq: number, update: Uint8Array): Reading {
    return { seq, update, stateVector: Y.encodeStateVector(this.#doc) }
  }

  async #since(store: Store, seq: number): Promise<Uint8Array> {
    if (seq >= this.#seq) return mergeUpdates([])
    const missed = this.#seq - seq
    if (missed > CATCH_UP_ROWS || this.damage) return this.#current.state
    // Another node may have written since: its rows are not those that are missed.
    const rows = (await store.rows(this.room, seq)).filter((row) => row.seq <= this.#seq)
    // Fewer rows than seqs: some were merged or have expired, and the snapshot stands for those.
    if (rows.length < missed) return this.#current.state
    return mergeUpdates(rows.map(({ update }) => update))
  }

  /** The state at `seq`, encoded once for all who ask: it takes 160 ms at 10 MB. */
  get #current(): Snapshot {
    if (this.#whole?.seq === this.#seq) return this.#whole
    this.#whole = { seq: this.#seq, state: Y.encodeStateAsUpdate(this.#doc) }
    return this.#whole
  }

  /** Encoded. */
  get state(): Uint8Array {
    return this.#current.state
  }

  get text(): string {
    return this.#doc.getText(CONTENT).toString()
  }

  /** One line of plain text, whatever somebody has put there. */
  get title(): string {
    const title: unknown = this.#doc.getMap(META).get('title')
    return typeof title === 'string' ? cleanName(title, TITLE_MAX) : ''
  }

  destroy(): void {
    this.#doc.destroy()
  }
}

/** Each user's entries, those that may only comment apart. */
function turnsOf(entries: readonly Entry[]): (readonly Entry[])[] {
  const scopes = Map.groupBy(entries, ({ scope }) => scope)
  return [...scopes.values()].flatMap((own) => [...Map.groupBy(own, ({ user }) => user).values()])
}

function wrote({ walked }: Entry, { client, clock }: Y.ID): boolean {
  const range = walked.clients.get(client)
  return range !== undefined && clock >= range.from && clock < range.to
}
