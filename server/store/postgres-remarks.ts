/**
 * Remarks in Postgres: what is said in a room, the last REMARKS_KEPT of it.
 *
 * Numbered from the room's own row, like rows of the log, unless they were said before with the same key.
 * Their sums are the same as in SQLite, so they can be moved as they are.
 */
import { WeftError } from '../../shared/errors.ts'
import type { Remark } from '../../shared/remarks.ts'
import { remarkOf, remarksOf } from './columns.ts'
import { sumOfRemark } from './damage.ts'
import { plain, type Run, statements } from './postgres-connection.ts'
import { readingOf } from './postgres-log.ts'
import { EXPIRE_ROWS, type NewRemark, REMARKS_KEPT } from './store.ts'

const SQL = statements('remarks', {
  known: 'SELECT * FROM remarks WHERE "user" = $1 AND room = $2 AND key = $3',
  count: `UPDATE rooms SET said = said + 1 WHERE id = $1 AND deleted IS NULL
    AND NOT EXISTS (SELECT 1 FROM remarks WHERE "user" = $2 AND room = $1 AND key = $3)
    RETURNING said`,
  add: `WITH dropped AS (DELETE FROM remarks WHERE room = $1 AND seq <= $2 - ${REMARKS_KEPT})
    INSERT INTO remarks (room, seq, time, "user", name, key, text, place, sum)
    VALUES ($1, $2::bigint, $3, $4, $5, $6, $7, $8, $9)`,
  last: `SELECT * FROM (SELECT * FROM remarks WHERE room = $1 ORDER BY seq DESC LIMIT $2) AS last
    ORDER BY seq`,
  expire: `DELETE FROM remarks WHERE (room, seq) IN (
    SELECT room, seq FROM remarks WHERE time < $1 LIMIT ${EXPIRE_ROWS})`,
  claim: `UPDATE remarks SET "user" = $2 WHERE "user" = $1 AND NOT EXISTS (SELECT 1 FROM remarks AS own
    WHERE own."user" = $2 AND own.room = remarks.room AND own.key = remarks.key)`,
  drop: 'DELETE FROM remarks WHERE "user" = $1',
})

/** In a transaction. Throws `not-found`. */
export async function say(run: Run, room: string, wanted: NewRemark): Promise<Remark> {
  const remark = plainRemark(wanted)
  const [counted] = (await run(SQL.count, room, remark.user, remark.key)).rows
  if (counted) return add(run, room, { ...remark, seq: Number(counted.said) })
  const [known] = (await run(SQL.known, remark.user, room, remark.key)).rows
  if (known) return remarkOf(known)
  throw new WeftError('not-found', `no room ${room}`)
}

/** As Postgres can keep it, so that it matches its sum. */
const plainRemark = ({ time, user, name, key, text, place }: NewRemark): NewRemark => ({
  ...{ time, user: plain(user), name: plain(name) },
  ...{ key: plain(key), text: plain(text), place: plain(place) },
})

async function add(run: Run, room: string, remark: Remark): Promise<Remark> {
  const { seq, time, user, name, key, text, place } = remark
  const sum = sumOfRemark(room, remark)
  await run(SQL.add, room, seq, time, user, name, key, text, place, sum)
  return remark
}

export async function readRemarks(run: Run, room: string, limit: number): Promise<Remark[]> {
  const { rows } = await readingOf(room, run(SQL.last, room, limit))
  return remarksOf(room, rows)
}

/** Drops at most EXPIRE_ROWS, and answers with how many. */
export async function expireRemarks(run: Run, time: number): Promise<number> {
  return (await run(SQL.expire, time)).count
}

/** In a transaction. What both have said with one key was said once. */
export async function claimRemarks(run: Run, from: string, to: string): Promise<void> {
  await run(SQL.claim, from, to)
  await run(SQL.drop, from)
}
