/**
 * SqliteStore: the store in one file, by Node's own SQLite.
 *
 * WAL with synchronous=FULL: a commit has been fsynced when it returns. One connection, and it blocks:
 * it lives on the document thread, where a slow disk delays documents and never a heartbeat. The SQL
 * stands here, the schema in migrations.ts, what a damaged file is in damage.ts, lists
 * and search in sqlite-catalog.ts; node:sqlite is imported in these files alone.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { WeftError } from '../../shared/errors.ts'
import type { Remark } from '../../shared/remarks.ts'
import { hashOf, type Picture } from './attachments.ts'
import type { IndexedText, ListedRoom, Mark, RoomSearch } from './catalog.ts'
import { linkOf, personOf, pictureOf, remarkOf, remarksOf } from './columns.ts'
import {
  checked,
  damaged,
  expectWhole,
  openingOf,
  readingOf,
  type Summed,
  sumOf,
  sumOfLink,
  sumOfRemark,
  unusable,
  upToDamage,
} from './damage.ts'
import { expectCurrent, migrate } from './migrations.ts'
import { SqliteCatalog } from './sqlite-catalog.ts'
import {
  EXPIRE_ROWS,
  type Expired,
  type Link,
  type NewRemark,
  type NewRoom,
  type NewRow,
  type Person,
  REMARKS_KEPT,
  type RoomAccess,
  type Row,
  type Snapshot,
  type Store,
  type Use,
  VISIT_MS,
} from './store.ts'

/** How long to wait for a lock that a backup or a person's shell holds. node:sqlite's own default is 0 ms. */
export const LOCK_TIMEOUT_MS = 5_000

/** A limit that is none. */
const ALL = -1

type StoredRow = Required<Summed>

const NEXT = 'SELECT id FROM rooms WHERE id > :after ORDER BY id LIMIT :limit'

