/**
 * The log in Postgres: how rows are appended, and read back as they were written.
 *
 * A batch of all rooms is one statement, so it is on disk whole or not at all after one round trip. Seqs come
 * from each room's own row, under its lock: whoever reads the rows after a seq has all that there are up
 * to the last, whoever else is writing. Rooms are locked in the order of their names, so that no two
 * writers wait for each other.
 */
import { WeftError } from '../../shared/errors.ts'
import type { Columns } from './columns.ts'
import {
  checked,
  damaged,
  expectWhole,
  type Reach,
  type Summed,
  sumOf,
  upToDamage,
} from './damage.ts'
import { plain, type Run, statements, stateOf } from './postgres-connection.ts'
import type { NewRow, Row } from './store.ts'

/** SQLSTATEs of a row for a room that is none: it finds no number, its client no room. */
const NO_VALUE = '23502'
const NO_ROOM: readonly string[] = [NO_VALUE, '23503']
/** What Postgres says of a page that is damaged. */
const DAMAGE: readonly string[] = ['XX001', 'XX002']

/** All updates come as one run of bytes: in an array, pg would write each of them out in hexadecimal. */
const ROWS = `unnest($4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::bigint[], $9::integer[], $10::integer[])
  AS row (room, nth, time, "user", sum, start, bytes)`

const SQL = statements('log', {
  append: `
  WITH batch AS (
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS batch (room, rows, time)
  ), locked AS (
    SELECT id FROM rooms WHERE id = ANY ($1) AND deleted IS NULL ORDER BY id FOR NO KEY UPDATE
  ), advanced AS (
    UPDATE rooms SET head = head + batch.rows, edited = batch.time
    FROM locked JOIN batch ON batch.room = locked.id WHERE rooms.id = locked.id
    RETURNING rooms.id, head - batch.rows AS before
  ), added AS (
    INSERT INTO log (room, seq, time, "user", sum, data)
    SELECT row.room, before + nth, row.time, "user", row.sum + before + nth,
      substring($11::bytea FROM start FOR bytes)
    FROM ${ROWS} LEFT JOIN advanced ON advanced.id = row.room
  ), claimed AS (
    INSERT INTO clients (room, client, "user")
    SELECT * FROM unnest($12::text[], $13::bigint[], $14::text[])
    ON CONFLICT (room, client) DO UPDATE
    SET "user" = CASE WHEN clients."user" = excluded."user" THEN clients."user" END
  )
  SELECT id, before FROM advanced`,
  rows: `
  SELECT head, coalesce(snapshots.seq, 0) AS covered, log.*
  FROM rooms LEFT JOIN snapshots ON snapshots.room = id LEFT JOIN LATERAL (
    SELECT seq, time, "user", sum, data FROM log WHERE room = id AND seq > $2 ORDER BY seq LIMIT $3
  ) AS log ON true
  WHERE id = $1 ORDER BY log.seq`,
  since: `
  SELECT log.room, seq, time, "user", sum, data
  FROM unnest($1::text[], $2::bigint[]) AS known (room, after)
  JOIN log ON log.room = known.room AND seq > after ORDER BY log.room, seq`,
  unmerged: `
  SELECT log.seq, log.time, log."user", log.sum, log.data
  FROM rooms JOIN snapshots ON snapshots.room = id
  JOIN log ON log.room = id AND log.seq > merged AND log.seq <= snapshots.seq
  WHERE id = $1 ORDER BY log.seq LIMIT $2`,
  lock: 'SELECT merged FROM rooms WHERE id = $1 FOR NO KEY UPDATE',
  remove: 'DELETE FROM log WHERE room = $1 AND seq > $2 AND seq <= $3',
  add: 'INSERT INTO log (room, seq, time, "user", sum, data) VALUES ($1, $2, $3, $4, $5, $6)',
  merged: 'UPDATE rooms SET merged = $2 WHERE id = $1',
})

/** The CRC-32 of all of a row but its seq. The seq is added where it is known. */
const sumBeforeSeq = (room: string, row: Omit<Summed, 'sum' | 'seq'>): number =>
  sumOf(room, { ...row, seq: 0 })

/** Throws `not-found`, `author-conflict`, and then nothing was appended. */
export async function append(run: Run, rows: readonly NewRow[]): Promise<readonly number[]> {
  if (rows.length === 0) return []
  const placed = placesOf(rows)
  try {
    const found = await run(SQL.append, ...roomsOf(placed), ...columnsOf(placed), ...claimsOf(rows))
    const before = new Map(found.rows.map(({ id, before }) => [id, Number(before)]))
    return placed.map(({ room, nth }) => Number(before.get(room)) + nth)
  } catch (error) {
    if (isOfAnother(error))
      throw new WeftError('author-conflict', "a client is another's", { cause: error })
    if (!NO_ROOM.includes(stateOf(error))) throw error
    throw new WeftError('not-found', 'no such room', { cause: error })
  }
}

