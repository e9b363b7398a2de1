/**
 * PostgresStore: the store in a Postgres database.
 *
 * A commit has been written to Postgres' disk when it returns. One session does everything, in order
 * (postgres-connection.ts); the log is in postgres-log.ts, pictures and the chat in files of their own, lists and search in postgres-catalog.ts, the schema
 * in postgres-migrations.ts. When Postgres is away every call fails, at once or within seconds, and the
 * first one after it has returned succeeds: trying again is left to the caller. What was under way
 * when the session was lost may be there or not; an update that is there twice changes nothing.
 */
import { WeftError } from '../../shared/errors.ts'
import type { Remark } from '../../shared/remarks.ts'
import type { Picture } from './attachments.ts'
import type { IndexedText, ListedRoom, Mark, RoomSearch } from './catalog.ts'
import { type Columns, linkOf, personOf } from './columns.ts'
import { checked, type Summed, sumOf, sumOfLink } from './damage.ts'
import { addAttachment, readAttachment } from './postgres-attachments.ts'
import { PostgresCatalog } from './postgres-catalog.ts'
import {
  type Found,
  PostgresConnection,
  plain,
  type Run,
  type Statement,
  statements,
} from './postgres-connection.ts'
import { append, merge, readingOf, readRows, readSince, readUnmerged } from './postgres-log.ts'
import { claimRemarks, expireRemarks, readRemarks, say } from './postgres-remarks.ts'
import {
  EXPIRE_ROWS,
  type Expired,
  type Link,
  type NewRemark,
  type NewRoom,
  type NewRow,
  type Person,
  type RoomAccess,
  type Row,
  type Snapshot,
  type Store,
  type Use,
  VISIT_MS,
} from './store.ts'

const OPEN = 'FROM rooms WHERE id = $1 AND deleted IS NULL FOR SHARE'

