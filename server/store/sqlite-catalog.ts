/**
 * SqliteCatalog: the catalog beside the log, in the same file.
 *
 * What it lists is read from the tables of links, uses and people, so a right that is taken away is gone
 * from every list at once; only titles and texts are copies (FTS5), put there by `index`.
 */
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import { WeftError } from '../../shared/errors.ts'
import { ROLES, type Role } from '../../shared/protocol.ts'
import {
  type Catalog,
  FACES,
  HIT,
  HIT_END,
  type IndexedText,
  type ListedRoom,
  type Mark,
  type RoomSearch,
} from './catalog.ts'
import { closeUp, queryOf, setApart } from './words.ts'

const RANK = `CASE links.role ${ROLES.map((role, rank) => `WHEN '${role}' THEN ${rank}`).join(' ')} END`

/** The rooms of one person, with the rank in ROLES of what he may do there. */
const MINE = `
  SELECT mine.room, coalesce(people.rank, mine.rank) AS rank,
    coalesce(pinned, 0) AS pinned, coalesce(hidden, 0) AS hidden
  FROM (
    SELECT uses.room, max(${RANK}) AS rank FROM uses JOIN links USING (room, hash)
    WHERE uses.user = :whom AND revoked IS NULL AND (expires IS NULL OR expires > :now)
    GROUP BY uses.room
  ) AS mine
  LEFT JOIN (
    SELECT room, role IS NULL AS removed, ${RANK.replaceAll('links.', 'people.')} AS rank
    FROM people WHERE user = :whom
  ) AS people USING (room)
  LEFT JOIN marks ON marks.room = mine.room AND marks.user = :whom
  WHERE coalesce(people.removed, 0) = 0`

const OWNER = ROLES.indexOf('owner')
const ALL = `SELECT id AS room, ${OWNER} AS rank, 0 AS pinned, 0 AS hidden FROM rooms`

const list = (whose: string, found: string, order: string) => `
  SELECT id, title, created, edited, trashed, locked, rank, pinned, text
  FROM (${whose}) AS whose JOIN rooms ON id = whose.room ${found}
  WHERE hidden = 0 AND deleted IS NULL
    AND CASE WHEN :isTrash THEN trashed IS NOT NULL AND rank = ${OWNER} ELSE trashed IS NULL END
  ORDER BY ${order} LIMIT :limit OFFSET :offset`

const BY_TIME = 'pinned DESC, edited DESC, id'
/** A word in the title weighs as much as ten in the text. */
const FOUND = `JOIN (SELECT rowid, bm25(texts, 10.0, 1.0) AS score FROM texts WHERE texts MATCH :query)
  AS found ON found.rowid = rooms.text`
const BY_SCORE = 'score, edited DESC, id'

const SQL = {
  mine: list(MINE, '', BY_TIME),
  mineFound: list(MINE, FOUND, BY_SCORE),
  all: list(ALL, '', BY_TIME),
  allFound: list(ALL, FOUND, BY_SCORE),
  excerpts: `SELECT rowid, snippet(texts, 1, '${HIT}', '${HIT_END}', '…', 24) AS excerpt
    FROM texts WHERE texts MATCH ? AND +rowid IN (SELECT value FROM json_each(?))`,
  faces: `SELECT user, name, max(last) FROM uses WHERE room = ? AND user IS NOT ?
    GROUP BY user ORDER BY max(last) DESC, user LIMIT ${FACES}`,
  hasCome: 'SELECT EXISTS (SELECT 1 FROM uses WHERE user = ? AND room = ?) AS yes',
  mark: `INSERT INTO marks (room, user, pinned, hidden)
    VALUES (:room, :user, coalesce(:pinned, 0), coalesce(:hidden, 0)) ON CONFLICT DO UPDATE
    SET pinned = coalesce(:pinned, pinned), hidden = coalesce(:hidden, hidden)`,
  textOf: 'SELECT text FROM rooms WHERE id = ? AND deleted IS NULL AND min(indexed, head) <= ?',
  addText: 'INSERT INTO texts (title, text) VALUES (?, ?)',
  putText: 'UPDATE texts SET title = ?, text = ? WHERE rowid = ?',
  indexed: 'UPDATE rooms SET title = ?, indexed = ?, text = ? WHERE id = ?',
  unindexed: `SELECT id, indexed < head AND deleted IS NULL AS behind
    FROM rooms WHERE id > ? ORDER BY id LIMIT ?`,
} as const

