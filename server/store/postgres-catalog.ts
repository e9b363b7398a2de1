/**
 * PostgresCatalog: the catalog beside the log, in the same database.
 *
 * The same questions to the same tables as in sqlite-catalog.ts, but each is one statement: a list with
 * its people and texts comes in one answer. What is found by which word is in postgres-words.ts.
 */
import { WeftError } from '../../shared/errors.ts'
import { ROLES } from '../../shared/protocol.ts'
import {
  type Catalog,
  FACES,
  type IndexedText,
  type ListedRoom,
  type Mark,
  type RoomSearch,
} from './catalog.ts'
import type { Columns } from './columns.ts'
import { plain, type Run, statements } from './postgres-connection.ts'
import { EXCERPT_REACH, excerptOf, queriesOf, vectorOf } from './postgres-words.ts'

const rankOf = (role: string) =>
  `CASE ${role} ${ROLES.map((each, rank) => `WHEN '${each}' THEN ${rank}`).join(' ')} END`

const OWNER = ROLES.indexOf('owner')
const EDITOR = ROLES.indexOf('editor')

/** The rooms of one person ($1, at the time $2), with the rank in ROLES of what he may do there. */
const MINE = `
  SELECT mine.room, coalesce(${rankOf('people.role')}, mine.rank) AS rank,
    coalesce(pinned, false) AS pinned, coalesce(hidden, false) AS hidden
  FROM (
    SELECT uses.room, max(${rankOf('links.role')}) AS rank FROM uses JOIN links USING (room, hash)
    WHERE uses."user" = $1 AND revoked IS NULL AND (expires IS NULL OR expires > $2)
    GROUP BY uses.room
  ) AS mine
  LEFT JOIN people ON people.room = mine.room AND people."user" = $1
  LEFT JOIN marks ON marks.room = mine.room AND marks."user" = $1
  WHERE people."user" IS NULL OR people.role IS NOT NULL`

/** For nobody in particular; the parameters are the same. */
const ALL = `
  SELECT id AS room, ${OWNER} AS rank, false AS pinned, false AS hidden
  FROM rooms WHERE $1::text IS NULL AND $2::bigint IS NOT NULL`

const FACES_OF = `
  SELECT coalesce(json_agg(json_build_object('user', face."user", 'name', face.name)
    ORDER BY face.last DESC, face."user"), '[]')
  FROM (
    SELECT * FROM (
      SELECT DISTINCT ON ("user") "user", name, last FROM uses
      WHERE room = id AND "user" IS DISTINCT FROM $1 ORDER BY "user", last DESC
    ) AS latest ORDER BY last DESC, "user" LIMIT ${FACES}
  ) AS face`

const list = (whose: string, text: string, found: string, order: string) => `
  SELECT listed.*, ${text} AS text,
    CASE WHEN rank >= ${EDITOR} THEN (${FACES_OF}) ELSE '[]' END AS people
  FROM (
    SELECT id, title, created, edited, trashed, locked, rank, pinned, row_number() OVER (ORDER BY ${order}) AS place
    FROM (${whose}) AS whose JOIN rooms ON id = whose.room ${found}
    WHERE NOT hidden AND deleted IS NULL
      AND CASE WHEN $3 THEN trashed IS NOT NULL AND rank = ${OWNER} ELSE trashed IS NULL END
    ORDER BY place LIMIT $4 OFFSET $5
  ) AS listed ORDER BY place`

const BY_TIME = 'pinned DESC, edited DESC, id'
/** A word in the title weighs as much as ten in the text; one in a long text less than in a short one. */
const BY_SCORE = `ts_rank('{0.1, 0.1, 0.1, 1.0}', words, $7::tsquery, 1) DESC, edited DESC, id`
const FOUND = 'JOIN texts ON texts.room = id AND words @@ $6::tsquery'
const TEXT = `(SELECT left(texts.text, ${EXCERPT_REACH}) FROM texts WHERE texts.room = id)`

const SQL = statements('catalog', {
  mine: list(MINE, "''", '', BY_TIME),
  mineFound: list(MINE, TEXT, FOUND, BY_SCORE),
  all: list(ALL, "''", '', BY_TIME),
  allFound: list(ALL, TEXT, FOUND, BY_SCORE),
  mark: `INSERT INTO marks (room, "user", pinned, hidden)
    SELECT $1::text, $2::text, coalesce($3::boolean, false), coalesce($4::boolean, false)
    WHERE EXISTS (SELECT 1 FROM uses WHERE "user" = $2 AND room = $1)
    ON CONFLICT ("user", room) DO UPDATE
    SET pinned = coalesce($3, marks.pinned), hidden = coalesce($4, marks.hidden)`,
  index: `WITH indexed AS (
      UPDATE rooms SET title = $3, indexed = $2
      WHERE id = $1 AND deleted IS NULL AND least(indexed, head) <= $2 RETURNING id
    )
    INSERT INTO texts (room, text, words) SELECT id, $4, $5::tsvector FROM indexed
    ON CONFLICT (room) DO UPDATE SET text = excluded.text, words = excluded.words`,
  unindexed: `SELECT id, indexed < head AND deleted IS NULL AS behind
    FROM rooms WHERE id > $1 ORDER BY id LIMIT $2`,
})

export class PostgresCatalog implements Catalog {
  readonly #run: Run

  constructor(run: Run) {
    this.#run = run
  }

  async rooms(whom: string | null, search: RoomSearch): Promise<readonly ListedRoom[]> {
    const { limit, offset, isTrash, words } = search
    const page = [whom, Date.now(), isTrash, limit, offset] as const
    const [listing, found] = whom === null ? [SQL.all, SQL.allFound] : [SQL.mine, SQL.mineFound]
    const queries = queriesOf(words)
    if (queries === null && words.trim() !== '') return []
    const { rows } = queries
      ? await this.#run(found, ...page, queries.all, queries.any)
      : await this.#run(listing, ...page)
    return rows.map((row) => listed(row, words))
  }

  async mark(room: string, user: string, { isPinned, isHidden }: Partial<Mark>): Promise<void> {
    const { count } = await this.#run(SQL.mark, room, user, isPinned ?? null, isHidden ?? null)
    if (count === 0) throw new WeftError('not-found', `${user} has not come to a room ${room}`)
  }

  /** One after the other: each is one statement, and locks one room. */
  async index(texts: readonly IndexedText[]): Promise<void> {
    for (const { room, seq, title, text } of texts)
      await this.#run(SQL.index, room, seq, title, text, vectorOf(plain(title), plain(text)))
  }

  async unindexed(after: string, limit: number) {
    const { rows } = await this.#run(SQL.unindexed, after, limit)
    const rooms = rows.filter(({ behind }) => behind).map(({ id }) => String(id))
    const last = rows.length === limit ? String(rows.at(-1)?.id) : null
    return { rooms, last }
  }
}

function listed(row: Columns, words: string): ListedRoom {
  return {
    room: String(row.id),
    title: String(row.title),
    created: Number(row.created),
    edited: Number(row.edited),
    trashed: row.trashed === null ? null : Number(row.trashed),
    role: ROLES[Number(row.rank)] ?? 'viewer',
    isLocked: Boolean(row.locked),
    isPinned: Boolean(row.pinned),
    people: row.people as ListedRoom['people'],
    excerpt: excerptOf(String(row.text), words),
  }
}
