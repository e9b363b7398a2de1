/**
 * LocalDocuments: documents in the thread that calls.
 *
 * One loop: answer what was asked, in order, and before each answer write what is due. So no read falls
 * between applying and committing, a room is loaded once however many ask, closing and opening it
 * again cannot cross, and no crowd that joins keeps the others' keystrokes waiting for longer than one
 * answer. Keeps the promises of documents.ts; committing is writer.ts.
 */
import { randomBytes } from 'node:crypto'
import { codeOf, WeftError } from '../../shared/errors.ts'
import { TRASH_DAYS } from '../../shared/protocol.ts'
import type { Remark } from '../../shared/remarks.ts'
import { expectOwned } from '../access/links.ts'
import { DocumentMetrics, type Measurements } from '../metrics/document-metrics.ts'
import type { Picture } from '../store/attachments.ts'
import type { ListedRoom, Mark, RoomSearch } from '../store/catalog.ts'
import type { Freed, Link, NewRemark, Person, RoomAccess, Store, Use } from '../store/store.ts'
import { Claims } from './claims.ts'
import { mergeBefore, mergeOldRows, together } from './compaction.ts'
import type { Document } from './document.ts'
import {
  type Append,
  type Documents,
  isNothing,
  type LinkChange,
  type Listener,
  type Outcome,
  type Reading,
  type RoomSeed,
  type TextEdit,
  type Tidied,
  type UsedLink,
} from './documents.ts'
import { editClient, editUpdate } from './edit.ts'
import { Follower } from './follower.ts'
import { FIRST_MS, Indexing } from './indexing.ts'
import { OpenDocuments } from './open-documents.ts'
import { seedRows } from './seed.ts'
import { validateStateVector } from './validate.ts'
import { Writer } from './writer.ts'

const COMPACT_EVERY_MS = 10 * 60_000
const ROOMS_A_ROUND = 1_000
/** Whose old rows are looked for in one step, before which and after which others have their turn. */
const ROOMS_A_STEP = 100
/** As many are done before a list is shown: it waits for half a second at most. */
const LIST_STEPS = 20
const DAY_MS = 24 * 60 * 60_000
const EXPIRE_EVERY_MS = DAY_MS
const INDEX_EVERY_MS = 1_000
/** Of each link, as many are told. */
const USES_MAX = 100
/** How long `stop` waits for a store that fails. */
const STOP_PATIENCE_MS = 8_000

export interface LocalOptions {
  readonly store: Store
  /** How long rows that a snapshot covers are kept for history, in milliseconds. */
  readonly retention: number
  /** How large a room's encoded state may become. */
  readonly documentBytes: number
  /** Whoever knows it can tell by which clientIDs edits will be made. Default: random. */
  readonly salt?: Uint8Array
}

export class LocalDocuments implements Documents {
  readonly #store: Store
  readonly #retention: number
  readonly #documentBytes: number
  readonly #documents: OpenDocuments
  readonly #claims = new Claims()
  readonly #follower: Follower
  readonly #metrics = new DocumentMetrics()
  readonly #writer: Writer
  readonly #indexing: Indexing
  readonly #compaction: NodeJS.Timeout
  readonly #indexer: NodeJS.Timeout
  /** Rooms that were found damaged since the start: their history is left as it is. */
  readonly #damaged = new Set<string>()
  readonly #salt: Uint8Array
  readonly #calls: (() => Promise<void>)[] = []
  #expiredAt = 0
  #isStopped = false
  #listener: Listener | undefined
  #isRunning = false