const SQL = {
  createRoom: 'INSERT INTO rooms (id, created, edited) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  head: 'SELECT head, deleted FROM rooms WHERE id = ?',
  covered: 'SELECT seq FROM snapshots WHERE room = ?',
  hasRows: 'SELECT EXISTS (SELECT 1 FROM log WHERE room = ?) AS yes',
  advance:
    'UPDATE rooms SET head = head + 1, edited = ? WHERE id = ? AND deleted IS NULL RETURNING head',
  addRow: 'INSERT INTO log (room, seq, time, user, sum, data) VALUES (?, ?, ?, ?, ?, ?)',
  rows: 'SELECT seq, time, user, sum, data FROM log WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?',
  addClient: `INSERT INTO clients (room, client, user) VALUES (?, ?, ?)
    ON CONFLICT DO UPDATE SET user = user WHERE user = excluded.user`,
  clients: 'SELECT client, user FROM clients WHERE room = ?',
  snapshot: 'SELECT seq, sum, data FROM snapshots WHERE room = ?',
  saveSnapshot: `INSERT INTO snapshots (room, seq, sum, data)
    SELECT id, :seq, :sum, :state FROM rooms WHERE id = :room AND deleted IS NULL AND head >= :seq
    ON CONFLICT DO UPDATE SET seq = excluded.seq, sum = excluded.sum, data = excluded.data
    WHERE seq <= excluded.seq`,
  expireRoom: 'DELETE FROM log WHERE room = ? AND seq <= ? AND time < ?',
  next: `SELECT count(*) AS rooms, max(id) AS last FROM (${NEXT})`,
  expire: `DELETE FROM log WHERE (room, seq) IN (
      SELECT log.room, log.seq FROM (${NEXT}) CROSS JOIN snapshots ON snapshots.room = id
      CROSS JOIN log ON log.room = id AND log.seq <= snapshots.seq AND log.time < :time
      WHERE (SELECT time FROM log WHERE room = id ORDER BY seq LIMIT 1) < :time LIMIT ${EXPIRE_ROWS}
    ) RETURNING length(data) AS bytes`,
  restored: 'SELECT restored FROM rooms WHERE id = ? AND deleted IS NULL',
  noteRestored: 'UPDATE rooms SET restored = ?',
  mergeable: `SELECT id FROM rooms JOIN snapshots ON room = id WHERE EXISTS (SELECT 1 FROM log
    WHERE log.room = id AND log.seq > merged AND log.seq <= snapshots.seq AND log.time < ?) LIMIT ?`,
  unmerged: `SELECT seq, time, user, sum, data FROM log WHERE room = :room
    AND seq > (SELECT merged FROM rooms WHERE id = :room)
    AND seq <= (SELECT seq FROM snapshots WHERE room = :room) ORDER BY seq LIMIT :limit`,
  removeUnmerged: `DELETE FROM log WHERE room = :room AND seq <= :upTo
    AND seq > (SELECT merged FROM rooms WHERE id = :room)`,
  merged: 'UPDATE rooms SET merged = ? WHERE id = ?',
  putLink: `INSERT INTO links
    (room, hash, role, label, created, expires, password, once, revoked, sum)
    VALUES (:room, :hash, :role, :label, :created, :expires, :password, :once, :revoked, :sum)
    ON CONFLICT DO UPDATE SET role = :role, label = :label, created = :created, expires = :expires,
    password = :password, once = :once, revoked = :revoked, sum = :sum`,
  link: 'SELECT * FROM links WHERE room = ? AND hash = ?',
  links: 'SELECT * FROM links WHERE room = ? ORDER BY created, hash',
  usedLinks: `SELECT links.* FROM uses JOIN links USING (room, hash)
    WHERE uses.user = ? AND uses.room = ? ORDER BY created, hash`,
  state: 'SELECT created, locked, trashed, deleted FROM rooms WHERE id = ?',
  lock: 'UPDATE rooms SET locked = ? WHERE id = ? AND deleted IS NULL',
  trash: 'UPDATE rooms SET trashed = ? WHERE id = ? AND deleted IS NULL',
  trashed: 'SELECT id FROM rooms WHERE trashed < ? ORDER BY trashed LIMIT ?',
  delete: `UPDATE rooms SET deleted = ?, head = 0, merged = 0, title = '', text = NULL, trashed = NULL
    WHERE id = ? AND deleted IS NULL RETURNING id`,
  deleteText: 'DELETE FROM texts WHERE rowid = (SELECT text FROM rooms WHERE id = ?)',
  unhide: 'UPDATE marks SET hidden = 0 WHERE user = ? AND room = ? AND hidden = 1',
  people: 'SELECT user, name, role FROM people WHERE room = ? ORDER BY user',
  putPerson: `INSERT INTO people (room, user, name, role) VALUES (:room, :user, :name, :role)
    ON CONFLICT DO UPDATE SET name = :name, role = :role`,
  removePerson: 'DELETE FROM people WHERE room = ? AND user = ?',
  othersUse: 'SELECT EXISTS (SELECT 1 FROM uses WHERE room = ? AND hash = ? AND user <> ?) AS yes',
  useLink: `INSERT INTO uses (room, hash, user, name, first, last)
    VALUES (:room, :hash, :user, :name, :first, :last)
    ON CONFLICT DO UPDATE SET name = :name, last = :last
    WHERE name <> :name OR last <= :last - ${VISIT_MS}`,
  claimClients: 'UPDATE clients SET user = :to WHERE user = :from',
  claimUses: `INSERT INTO uses (room, hash, user, name, first, last)
    SELECT room, hash, :to, name, first, last FROM uses WHERE user = :from
    ON CONFLICT DO UPDATE SET name = iif(excluded.last > last, excluded.name, name),
    first = min(first, excluded.first), last = max(last, excluded.last)`,
  dropUses: 'DELETE FROM uses WHERE user = ?',
  claimPeople: `INSERT INTO people (room, user, name, role)
    SELECT room, :to, name, role FROM people WHERE user = :from
    ON CONFLICT DO UPDATE SET role = iif(excluded.role IS NULL, NULL, role) RETURNING room`,
  dropPeople: 'DELETE FROM people WHERE user = ?',
  claimMarks: `INSERT INTO marks (user, room, pinned, hidden)
    SELECT :to, room, pinned, hidden FROM marks WHERE user = :from
    ON CONFLICT DO UPDATE SET pinned = max(pinned, excluded.pinned), hidden = min(hidden, excluded.hidden)`,
  dropMarks: 'DELETE FROM marks WHERE user = ?',
  knownAttachment: 'SELECT id FROM attachments WHERE room = ? AND hash = ?',
  attached: 'SELECT coalesce(sum(size), 0) AS bytes FROM attachments WHERE room = ?',
  addAttachment:
    'INSERT INTO attachments (room, id, hash, type, size, data) VALUES (?, ?, ?, ?, ?, ?)',
  attachment: 'SELECT type, hash, data FROM attachments WHERE room = ? AND id = ?',
  countRemark: 'UPDATE rooms SET said = said + 1 WHERE id = ? AND deleted IS NULL RETURNING said',
  addRemark: `INSERT INTO remarks (room, seq, time, user, name, key, text, place, sum)
    VALUES (:room, :seq, :time, :user, :name, :key, :text, :place, :sum)`,
  remark: 'SELECT * FROM remarks WHERE user = ? AND room = ? AND key = ?',
  remarks: `SELECT * FROM (SELECT * FROM remarks WHERE room = ? ORDER BY seq DESC LIMIT ?) ORDER BY seq`,
  dropRemarks: 'DELETE FROM remarks WHERE room = ? AND seq <= ?',
  expireRemarks: `DELETE FROM remarks WHERE (room, seq) IN (
    SELECT room, seq FROM remarks WHERE time < ? LIMIT ${EXPIRE_ROWS})`,
  claimRemarks: 'UPDATE OR IGNORE remarks SET user = :to WHERE user = :from',
  dropClaimed: 'DELETE FROM remarks WHERE user = ?',
  uses: 'SELECT user, name, first, last FROM uses WHERE room = ? AND hash = ? ORDER BY last DESC LIMIT ?',
} as const

