/**
 * SqliteStore: the store in one file, by Node's own SQLite.
 *
 * WAL with synchronous=FULL: a commit has been fsynced when it returns. One connection, and it blocks:
 * it lives on the document thread, where a slow disk delays documents and never a heartbeat. The SQL
 * stands here, the schema in migrations.ts; node:sqlite is imported in these two files alone.
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'
import { WeftError } from '../../shared/errors.ts'
import type { Role } from '../../shared/protocol.ts'
import { migrate } from './migrations.ts'
import type { NewRoom, NewRow, Row, Snapshot, Store } from './store.ts'

/** How long to wait for a lock that a backup or a person's shell holds. node:sqlite's own default is 0 ms. */
const LOCK_TIMEOUT_MS = 5_000

/** A limit that is none. */
const ALL = -1

interface StoredRow {
  readonly seq: number
  readonly time: number
  readonly user: string
  readonly sum: number
  readonly data: Uint8Array
}

const SQL = {
  createRoom: 'INSERT INTO rooms (id, created) VALUES (?, ?) ON CONFLICT DO NOTHING',
  head: 'SELECT head FROM rooms WHERE id = ?',
  advance: 'UPDATE rooms SET head = head + 1 WHERE id = ? RETURNING head',
  addRow: 'INSERT INTO log (room, seq, time, user, sum, data) VALUES (?, ?, ?, ?, ?, ?)',
  rows: 'SELECT seq, time, user, sum, data FROM log WHERE room = ? AND seq > ? ORDER BY seq LIMIT ?',
  addClient: 'INSERT INTO clients (room, client, user) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  clients: 'SELECT client, user FROM clients WHERE room = ?',
  snapshot: 'SELECT seq, sum, data FROM snapshots WHERE room = ?',
  saveSnapshot: 'INSERT OR REPLACE INTO snapshots (room, seq, sum, data) VALUES (?, ?, ?, ?)',
  expireRoom: 'DELETE FROM log WHERE room = ? AND seq <= ? AND time < ?',
  expire: `DELETE FROM log WHERE time < ?
    AND seq <= (SELECT snapshots.seq FROM snapshots WHERE snapshots.room = log.room)`,
  mergeable: `SELECT id FROM rooms JOIN snapshots ON room = id WHERE EXISTS (SELECT 1 FROM log
    WHERE log.room = id AND log.seq > merged AND log.seq <= snapshots.seq AND log.time < ?) LIMIT ?`,
  unmerged: `SELECT seq, time, user, sum, data FROM log WHERE room = :room
    AND seq > (SELECT merged FROM rooms WHERE id = :room)
    AND seq <= (SELECT seq FROM snapshots WHERE room = :room) ORDER BY seq LIMIT :limit`,
  removeUnmerged: `DELETE FROM log WHERE room = :room AND seq <= :upTo
    AND seq > (SELECT merged FROM rooms WHERE id = :room)`,
  merged: 'UPDATE rooms SET merged = ? WHERE id = ?',
  addLink: 'INSERT INTO links (room, hash, role) VALUES (?, ?, ?)',
  link: 'SELECT role FROM links WHERE room = ? AND hash = ?',
} as const

/** A connection that fsyncs at every commit, over a schema that is up to date. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS })
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  migrate(database)
  return database
}

/**
 * Held until the process ends, however it ends. Two servers on one file would each acknowledge what the
 * other then leaves out of its snapshot. A file of its own, so that a backup may read the other.
 */
function lock(file: string, timeout: number): DatabaseSync {
  const held = new DatabaseSync(`${file}.lock`, { timeout })
  try {
    held.exec('BEGIN EXCLUSIVE')
    return held
  } catch (error) {
    held.close()
    throw new WeftError('store-failing', `another server is using ${file}`, { cause: error })
  }
}

export class SqliteStore implements Store {
  readonly #lock: DatabaseSync
  readonly #database: DatabaseSync
  readonly #sql: Record<keyof typeof SQL, StatementSync>