  constructor({ store, retention, documentBytes, salt = randomBytes(16) }: LocalOptions) {
    this.#store = store
    this.#retention = retention
    this.#documentBytes = documentBytes
    this.#salt = salt
    this.#documents = new OpenDocuments({
      store,
      documentBytes,
      onDamage: (room, damage) => this.#found(room, damage),
    })
    this.#indexing = new Indexing(store, (room) => this.#documents.get(room))
    const shared = { store, documents: this.#documents, claims: this.#claims }
    this.#follower = new Follower(shared)
    this.#writer = new Writer({
      ...shared,
      follower: this.#follower,
      metrics: this.#metrics,
      wake: () => this.#wake(),
      changed: ({ room, title }) => this.#indexing.changed(room, title),
    })
    this.#compaction = setInterval(() => void this.#compact(), COMPACT_EVERY_MS).unref()
    this.#indexer = setInterval(() => void this.#index(), INDEX_EVERY_MS).unref()
  }

  listen(listener: Listener): void {
    this.#listener = listener
    this.#writer.listen(listener)
  }

  append(room: string, appends: readonly Append[]): Promise<readonly Outcome[]> {
    return this.#writer.append(room, appends)
  }

  reserve(room: string, user: string, client: number): void {
    this.#documents.reservations(room)?.reserve(this.#claims.nameOf(user), client)
  }

  release(room: string, user: string, client: number): void {
    this.#documents.reservations(room)?.release(this.#claims.nameOf(user), client)
  }

  async create(seed: RoomSeed): Promise<void> {
    const { room, links } = seed
    const time = Date.now()
    const rows = seedRows(seed, time)
    for (const { update } of rows) {
      if (update.byteLength > this.#documentBytes)
        throw new WeftError('too-big', `a first text of ${update.byteLength} bytes`)
    }
    return this.#call(async () => {
      await this.#store.createRoom({ room, links, time, rows })
      if (rows.length > 0) this.#indexing.changed(room)
    })
  }

  open(room: string, create: boolean): Promise<RoomAccess> {
    return this.#call(async () => {
      if (create && (await this.#store.head(room)) === null) {
        await this.#make(room)
      }
      await this.#documents.open(room)
      return this.#store.access(room)
    })
  }

  async #make(room: string): Promise<void> {
    try {
      await this.#store.createRoom({ room, links: [], time: Date.now(), rows: [] })
    } catch (error) {
      // Another node was first.
      if (codeOf(error) !== 'room-exists') throw error
    }
  }

  read(room: string, from: number | Uint8Array): Promise<Reading> {
    return this.#call(async () => {
      if (from instanceof Uint8Array) validateStateVector(from)
      const first = from instanceof Uint8Array && isNothing(from)
      const stored = first ? this.#documents.firstReading(room) : null
      if (stored) return stored
      const document = await this.#documents.get(room)
      return document.read(this.#store, from)
    })
  }

  text(room: string): Promise<string> {
    return this.#call(async () => (await this.#documents.get(room)).text)
  }

  async edit(room: string, user: string, edit: TextEdit): Promise<void> {
    // Queued in the turn in which it was made, so that the next edit knows this one.
    const { receipts } = await this.#call(async () => {
      if (this.#writer.isFailing) throw new WeftError('store-failing', 'an edit cannot be stored')
      const { damage, state } = await this.#documents.get(room)
      if (damage) throw damage
      const update = editUpdate(state, editClient(this.#salt, room, user), edit)
      return { receipts: this.#writer.append(room, update ? [{ user, update, scope: 'all' }] : []) }
    })
    const [outcome] = await receipts
    if (outcome instanceof WeftError) throw outcome
  }

  link(room: string, hash: string): Promise<Link | null> {
    return this.#call(() => this.#store.link(room, hash))
  }

  links(room: string): Promise<readonly UsedLink[]> {
    return this.#call(async () => {
      const links: UsedLink[] = []
      for (const link of await this.#store.links(room)) links.push(await this.#used(room, link))
      return links
    })
  }

  async #used(room: string, link: Link): Promise<UsedLink> {
    return { ...link, uses: await this.#store.uses(room, link.hash, USES_MAX) }
  }

  addLink(room: string, link: Link): Promise<void> {
    return this.#call(() => this.#store.putLink(room, link))
  }

  /** In one turn: of two changes at once the second knows the first. */
  changeLink(room: string, hash: string, change: LinkChange): Promise<UsedLink> {
    return this.#call(async () => {
      const links = await this.#store.links(room)
      const known = links.find((link) => link.hash === hash)
      if (!known || known.revoked !== null)
        throw new WeftError('not-found', `no such link in room ${room}`)
      const changed = { ...known, ...change }
      expectOwned(links, changed)
      await this.#store.putLink(room, changed)
      this.#listener?.linkChanged(room, changed)
      return this.#used(room, changed)
    })
  }

  usedLinks(room: string, user: string): Promise<readonly Link[]> {
    return this.#call(() => this.#store.usedLinks(room, user))
  }

  async rooms(whom: string | null, search: RoomSearch): Promise<readonly ListedRoom[]> {
    await this.#indexSoon()
    return this.#call(() => this.#store.rooms(whom, search))
  }

  /** A step at a time, so that others have their turn, and only so many: after a start there may be much to do. */
  async #indexSoon(): Promise<void> {
    for (let step = 0; step < LIST_STEPS && this.#indexing.isBehind(FIRST_MS); step++)
      await this.#call(() => this.#tried(() => this.#indexing.index(FIRST_MS)))
  }

  mark(room: string, user: string, mark: Partial<Mark>): Promise<void> {
    return this.#call(() => this.#store.mark(room, user, mark))
  }

  addAttachment(room: string, picture: Picture, limit: number): Promise<string> {
    return this.#call(() => this.#store.addAttachment(room, picture, limit))
  }

  attachment(room: string, id: string): Promise<Picture | null> {
    return this.#call(() => this.#store.attachment(room, id))
  }

  trash(room: string, isTrashed: boolean): Promise<void> {
    return this.#changeAccess(room, () => this.#store.trash(room, isTrashed ? Date.now() : null))
  }

  deleteRoom(room: string): Promise<void> {
    return this.#changeAccess(room, async () => {
      await this.#store.deleteRoom(room, Date.now())
      this.#documents.drop(room)
    })
  }

  access(room: string): Promise<RoomAccess> {
    return this.#call(() => this.#store.access(room))
  }

  putPerson(room: string, user: string, person: Person | null): Promise<void> {
    return this.#changeAccess(room, () => this.#store.putPerson(room, user, person))
  }

  lock(room: string, isLocked: boolean): Promise<void> {
    return this.#changeAccess(room, () => this.#store.lock(room, isLocked))
  }

  #changeAccess(room: string, change: () => Promise<void>): Promise<void> {
    return this.#call(async () => {
      await change()
      this.#listener?.accessChanged(room, await this.#store.access(room))
    })
  }

  /** Whoever has said it before is told again: the last time he may not have heard. */
  say(room: string, remark: NewRemark): Promise<void> {
    return this.#call(async () => {
      const { damage } = await this.#documents.get(room)
      if (damage) throw damage
      const user = this.#claims.nameOf(remark.user)
      this.#listener?.said(room, await this.#store.say(room, { ...remark, user }))
    })
  }

  remarks(room: string, limit: number): Promise<readonly Remark[]> {
    return this.#call(() => this.#store.remarks(room, limit))
  }

  useLink(room: string, hash: string, use: Use): Promise<boolean> {
    return this.#call(async () => {
      try {
        return await this.#store.useLink(room, hash, use)
      } catch (error) {
        // A full disk must not keep people out for whom nothing has to be written.
        if ((await this.#store.link(room, hash))?.once) throw error
        this.#listener?.trouble(error)
        return true
      }
    })
  }

  /** On disk, then in memory, with no write between: nobody's update meets one without the other. */
  claim(from: string, to: string): Promise<void> {
    return this.#call(async () => {
      const rooms = await this.#store.claim(from, to)
      this.#becomes(from, to)
      this.#listener?.claimed(from, to)
      for (const room of rooms) this.#listener?.accessChanged(room, await this.#store.access(room))
    })
  }

  claimed(from: string, to: string): Promise<void> {
    return this.#call(async () => this.#becomes(from, to))
  }

  #becomes(from: string, to: string): void {
    this.#claims.note(from, to)
    this.#documents.rename(from, to)
  }

  catchUp(rooms: readonly string[] | null): Promise<void> {
    return this.#call(async () => {
      for await (const change of this.#follower.news(rooms)) this.#listener?.caughtUp(change)
    })
  }

  /** At once: whoever looks wants to know it of a store that hangs, too. */
  measurements(): Promise<Measurements> {
    return this.#metrics.read()
  }

  close(room: string): Promise<void> {
    return this.#call(async () => {
      await this.#tried(() => this.#indexing.close(room))
      await this.#snapshot(this.#documents.close(room))
    })
  }

  async stop(): Promise<void> {
    clearInterval(this.#compaction)
    clearInterval(this.#indexer)
    this.#metrics.stop()
    this.#isStopped = true
    await this.#settled()
    this.#writer.stop()
    await this.#call(async () => {
      for (const document of this.#documents.closeAll()) await this.#snapshot(document)
    })
    await this.#store.close()
  }

  /** Until all that waits is committed, or the store has failed for too long. */
  async #settled(): Promise<void> {
    const patience = Promise.withResolvers<void>()
    const timer = setTimeout(patience.resolve, STOP_PATIENCE_MS)
    await Promise.race([Promise.allSettled(this.#writer.waiting), patience.promise])
    clearTimeout(timer)
  }

  /** Answers after what was asked before, with no commit under way. */
  #call<T>(call: () => Promise<T>): Promise<T> {
    const answer = Promise.withResolvers<T>()
    this.#calls.push(() => call().then(answer.resolve, (error) => answer.reject(troubled(error))))
    this.#wake()
    return answer.promise
  }

  /** On the next turn of the event loop, so that all that this turn brings is one batch. */
  #wake(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    setImmediate(() => void this.#run())
  }

  async #run(): Promise<void> {
    while (this.#calls.length > 0 || this.#writer.isDue) {
      await this.#write()
      for (const [index, call] of this.#calls.splice(0).entries()) {
        if (index > 0) await this.#writeMeanwhile()
        await call()
      }
      for (const document of this.#documents.due) await this.#snapshot(document)
      this.#documents.forgetPassing()
    }
    this.#isRunning = false
  }

  async #write(): Promise<void> {
    if (this.#writer.isDue) await this.#writer.write()
  }

  /** A store that blocks gives no turn by itself to what has come from outside. */
  async #writeMeanwhile(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    await this.#write()
  }

  /** The log has it all: a snapshot that fails costs the next reader time, and is made later. */
  #snapshot(document: Document | undefined): Promise<void> {
    return this.#tried(async () =>
      document?.saveSnapshot(this.#store, Date.now() - this.#retention),
    )
  }

  /** What can be done again from the log: when it fails, nothing is lost. */
  async #tried(run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      this.#listener?.trouble(error)
    }
  }

  /** Looking holds up nobody; reading texts is done in turn, like all that needs a document. */
  async #index(): Promise<void> {
    await this.#tried(() => this.#indexing.lookOn())
    if (this.#indexing.isDue) await this.#call(() => this.#tried(() => this.#indexing.index()))
  }

  #found(room: string, damage: unknown): void {
    if (codeOf(damage) === 'row-damaged') this.#damaged.add(room)
    this.#listener?.trouble(damage)
  }

  /** The snapshot is read first: while it is damaged the rows under it are all there is. */
  async #merge(room: string, before: number): Promise<Freed> {
    const freed: Freed[] = []
    if (this.#damaged.has(room)) return together(freed)
    const step = async () => {
      const found = await mergeOldRows(this.#store, room, before)
      if (found) freed.push(found)
      return found !== null
    }
    try {
      await this.#call(() => this.#store.snapshot(room))
      while (!this.#isStopped && (await this.#call(step)));
    } catch (error) {
      this.#found(room, error)
    }
    return together(freed)
  }

  /** Looks at every room there is, so it is done seldom. */
  async #expire(): Promise<Freed> {
    const now = Date.now()
    if (now - this.#expiredAt < EXPIRE_EVERY_MS) return together([])
    this.#expiredAt = now
    const freed: Freed[] = []
    const step = (after: string) => async () => {
      const expired = await this.#store.expire(now - this.#retention, after, ROOMS_A_STEP)
      freed.push(expired)
      return expired.last
    }
    let after: string | null = ''
    while (after !== null && !this.#isStopped) after = await this.#call(step(after))
    return together(freed)
  }

  /** Answers with how many documents are gone. */
  async #emptyTrash(): Promise<number> {
    const before = Date.now() - TRASH_DAYS * DAY_MS
    const rooms = await this.#call(() => this.#store.trashed(before, ROOMS_A_ROUND))
    for (const room of rooms) await this.deleteRoom(room).catch(unlessGone)
    return rooms.length
  }

  /** In steps, each behind whatever was asked meanwhile. One room's trouble is not another's. */
  async #compact(): Promise<void> {
    const begun = performance.now()
    try {
      const freed = [await this.#expire()]
      const deleted = await this.#emptyTrash()
      const before = mergeBefore(Date.now())
      const rooms = await this.#call(() => this.#store.mergeable(before, ROOMS_A_ROUND))
      for (const room of rooms) freed.push(await this.#merge(room, before))
      this.#tell({ ...together(freed), rooms: rooms.length, deleted }, begun)
    } catch (error) {
      this.#listener?.trouble(error)
    }
  }

  #tell(tidied: Omit<Tidied, 'milliseconds'>, begun: number): void {
    const milliseconds = Math.round(performance.now() - begun)
    if (tidied.rows > 0 || tidied.deleted > 0) this.#listener?.tidied({ ...tidied, milliseconds })
  }
}

/** Another node has deleted it just before. */
function unlessGone(error: unknown): void {
  if (codeOf(error) !== 'not-found') throw error
}

/** What a store throws is the disk's trouble; these are a programmer's. */
const BUGS = [TypeError, RangeError, ReferenceError]

function troubled(error: unknown): WeftError {
  if (error instanceof WeftError) return error
  const code = BUGS.some((kind) => error instanceof kind) ? 'internal' : 'store-failing'
  const reason = error instanceof Error ? error.message : String(error)
  return new WeftError(code, reason, { cause: error })
}