const SQL = statements('store', {
  createRoom:
    'INSERT INTO rooms (id, created, edited) VALUES ($1, $2::bigint, $2) ON CONFLICT DO NOTHING',
  head: 'SELECT head FROM rooms WHERE id = $1 AND deleted IS NULL',
  clients: 'SELECT client, "user" FROM clients WHERE room = $1',
  snapshot: 'SELECT seq, sum, data FROM snapshots WHERE room = $1',
  covered: 'SELECT seq FROM snapshots WHERE room = $1',
  saveSnapshot: `WITH saved AS (
      INSERT INTO snapshots (room, seq, sum, data)
      SELECT id, $2::bigint, $3::bigint, $4::bytea
      FROM rooms WHERE id = $1 AND deleted IS NULL AND head >= $2 FOR SHARE
      ON CONFLICT (room) DO UPDATE SET seq = excluded.seq, sum = excluded.sum, data = excluded.data
      WHERE snapshots.seq <= excluded.seq RETURNING room
    )
    DELETE FROM log USING saved WHERE log.room = saved.room AND seq <= $2 AND time < $5`,
  expire: `WITH next AS MATERIALIZED (SELECT id FROM rooms WHERE id > $2 ORDER BY id LIMIT $3), gone AS (
      DELETE FROM log WHERE (room, seq) IN (
        SELECT log.room, log.seq FROM next JOIN snapshots ON snapshots.room = id
        JOIN log ON log.room = id AND log.seq <= snapshots.seq AND log.time < $1
        WHERE (SELECT time FROM log WHERE room = id ORDER BY seq LIMIT 1) < $1 LIMIT ${EXPIRE_ROWS}
      ) RETURNING octet_length(data) AS length
    )
    SELECT count(*) AS rows, coalesce(sum(length), 0)::bigint AS bytes,
      (SELECT count(*) FROM next) AS rooms, (SELECT max(id) FROM next) AS last FROM gone`,
  restored: 'SELECT restored FROM rooms WHERE id = $1 AND deleted IS NULL',
  noteRestored: 'UPDATE rooms SET restored = $1',
  mergeable: `SELECT id FROM rooms JOIN snapshots ON room = id WHERE EXISTS (SELECT 1 FROM log
    WHERE log.room = id AND log.seq > merged AND log.seq <= snapshots.seq AND log.time < $1) LIMIT $2`,
  putLink: `INSERT INTO links
    (room, hash, role, label, created, expires, password, once, revoked, sum)
    SELECT id, $2, $3, $4, $5::bigint, $6::bigint, $7, $8::boolean, $9::bigint, $10::bigint ${OPEN}
    ON CONFLICT (room, hash) DO UPDATE SET role = excluded.role, label = excluded.label,
    created = excluded.created, expires = excluded.expires, password = excluded.password,
    once = excluded.once, revoked = excluded.revoked, sum = excluded.sum`,
  link: 'SELECT * FROM links WHERE room = $1 AND hash = $2',
  lockLink: 'SELECT once FROM links WHERE room = $1 AND hash = $2 FOR NO KEY UPDATE',
  links: 'SELECT * FROM links WHERE room = $1 ORDER BY created, hash',
  usedLinks: `SELECT links.* FROM uses JOIN links USING (room, hash)
    WHERE uses.room = $1 AND uses."user" = $2 ORDER BY created, hash`,
  access: `SELECT created, locked, trashed, deleted, "user", name, role
    FROM rooms LEFT JOIN people ON room = id WHERE id = $1 ORDER BY "user"`,
  lock: 'UPDATE rooms SET locked = $2 WHERE id = $1 AND deleted IS NULL',
  trash: 'UPDATE rooms SET trashed = $2 WHERE id = $1 AND deleted IS NULL',
  trashed: 'SELECT id FROM rooms WHERE trashed < $1 ORDER BY trashed LIMIT $2',
  delete: `UPDATE rooms SET deleted = $2, head = 0, merged = 0, title = '', trashed = NULL
    WHERE id = $1 AND deleted IS NULL`,
  putPerson: `INSERT INTO people (room, "user", name, role) SELECT id, $2, $3, $4 ${OPEN}
    ON CONFLICT (room, "user") DO UPDATE SET name = excluded.name, role = excluded.role`,
  removePerson: `WITH open AS (SELECT id ${OPEN}), gone AS (
      DELETE FROM people USING open WHERE room = id AND "user" = $2
    )
    SELECT id FROM open`,
  othersUse: 'SELECT 1 FROM uses WHERE room = $1 AND hash = $2 AND "user" <> $3 LIMIT 1',
  useLink: `INSERT INTO uses (room, hash, "user", name, first, last)
    VALUES ($1, $2, $3, $4, $5, $6::bigint)
    ON CONFLICT (room, hash, "user") DO UPDATE SET name = excluded.name, last = excluded.last
    WHERE uses.name <> excluded.name OR uses.last <= excluded.last - ${VISIT_MS}`,
  unhide: 'UPDATE marks SET hidden = false WHERE "user" = $1 AND room = $2 AND hidden',
  uses: `SELECT "user", name, first, last FROM uses WHERE room = $1 AND hash = $2
    ORDER BY last DESC LIMIT $3`,
  claimClients: 'UPDATE clients SET "user" = $2 WHERE "user" = $1',
  claimUses: `INSERT INTO uses (room, hash, "user", name, first, last)
    SELECT room, hash, $2, name, first, last FROM uses WHERE "user" = $1
    ON CONFLICT (room, hash, "user") DO UPDATE SET
    name = CASE WHEN excluded.last > uses.last THEN excluded.name ELSE uses.name END,
    first = least(uses.first, excluded.first), last = greatest(uses.last, excluded.last)`,
  dropUses: 'DELETE FROM uses WHERE "user" = $1',
  claimPeople: `INSERT INTO people (room, "user", name, role)
    SELECT room, $2, name, role FROM people WHERE "user" = $1
    ON CONFLICT (room, "user") DO UPDATE SET
    role = CASE WHEN excluded.role IS NULL THEN NULL ELSE people.role END RETURNING room`,
  dropPeople: 'DELETE FROM people WHERE "user" = $1',
  claimMarks: `INSERT INTO marks ("user", room, pinned, hidden)
    SELECT $2, room, pinned, hidden FROM marks WHERE "user" = $1
    ON CONFLICT ("user", room) DO UPDATE SET
    pinned = marks.pinned OR excluded.pinned, hidden = marks.hidden AND excluded.hidden`,
  dropMarks: 'DELETE FROM marks WHERE "user" = $1',
})

/** What there is of a room, those first that refer to others. A table that is added has its line here. */
const PARTS = [
  'log',
  'snapshots',
  'clients',
  'uses',
  'links',
  'people',
  'marks',
  'texts',
  'attachments',
  'remarks',
] as const

const DROPS = PARTS.map(
  (part): Statement => ({ name: `drop.${part}`, text: `DELETE FROM ${part} WHERE room = $1` }),
)

