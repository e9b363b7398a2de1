/**
 * Attachments in Postgres: the pictures of a room, in a table of their own.
 *
 * A room's row is locked while one is added, so that two at a time do not take the same place. Promises
 * what attachments.ts does.
 */
import { WeftError } from '../../shared/errors.ts'
import { hashOf, type Picture } from './attachments.ts'
import { pictureOf } from './columns.ts'
import { type Run, statements } from './postgres-connection.ts'
import { readingOf } from './postgres-log.ts'

const SQL = statements('attachments', {
  lock: 'SELECT id FROM rooms WHERE id = $1 AND deleted IS NULL FOR NO KEY UPDATE',
  known: 'SELECT id FROM attachments WHERE room = $1 AND hash = $2',
  size: 'SELECT coalesce(sum(size), 0)::bigint AS bytes FROM attachments WHERE room = $1',
  add: 'INSERT INTO attachments (room, id, hash, type, size, data) VALUES ($1, $2, $3, $4, $5, $6)',
  read: 'SELECT type, hash, data FROM attachments WHERE room = $1 AND id = $2',
})

/** In a transaction. Throws `not-found`, `too-big`. */
export async function addAttachment(run: Run, room: string, picture: Picture, limit: number) {
  const { id, type, bytes } = picture
  const hash = hashOf(bytes)
  const locked = await run(SQL.lock, room)
  if (locked.count === 0) throw new WeftError('not-found', `no room ${room}`)
  const [known] = (await run(SQL.known, room, hash)).rows
  if (known) return String(known.id)
  await expectPlace(run, room, bytes.byteLength, limit)
  await run(SQL.add, room, id, hash, type, bytes.byteLength, bytes)
  return id
}

async function expectPlace(run: Run, room: string, size: number, limit: number): Promise<void> {
  const { rows } = await run(SQL.size, room)
  if (Number(rows[0]?.bytes) + size > limit)
    throw new WeftError('too-big', `room ${room} has no place for ${size} bytes more`)
}

/** Throws `row-damaged`. */
export async function readAttachment(run: Run, room: string, id: string): Promise<Picture | null> {
  const { rows } = await readingOf(room, run(SQL.read, room, id))
  return rows[0] ? pictureOf(room, id, rows[0]) : null
}