/** What there is of a room, those first that refer to others. */
const PARTS = [
  'log',
  'snapshots',
  'clients',
  'uses',
  'links',
  'people',
  'marks',
  'attachments',
  'remarks',
] as const

/** Older ones can lose committed work when a WAL is reset (https://sqlite.org/releaselog/3_51_3.html). */
const SQLITE_MIN = '3.51.3'

/** From here on `quick_check` would hold up the start: it takes 2 ms a megabyte, 7 from a cold disk. */
const CHECK_BYTES_MAX = 256 * 1024 * 1024

export interface SqliteOptions {
  /** How long another server may take to let go of the file, in milliseconds. */
  readonly patience?: number
  /** Of SQLite. */
  readonly version?: string
  /** Beside a server, too: nothing is written, and all that is read is of the moment of opening. */
  readonly isReading?: boolean
  /** For tests that look at every statement. */
  readonly connect?: (file: string) => DatabaseSync
}

const connectTo = (file: string) => new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS })

/** A connection that fsyncs at every commit, over a schema that is up to date. */
function openDatabase(file: string, connect = connectTo): DatabaseSync {
  const database = connect(file)
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    migrate(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Made whole under another name first. So a weft.db that is empty or cut was once another, and SQLite,
 * which takes nothing for a new database and drops the WAL beside it, never gets to see it.
 */
function openWhole(file: string, connect = connectTo): DatabaseSync {
  if (!existsSync(file)) {
    if (existsSync(`${file}-wal`)) throw unusable(file, 'it is gone, and its WAL is still there')
    makeDatabase(file, connect)
  }
  if (statSync(file).size === 0) throw unusable(file, 'it is empty')
  return openDatabase(file, connect)
}

function openToRead(file: string): DatabaseSync {
  if (!existsSync(file)) throw new WeftError('store-failing', `there is no ${file}`)
  const database = new DatabaseSync(file, { readOnly: true, timeout: LOCK_TIMEOUT_MS })
  try {
    expectCurrent(database)
    database.exec('BEGIN')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function makeDatabase(file: string, connect: typeof connectTo): void {
  const draft = `${file}.new`
  for (const left of [draft, `${draft}-wal`, `${draft}-shm`]) rmSync(left, { force: true })
  openDatabase(draft, connect).close()
  renameSync(draft, file)
  const folder = openSync(dirname(file), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

function refuseOld(version: string): void {
  const isOld = version.localeCompare(SQLITE_MIN, 'en', { numeric: true }) < 0
  if (!isOld) return
  throw new WeftError(
    'store-failing',
    `this Node has SQLite ${version}, which can lose saved work: Weft needs ${SQLITE_MIN}, so a newer Node`,
  )
}

/**
 * What SQLite finds wrong with the structure of a file; null when it finds nothing, or the file is not
 * there or too large to look through at every start. For the operator: what can be read is served.
 */
export function checkFile(file: string): string | null {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size === 0 || size > CHECK_BYTES_MAX) return null
  const database = connectTo(file)
  try {
    const found = database.prepare('PRAGMA quick_check(1)').get()?.quick_check
    return found === 'ok' ? null : String(found)
  } catch (error) {
    return (error as Error).message
  } finally {
    database.close()
  }
}

/**
 * Held until the process ends, however it ends. Two servers on one file would each acknowledge what the
 * other then leaves out of its snapshot. A file of its own, so that a backup may read the other.
 */
export function lock(file: string, timeout = LOCK_TIMEOUT_MS): DatabaseSync {
  const held = new DatabaseSync(`${file}.lock`, { timeout })
  try {
    held.exec('BEGIN EXCLUSIVE')
    return held
  } catch (error) {
    held.close()
    throw new WeftError('store-failing', `another server is using ${file}`, { cause: error })
  }
}

function openPrepared(file: string, { isReading, connect }: SqliteOptions) {
  const database = isReading ? openToRead(file) : openWhole(file, connect)
  try {
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)])
    const sql: Record<keyof typeof SQL, StatementSync> = Object.fromEntries(prepared)
    const catalog = new SqliteCatalog(database, (run) => transaction(database, run))
    return { database, sql, catalog }
  } catch (error) {
    database.close()
    throw error
  }
}

export class SqliteStore implements Store {
  readonly #lock: DatabaseSync | null
  readonly #database: DatabaseSync
  readonly #sql: Record<keyof typeof SQL, StatementSync>
  readonly #catalog: SqliteCatalog

  /**
   * Opens, or makes, the file and brings its schema up to date. Throws `store-failing`, in one sentence:
   * another server has it open, it is damaged, or this SQLite is too old.
   */
  constructor(file: string, options: SqliteOptions = {}) {
    refuseOld(options.version ?? process.versions.sqlite ?? '0')
    if (!options.isReading) mkdirSync(dirname(file), { recursive: true })
    this.#lock = options.isReading ? null : lock(file, options.patience)
    try {
      const { database, sql, catalog } = openingOf(file, () => openPrepared(file, options))
      this.#database = database
      this.#sql = sql
      this.#catalog = catalog
    } catch (error) {
      this.#lock?.close()
      throw error
    }
  }

  async createRoom({ room, time, links, rows }: NewRoom): Promise<void> {
    this.#transaction(() => {
      if (this.#sql.createRoom.run(room, time, time).changes === 0) {
        const isDeleted = this.#head(room) === null
        throw new WeftError(isDeleted ? 'not-found' : 'room-exists', `room ${room} exists, or did`)
      }
      for (const link of links) this.#putLink(room, link)
      for (const row of rows) this.#append(row)
    })
  }

  async head(room: string): Promise<number | null> {
    return readingOf(room, () => this.#head(room))
  }

  #head(room: string): number | null {
    const found = this.#sql.head.get(room)
    if (found) return found.deleted === null ? Number(found.head) : null
    if (this.#sql.hasRows.get(room)?.yes || this.#sql.covered.get(room))
      throw damaged(room, 'it has a log, but is not in the list of rooms')
    return null
  }

  async commit(rows: readonly NewRow[]): Promise<readonly number[]> {
    return this.#transaction(() => rows.map((row) => this.#append(row)))
  }

  #append({ room, time, user, clients, update }: NewRow): number {
    const advanced = this.#sql.advance.get(time, room)
    if (!advanced) throw new WeftError('not-found', `no room ${room}`)
    const seq = Number(advanced.head)
    this.#addRow(room, { seq, time, user, update })
    for (const client of clients) {
      const claimed = this.#sql.addClient.run(room, client, user)
      if (claimed.changes === 0)
        throw new WeftError('author-conflict', `client ${client} in room ${room} is another's`)
    }
    return seq
  }

  #addRow(room: string, { seq, time, user, update: data }: Row): void {
    this.#sql.addRow.run(room, seq, time, user, sumOf(room, { seq, time, user, data }), data)
  }

  async rows(room: string, after: number, limit = ALL): Promise<readonly Row[]> {
    return readingOf(room, () => {
      const rows = read(room, this.#sql.rows.all(room, after, limit))
      const [covered, head] = [this.#covered(room), this.#head(room) ?? 0]
      expectWhole(room, rows, { after, covered, head, hasMore: rows.length === limit })
      return rows
    })
  }

  async since(seqs: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, readonly Row[]>> {
    const added = new Map<string, readonly Row[]>()
    for (const [room, after] of seqs) {
      const found = this.#sql.rows.all(room, after, ALL) as unknown as readonly StoredRow[]
      const rows = upToDamage(found, (columns) => rowOf(room, columns))
      if (rows.length > 0) added.set(room, rows)
    }
    return added
  }

  async restored(room: string): Promise<number | null> {
    const time = readingOf(room, () => this.#sql.restored.get(room))?.restored ?? null
    return time === null ? null : Number(time)
  }

  async noteRestored(time: number): Promise<void> {
    this.#sql.noteRestored.run(time)
  }

  async clients(room: string): Promise<ReadonlyMap<number, string>> {
    const found = readingOf(room, () => this.#sql.clients.all(room))
    return new Map(found.map(({ client, user }) => [Number(client), String(user)]))
  }

  async snapshot(room: string): Promise<Snapshot | null> {
    const found = readingOf(room, () => this.#sql.snapshot.get(room)) as Summed | undefined
    return found ? { seq: found.seq, state: checked(room, found) } : null
  }

  async covered(room: string): Promise<number> {
    return readingOf(room, () => this.#covered(room))
  }

  #covered(room: string): number {
    return Number(this.#sql.covered.get(room)?.seq ?? 0)
  }

  async saveSnapshot(room: string, { seq, state }: Snapshot, expire: number): Promise<void> {
    this.#transaction(() => {
      const sum = sumOf(room, { seq, data: state })
      const saved = this.#sql.saveSnapshot.run({ room, seq, sum, state })
      if (saved.changes > 0) this.#sql.expireRoom.run(room, seq, expire)
    })
  }

  async expire(time: number, after: string, limit: number): Promise<Expired> {
    return this.#transaction(() => {
      const { rooms, last } = this.#sql.next.get({ after, limit }) ?? {}
      const gone = this.#sql.expire.all({ time, after, limit })
      const remarks = Number(this.#sql.expireRemarks.run(time).changes)
      const bytes = gone.reduce((sum, row) => sum + Number(row.bytes), 0)
      const isFull = Math.max(gone.length, remarks) === EXPIRE_ROWS
      const next = rooms === limit ? String(last) : null
      return { rows: gone.length, bytes, last: isFull ? after : next }
    })
  }

  async mergeable(time: number, limit: number): Promise<readonly string[]> {
    return this.#sql.mergeable.all(time, limit).map(({ id }) => String(id))
  }

  async unmerged(room: string, limit: number): Promise<readonly Row[]> {
    return readingOf(room, () => read(room, this.#sql.unmerged.all({ room, limit })))
  }

  async merge(room: string, upTo: number, rows: readonly Row[]): Promise<void> {
    this.#transaction(() => {
      this.#sql.removeUnmerged.run({ room, upTo })
      for (const row of rows) this.#addRow(room, row)
      this.#sql.merged.run(upTo, room)
    })
  }

  async link(room: string, hash: string): Promise<Link | null> {
    const found = readingOf(room, () => this.#sql.link.get(room, hash))
    return found ? linkOf(room, found) : null
  }

  async links(room: string): Promise<readonly Link[]> {
    return readingOf(room, () => this.#sql.links.all(room)).map((found) => linkOf(room, found))
  }

  async usedLinks(room: string, user: string): Promise<readonly Link[]> {
    const found = readingOf(room, () => this.#sql.usedLinks.all(user, room))
    return found.map((link) => linkOf(room, link))
  }

  async putLink(room: string, link: Link): Promise<void> {
    this.#transaction(() => {
      if (this.#head(room) === null) throw new WeftError('not-found', `no room ${room}`)
      this.#putLink(room, link)
    })
  }

  #putLink(room: string, link: Link): void {
    const sum = sumOfLink(room, link)
    this.#sql.putLink.run({ room, ...link, once: Number(link.once), sum })
  }

  async access(room: string): Promise<RoomAccess> {
    return readingOf(room, () => {
      const found = this.#sql.state.get(room) ?? {}
      const { created = 0, locked = 0, trashed = null, deleted = null } = found
      return {
        created: deleted === null ? Number(created) : 0,
        isLocked: Boolean(locked),
        gone: deleted !== null ? 'deleted' : trashed !== null ? 'trashed' : null,
        people: this.#sql.people.all(room).map((found) => personOf(room, found)),
      }
    })
  }

  async putPerson(room: string, user: string, person: Person | null): Promise<void> {
    this.#transaction(() => {
      if (this.#head(room) === null) throw new WeftError('not-found', `no room ${room}`)
      if (person) this.#sql.putPerson.run({ room, ...person })
      else this.#sql.removePerson.run(room, user)
    })
  }

  async lock(room: string, isLocked: boolean): Promise<void> {
    if (this.#sql.lock.run(Number(isLocked), room).changes === 0)
      throw new WeftError('not-found', `no room ${room}`)
  }

  async useLink(room: string, hash: string, { user, name, first, last }: Use): Promise<boolean> {
    return this.#transaction(() => {
      const isOnce = Boolean(this.#sql.link.get(room, hash)?.once)
      if (isOnce && this.#sql.othersUse.get(room, hash, user)?.yes) return false
      this.#sql.useLink.run({ room, hash, user, name, first, last })
      this.#sql.unhide.run(user, room)
      return true
    })
  }

  async uses(room: string, hash: string, limit: number): Promise<readonly Use[]> {
    const found = readingOf(room, () => this.#sql.uses.all(room, hash, limit))
    return found.map(({ user, name, first, last }) => ({
      user: String(user),
      name: String(name),
      first: Number(first),
      last: Number(last),
    }))
  }

  async say(room: string, remark: NewRemark): Promise<Remark> {
    return this.#transaction(() => {
      const known = this.#sql.remark.get(remark.user, room, remark.key)
      if (known) return remarkOf(known)
      const counted = this.#sql.countRemark.get(room)
      if (!counted) throw new WeftError('not-found', `no room ${room}`)
      const kept = { ...remark, seq: Number(counted.said) }
      this.#sql.addRemark.run({ room, ...kept, sum: sumOfRemark(room, kept) })
      this.#sql.dropRemarks.run(room, kept.seq - REMARKS_KEPT)
      return kept
    })
  }

  async remarks(room: string, limit: number): Promise<readonly Remark[]> {
    const found = readingOf(room, () => this.#sql.remarks.all(room, limit))
    return remarksOf(room, found)
  }

  async trash(room: string, time: number | null): Promise<void> {
    if (this.#sql.trash.run(time, room).changes === 0)
      throw new WeftError('not-found', `no room ${room}`)
  }

  async trashed(time: number, limit: number): Promise<readonly string[]> {
    return this.#sql.trashed.all(time, limit).map(({ id }) => String(id))
  }

  async deleteRoom(room: string, time: number): Promise<void> {
    this.#transaction(() => {
      this.#sql.deleteText.run(room)
      if (!this.#sql.delete.get(time, room)) throw new WeftError('not-found', `no room ${room}`)
      for (const part of PARTS)
        this.#database.prepare(`DELETE FROM ${part} WHERE room = ?`).run(room)
    })
  }

  async addAttachment(room: string, { id, type, bytes }: Picture, limit: number): Promise<string> {
    const hash = hashOf(bytes)
    return this.#transaction(() => {
      if (this.#head(room) === null) throw new WeftError('not-found', `no room ${room}`)
      const known = this.#sql.knownAttachment.get(room, hash)
      if (known) return String(known.id)
      const size = bytes.byteLength
      if (Number(this.#sql.attached.get(room)?.bytes) + size > limit)
        throw new WeftError('too-big', `room ${room} has no place for ${size} bytes more`)
      this.#sql.addAttachment.run(room, id, hash, type, size, bytes)
      return id
    })
  }

  async attachment(room: string, id: string): Promise<Picture | null> {
    const found = readingOf(room, () => this.#sql.attachment.get(room, id))
    return found ? pictureOf(room, id, found) : null
  }

  rooms(whom: string | null, search: RoomSearch): Promise<readonly ListedRoom[]> {
    return this.#catalog.rooms(whom, search)
  }

  mark(room: string, user: string, mark: Partial<Mark>): Promise<void> {
    return this.#catalog.mark(room, user, mark)
  }

  index(texts: readonly IndexedText[]): Promise<void> {
    return this.#catalog.index(texts)
  }

  unindexed(after: string, limit: number) {
    return this.#catalog.unindexed(after, limit)
  }

  async claim(from: string, to: string): Promise<readonly string[]> {
    return this.#transaction(() => {
      this.#sql.claimClients.run({ from, to })
      this.#sql.claimUses.run({ from, to })
      this.#sql.dropUses.run(from)
      const rooms = this.#sql.claimPeople.all({ from, to }).map(({ room }) => String(room))
      this.#sql.dropPeople.run(from)
      this.#sql.claimRemarks.run({ from, to })
      this.#sql.dropClaimed.run(from)
      this.#sql.claimMarks.run({ from, to })
      this.#sql.dropMarks.run(from)
      return rooms
    })
  }

  async close(): Promise<void> {
    this.#database.close()
    this.#lock?.close()
  }

  #transaction<T>(run: () => T): T {
    return transaction(this.#database, run)
  }
}

/** All that it does, or nothing. */
function transaction<T>(database: DatabaseSync, run: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  try {
    const result = run()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk or an I/O error has already rolled back: a second ROLLBACK would hide the cause.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

const read = (room: string, found: readonly unknown[]): Row[] =>
  (found as readonly StoredRow[]).map((columns) => rowOf(room, columns))

function rowOf(room: string, columns: StoredRow): Row {
  const { seq, time, user } = columns
  return { seq, time, user, update: checked(room, columns) }
}