  /** Opens, or makes, the file and brings its schema up to date. Throws if another server has it open. */
  constructor(file: string, patience = LOCK_TIMEOUT_MS) {
    mkdirSync(dirname(file), { recursive: true })
    this.#lock = lock(file, patience)
    this.#database = openDatabase(file)
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, this.#database.prepare(sql)])
    this.#sql = Object.fromEntries(prepared)
  }

  async createRoom({ room, time, links, rows }: NewRoom): Promise<void> {
    this.#transaction(() => {
      if (this.#sql.createRoom.run(room, time).changes === 0) {
        throw new WeftError('room-exists', `room ${room} exists`)
      }
      for (const { hash, role } of links) this.#sql.addLink.run(room, hash, role)
      for (const row of rows) this.#append(row)
    })
  }

  async head(room: string): Promise<number | null> {
    const found = this.#sql.head.get(room)
    return found ? Number(found.head) : null
  }

  async commit(rows: readonly NewRow[]): Promise<readonly number[]> {
    return this.#transaction(() => rows.map((row) => this.#append(row)))
  }

  #append({ room, time, user, clients, update }: NewRow): number {
    const advanced = this.#sql.advance.get(room)
    if (!advanced) throw new WeftError('not-found', `no room ${room}`)
    const seq = Number(advanced.head)
    this.#sql.addRow.run(room, seq, time, user, crc32(update), update)
    for (const client of clients) this.#sql.addClient.run(room, client, user)
    return seq
  }

  async rows(room: string, after: number, limit = ALL): Promise<readonly Row[]> {
    return this.#read(room, this.#sql.rows.all(room, after, limit))
  }

  async clients(room: string): Promise<ReadonlyMap<number, string>> {
    const found = this.#sql.clients.all(room)
    return new Map(found.map(({ client, user }) => [Number(client), String(user)]))
  }

  async snapshot(room: string): Promise<Snapshot | null> {
    const found = this.#sql.snapshot.get(room) as unknown as StoredRow | undefined
    return found ? { seq: found.seq, state: checked(room, found) } : null
  }

  async saveSnapshot(room: string, { seq, state }: Snapshot, expire: number): Promise<void> {
    this.#transaction(() => {
      this.#sql.saveSnapshot.run(room, seq, crc32(state), state)
      this.#sql.expireRoom.run(room, seq, expire)
    })
  }

  async expire(time: number): Promise<void> {
    this.#sql.expire.run(time)
  }

  async mergeable(time: number, limit: number): Promise<readonly string[]> {
    return this.#sql.mergeable.all(time, limit).map(({ id }) => String(id))
  }

  async unmerged(room: string, limit: number): Promise<readonly Row[]> {
    return this.#read(room, this.#sql.unmerged.all({ room, limit }))
  }

  async merge(room: string, upTo: number, rows: readonly Row[]): Promise<void> {
    this.#transaction(() => {
      this.#sql.removeUnmerged.run({ room, upTo })
      for (const { seq, time, user, update } of rows) {
        this.#sql.addRow.run(room, seq, time, user, crc32(update), update)
      }
      this.#sql.merged.run(upTo, room)
    })
  }

  async link(room: string, hash: string): Promise<Role | null> {
    return (this.#sql.link.get(room, hash)?.role as Role | undefined) ?? null
  }

  async close(): Promise<void> {
    this.#database.close()
    this.#lock.close()
  }

  #read(room: string, found: readonly unknown[]): Row[] {
    return (found as readonly StoredRow[]).map((row) => {
      const { seq, time, user } = row
      return { seq, time, user, update: checked(room, row) }
    })
  }

  #transaction<T>(run: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = run()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk or an I/O error has already rolled back: a second ROLLBACK would hide the cause.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }
}

/** The bytes, if they are the ones that were written. */
function checked(room: string, { seq, sum, data }: StoredRow): Uint8Array {
  if (crc32(data) === sum) return data
  throw new WeftError(
    'row-damaged',
    `room ${room}, seq ${seq}: stored bytes do not match their sum`,
  )
}