type Row = Record<string, SQLOutputValue>

export class SqliteCatalog implements Catalog {
  readonly #sql: Record<keyof typeof SQL, StatementSync>
  readonly #transaction: <T>(run: () => T) => T

  constructor(database: DatabaseSync, transaction: <T>(run: () => T) => T) {
    const prepared = Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)])
    this.#sql = Object.fromEntries(prepared)
    this.#transaction = transaction
  }

  async rooms(whom: string | null, search: RoomSearch): Promise<readonly ListedRoom[]> {
    const { limit, offset, isTrash, words } = search
    const page = { limit, offset, isTrash: Number(isTrash) }
    const { mine, mineFound, all, allFound } = this.#sql
    const [listing, found] = whom === null ? [all, allFound] : [mine, mineFound]
    const wanted = whom === null ? page : { ...page, whom, now: Date.now() }
    if (words.trim() === '') return this.#listed(listing.all(wanted), whom, null)
    const query = queryOf(words)
    return query === null ? [] : this.#listed(found.all({ ...wanted, query }), whom, query)
  }

  #listed(rows: readonly Row[], whom: string | null, query: string | null): ListedRoom[] {
    const excerpts = query === null ? null : this.#excerpts(rows, query)
    return rows.map((row) => {
      const role = ROLES[Number(row.rank)] ?? 'viewer'
      return {
        room: String(row.id),
        title: String(row.title),
        created: Number(row.created),
        edited: Number(row.edited),
        trashed: row.trashed === null ? null : Number(row.trashed),
        role,
        isLocked: Boolean(row.locked),
        isPinned: Boolean(row.pinned),
        people: this.#others(String(row.id), whom, role),
        excerpt: excerpts?.get(row.text) ?? '',
      }
    })
  }

  #others(room: string, whom: string | null, role: Role) {
    if (role !== 'owner' && role !== 'editor') return []
    const faces = this.#sql.faces.all(room, whom)
    return faces.map(({ user, name }) => ({ user: String(user), name: String(name) }))
  }

  /**
   * By where the texts are. In one pass over all that has the words, hence the `+`: asked for one text
   * after the other, FTS5 gathers everything that begins with a word anew for each.
   */
  #excerpts(rows: readonly Row[], query: string): Map<unknown, string> {
    const texts = JSON.stringify(rows.map(({ text }) => text))
    const found = rows.length > 0 ? this.#sql.excerpts.all(query, texts) : []
    return new Map(found.map(({ rowid, excerpt }) => [rowid, closeUp(String(excerpt))]))
  }

  async mark(room: string, user: string, { isPinned, isHidden }: Partial<Mark>): Promise<void> {
    if (!this.#sql.hasCome.get(user, room)?.yes)
      throw new WeftError('not-found', `${user} has not come to a room ${room}`)
    this.#sql.mark.run({ room, user, pinned: bit(isPinned), hidden: bit(isHidden) })
  }

  async index(texts: readonly IndexedText[]): Promise<void> {
    this.#transaction(() => {
      for (const text of texts) this.#index(text)
    })
  }

  #index({ room, seq, title, text }: IndexedText): void {
    const known = this.#sql.textOf.get(room, seq)
    if (!known) return
    const searched = [setApart(title), setApart(text)] as const
    const id = known.text ?? this.#sql.addText.run(...searched).lastInsertRowid
    if (known.text !== null) this.#sql.putText.run(...searched, BigInt(Number(id)))
    this.#sql.indexed.run(title, seq, id, room)
  }

  async unindexed(after: string, limit: number) {
    const rows = this.#sql.unindexed.all(after, limit)
    const rooms = rows.filter(({ behind }) => behind).map(({ id }) => String(id))
    const last = rows.length === limit ? String(rows.at(-1)?.id) : null
    return { rooms, last }
  }
}

const bit = (value: boolean | undefined) => (value === undefined ? null : Number(value))