const NO_ROOM: Columns = { created: 0, locked: false, trashed: null, deleted: null }

export class PostgresStore implements Store {
  readonly #connection: PostgresConnection
  readonly #run: Run
  readonly #catalog: PostgresCatalog

  private constructor(connection: PostgresConnection) {
    this.#connection = connection
    this.#run = connection.run
    this.#catalog = new PostgresCatalog(connection.run)
  }

  /**
   * Connects and brings the schema up to date. Throws `store-failing`, in one sentence: there is no
   * connection, another server is using the database, or its schema is newer.
   *
   * @param isShared other servers that say so use it, too
   */
  static async open(url: string, isShared = false): Promise<PostgresStore> {
    return new PostgresStore(await PostgresConnection.open(url, isShared ? 'together' : 'alone'))
  }

  /** Nothing is written, also beside a server; all that is read is of one moment. Throws as `open` does. */
  static async openToRead(url: string): Promise<PostgresStore> {
    return new PostgresStore(await PostgresConnection.open(url, 'reading'))
  }

  async createRoom({ room, time, links, rows }: NewRoom): Promise<void> {
    await this.#connection.transaction(async (run) => {
      const made = await run(SQL.createRoom, room, time)
      if (made.count === 0) {
        const isDeleted = (await run(SQL.head, room)).count === 0
        throw new WeftError(isDeleted ? 'not-found' : 'room-exists', `room ${room} exists, or did`)
      }
      for (const link of links) await putLink(run, room, link)
      await append(run, rows)
    })
  }

  async head(room: string): Promise<number | null> {
    const { rows } = await this.#read(SQL.head, room)
    return rows[0] ? Number(rows[0].head) : null
  }

  commit(rows: readonly NewRow[]): Promise<readonly number[]> {
    return append(this.#run, rows)
  }

  rows(room: string, after: number, limit?: number): Promise<readonly Row[]> {
    return readRows(this.#run, room, after, limit ?? null)
  }

  since(seqs: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, readonly Row[]>> {
    return readSince(this.#run, seqs)
  }

  async restored(room: string): Promise<number | null> {
    const { rows } = await this.#read(SQL.restored, room)
    const time = rows[0]?.restored ?? null
    return time === null ? null : Number(time)
  }

  async noteRestored(time: number): Promise<void> {
    await this.#run(SQL.noteRestored, time)
  }

  async clients(room: string): Promise<ReadonlyMap<number, string>> {
    const { rows } = await this.#read(SQL.clients, room)
    return new Map(rows.map(({ client, user }) => [Number(client), String(user)]))
  }

  async snapshot(room: string): Promise<Snapshot | null> {
    const { rows } = await this.#read(SQL.snapshot, room)
    const [found] = rows as unknown as readonly Summed[]
    return found ? { seq: found.seq, state: checked(room, found) } : null
  }

  async covered(room: string): Promise<number> {
    const { rows } = await this.#read(SQL.covered, room)
    return Number(rows[0]?.seq ?? 0)
  }

  async saveSnapshot(room: string, { seq, state }: Snapshot, expire: number): Promise<void> {
    const sum = sumOf(room, { seq, data: state })
    await this.#run(SQL.saveSnapshot, room, seq, sum, state, expire)
  }

  async expire(time: number, after: string, limit: number): Promise<Expired> {
    const [found] = (await this.#run(SQL.expire, time, after, limit)).rows
    const remarks = await expireRemarks(this.#run, time)
    const [rows, bytes] = [Number(found?.rows), Number(found?.bytes)]
    const isFull = Math.max(rows, remarks) === EXPIRE_ROWS
    const next = found?.rooms === limit ? String(found.last) : null
    return { rows, bytes, last: isFull ? after : next }
  }

  async mergeable(time: number, limit: number): Promise<readonly string[]> {
    const { rows } = await this.#run(SQL.mergeable, time, limit)
    return rows.map(({ id }) => String(id))
  }

  unmerged(room: string, limit: number): Promise<readonly Row[]> {
    return readUnmerged(this.#run, room, limit)
  }

  async merge(room: string, upTo: number, rows: readonly Row[]): Promise<void> {
    await this.#connection.transaction((run) => merge(run, room, upTo, rows))
  }

  async link(room: string, hash: string): Promise<Link | null> {
    const { rows } = await this.#read(SQL.link, room, hash)
    return rows[0] ? linkOf(room, rows[0]) : null
  }

  async links(room: string): Promise<readonly Link[]> {
    const { rows } = await this.#read(SQL.links, room)
    return rows.map((found) => linkOf(room, found))
  }

  async usedLinks(room: string, user: string): Promise<readonly Link[]> {
    const { rows } = await this.#read(SQL.usedLinks, room, user)
    return rows.map((found) => linkOf(room, found))
  }

  putLink(room: string, link: Link): Promise<void> {
    return putLink(this.#run, room, link)
  }

  async access(room: string): Promise<RoomAccess> {
    const { rows } = await this.#read(SQL.access, room)
    const { created, locked, trashed, deleted } = rows[0] ?? NO_ROOM
    return {
      created: deleted === null ? Number(created) : 0,
      isLocked: Boolean(locked),
      gone: deleted !== null ? 'deleted' : trashed !== null ? 'trashed' : null,
      people: rows.filter(({ user }) => user !== null).map((found) => personOf(room, found)),
    }
  }

  async putPerson(room: string, user: string, person: Person | null): Promise<void> {
    const put = person
      ? this.#run(SQL.putPerson, room, person.user, person.name, person.role)
      : this.#run(SQL.removePerson, room, user)
    expectRoom(room, await put)
  }

  async lock(room: string, isLocked: boolean): Promise<void> {
    expectRoom(room, await this.#run(SQL.lock, room, isLocked))
  }

  useLink(room: string, hash: string, use: Use): Promise<boolean> {
    const { user, name, first, last } = use
    return this.#connection.transaction(async (run) => {
      const { once } = (await run(SQL.lockLink, room, hash)).rows[0] ?? {}
      if (once && (await run(SQL.othersUse, room, hash, user)).count > 0) return false
      await run(SQL.useLink, room, hash, user, name, first, last)
      await run(SQL.unhide, user, room)
      return true
    })
  }

  async uses(room: string, hash: string, limit: number): Promise<readonly Use[]> {
    const { rows } = await this.#read(SQL.uses, room, hash, limit)
    return rows.map(({ user, name, first, last }) => ({
      user: String(user),
      name: String(name),
      first: Number(first),
      last: Number(last),
    }))
  }

  say(room: string, remark: NewRemark): Promise<Remark> {
    return this.#connection.transaction((run) => say(run, room, remark))
  }

  remarks(room: string, limit: number): Promise<readonly Remark[]> {
    return readRemarks(this.#run, room, limit)
  }

  async trash(room: string, time: number | null): Promise<void> {
    expectRoom(room, await this.#run(SQL.trash, room, time))
  }

  async trashed(time: number, limit: number): Promise<readonly string[]> {
    const { rows } = await this.#run(SQL.trashed, time, limit)
    return rows.map(({ id }) => String(id))
  }

  async deleteRoom(room: string, time: number): Promise<void> {
    await this.#connection.transaction(async (run) => {
      expectRoom(room, await run(SQL.delete, room, time))
      for (const drop of DROPS) await run(drop, room)
    })
  }

  addAttachment(room: string, picture: Picture, limit: number): Promise<string> {
    return this.#connection.transaction((run) => addAttachment(run, room, picture, limit))
  }

  attachment(room: string, id: string): Promise<Picture | null> {
    return readAttachment(this.#run, room, id)
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

  claim(from: string, to: string): Promise<readonly string[]> {
    return this.#connection.transaction(async (run) => {
      await run(SQL.claimClients, from, to)
      await run(SQL.claimUses, from, to)
      await run(SQL.dropUses, from)
      const { rows } = await run(SQL.claimPeople, from, to)
      await run(SQL.dropPeople, from)
      await claimRemarks(run, from, to)
      await run(SQL.claimMarks, from, to)
      await run(SQL.dropMarks, from)
      return rows.map(({ room }) => String(room))
    })
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  #read(statement: Statement, room: string, ...more: readonly unknown[]): Promise<Found> {
    return readingOf(room, this.#run(statement, room, ...more))
  }
}

async function putLink(run: Run, room: string, link: Link): Promise<void> {
  const { hash, role, created, expires, password, once, revoked } = link
  const label = plain(link.label)
  const sum = sumOfLink(room, { ...link, label })
  const columns = [hash, role, label, created, expires, password, once, revoked, sum]
  expectRoom(room, await run(SQL.putLink, room, ...columns))
}

function expectRoom(room: string, { count }: Found): void {
  if (count === 0) throw new WeftError('not-found', `no room ${room}`)
}