/** What is another's becomes nobody's, which the table does not take: so the whole statement is undone. */
const isOfAnother = (error: unknown): boolean =>
  stateOf(error) === NO_VALUE && (error as { table?: unknown }).table === 'clients'

/** A row, and the how many-th it is of its room in the batch. */
type Placed = NewRow & { readonly nth: number }

function placesOf(rows: readonly NewRow[]): Placed[] {
  const counts = new Map<string, number>()
  return rows.map((row) => {
    const nth = (counts.get(row.room) ?? 0) + 1
    counts.set(row.room, nth)
    return { ...row, user: plain(row.user), nth }
  })
}

function roomsOf(rows: readonly Placed[]) {
  const last = [...new Map(rows.map((row) => [row.room, row])).values()]
  return [last.map(({ room }) => room), last.map(({ nth }) => nth), last.map(({ time }) => time)]
}

function columnsOf(rows: readonly Placed[]) {
  let end = 1
  const starts = rows.map(({ update }) => {
    end += update.byteLength
    return end - update.byteLength
  })
  return [
    rows.map(({ room }) => room),
    rows.map(({ nth }) => nth),
    rows.map(({ time }) => time),
    rows.map(({ user }) => user),
    rows.map(({ room, time, user, update: data }) => sumBeforeSeq(room, { time, user, data })),
    starts,
    rows.map(({ update }) => update.byteLength),
    Buffer.concat(rows.map(({ update }) => update)),
  ]
}

function claimsOf(rows: readonly NewRow[]) {
  const claims = rows.flatMap(({ room, user, clients }) =>
    clients.map((client) => ({ room, user, client })),
  )
  return [
    claims.map(({ room }) => room),
    claims.map(({ client }) => client),
    claims.map(({ user }) => user),
  ]
}

/** Throws `row-damaged`. */
export async function readRows(run: Run, room: string, after: number, limit: number | null) {
  const found = await readingOf(room, run(SQL.rows, room, after, limit))
  const rows = found.rows.filter(({ seq }) => seq !== null).map((row) => rowOf(room, row))
  const [first] = found.rows
  if (first) expectWhole(room, rows, reachOf(first, after, rows.length === limit))
  return rows
}

export async function readSince(run: Run, seqs: ReadonlyMap<string, number>) {
  const found = await run(SQL.since, [...seqs.keys()], [...seqs.values()])
  const rooms = Map.groupBy(found.rows, ({ room }) => String(room))
  const rows = [...rooms].map(
    ([room, own]) => [room, upToDamage(own, (columns) => rowOf(room, columns))] as const,
  )
  return new Map(rows.filter(([, { length }]) => length > 0))
}

const reachOf = ({ head, covered }: Columns, after: number, hasMore: boolean): Reach => ({
  ...{ after, hasMore },
  head: Number(head),
  covered: Number(covered),
})

export async function readUnmerged(run: Run, room: string, limit: number): Promise<Row[]> {
  const found = await readingOf(room, run(SQL.unmerged, room, limit))
  return found.rows.map((row) => rowOf(room, row))
}

/** In a transaction. Nothing is done where somebody else has done it. */
export async function merge(run: Run, room: string, upTo: number, rows: readonly Row[]) {
  const found = await run(SQL.lock, room)
  const merged = Number(found.rows[0]?.merged ?? upTo)
  if (merged >= upTo) return
  await run(SQL.remove, room, merged, upTo)
  for (const row of rows) await addRow(run, room, row)
  await run(SQL.merged, room, upTo)
}

/** A row that has its seq already. */
export async function addRow(run: Run, room: string, { seq, time, update: data, ...row }: Row) {
  const user = plain(row.user)
  await run(SQL.add, room, seq, time, user, sumBeforeSeq(room, { time, user, data }) + seq, data)
}

function rowOf(room: string, columns: Columns): Row {
  const { seq, time, user, sum, data } = columns as unknown as Required<Summed>
  const update = checked(room, { seq: 0, time, user, sum: sum - seq, data })
  return { seq, time, user, update }
}

/** Reads of one room: a page that is damaged is that room's trouble. */
export async function readingOf<T>(room: string, reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (!DAMAGE.includes(stateOf(error))) throw error
    throw damaged(room, (error as Error).message, error)
  }
}
