/**
 * SqliteToPostgres: moves all documents from SQLite into an empty Postgres.
 *
 * Everything comes along: the log with who wrote what and when, snapshots, pictures, what was said, links
 * and who came by them, lists and what can be found. Promises that it is all there, or nothing: what was read matched its sums,
 * and what was written is read back and compared before it is committed. All that is in the file
 * stays there, in this program's schema; no server may have it open meanwhile.
 */
import { existsSync } from 'node:fs'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { WeftError } from '../../shared/errors.ts'
import { sumOfLink } from './damage.ts'
import { readAttachment } from './postgres-attachments.ts'
import { PostgresCatalog } from './postgres-catalog.ts'
import { PostgresConnection, type Run } from './postgres-connection.ts'
import { addRow, readRows } from './postgres-log.ts'
import { SqliteStore } from './sqlite.ts'
import type { Row } from './store.ts'
import { closeUp } from './words.ts'

/** Copied as they are, by the names of their columns; those first that others refer to. */
const TABLES = [
  'rooms',
  'snapshots',
  'clients',
  'links',
  'people',
  'uses',
  'marks',
  'attachments',
  'remarks',
] as const
/** Moved by what the store says of them. */
const OTHERS: readonly string[] = ['log', 'texts']

type Columns = Record<string, SQLOutputValue>

/** How many rows of each table were moved. */
export type Moved = Readonly<Record<string, number>>

/** Throws `store-failing`, or `row-damaged`, in one sentence, and then nothing was moved. */
export async function migrate(file: string, databaseUrl: string): Promise<Moved> {
  if (!existsSync(file)) throw failing(`there is no ${file}`)
  const store = new SqliteStore(file)
  const source = new DatabaseSync(file, { readOnly: true })
  try {
    expectKnown(source)
    const connection = await PostgresConnection.open(databaseUrl)
    try {
      return await connection.transaction((run) => moveAll(store, source, run))
    } finally {
      await connection.close()
    }
  } finally {
    source.close()
    await store.close()
  }
}

/** A table that is added to SQLite is moved, or nothing is. */
function expectKnown(source: DatabaseSync): void {
  const tables = source.prepare(`SELECT name FROM sqlite_schema
    WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'texts_%'`)
  const known: readonly string[] = [...TABLES, ...OTHERS]
  const unknown = tables.all().filter(({ name }) => !known.includes(String(name)))
  if (unknown.length > 0) throw failing(`nobody has said how to move the table ${unknown[0]?.name}`)
}

async function moveAll(store: SqliteStore, source: DatabaseSync, run: Run): Promise<Moved> {
  if ((await countIn(run, 'rooms')) > 0) throw failing('there are documents in that Postgres')
  const moved: Record<string, number> = {}
  for (const table of TABLES) moved[table] = await moveTable(source, run, table)
  moved.log = 0
  for (const { id } of source.prepare('SELECT id FROM rooms').iterate())
    moved.log += await moveLog(store, run, String(id))
  for (const { room, id } of source.prepare('SELECT room, id FROM attachments').iterate())
    await expectPicture(store, run, String(room), String(id))
  moved.texts = await moveTexts(source, run)
  await expectAll(source, run, moved)
  return moved
}

async function moveTable(source: DatabaseSync, run: Run, table: string): Promise<number> {
  let count = 0
  for (const row of source.prepare(`SELECT * FROM ${table}`).iterate()) {
    const columns = Object.entries(asWritten(table, row))
    const names = columns.map(([name]) => `"${name}"`)
    const places = columns.map((_, index) => `$${index + 1}`)
    const text = `INSERT INTO ${table} (${names.join()}) VALUES (${places.join()})`
    await run({ name: `move.${table}`, text }, ...columns.map(([, value]) => value))
    count++
  }
  return count
}

/** As Postgres has it. Where the text of a room is, it knows by the room. */
function asWritten(table: string, row: Columns): Columns {
  if (table === 'links') return summed(row)
  const { text: _, ...room } = row
  return table === 'rooms' ? room : row
}

/** Links from before they had sums get theirs. */
function summed(row: Columns): Columns {
  const { room, ...link } = row
  const own = { ...link, once: Boolean(link.once) } as unknown as Parameters<typeof sumOfLink>[1]
  return { ...row, sum: sumOfLink(String(room), own) }
}

/** Throws `row-damaged` when either side does not match its sums. */
async function moveLog(store: SqliteStore, run: Run, room: string): Promise<number> {
  await store.snapshot(room)
  await store.links(room)
  const rows = await store.rows(room, 0)
  for (const row of rows) await addRow(run, room, row)
  const written = await readRows(run, room, 0, null)
  if (isDeepStrictEqual(written.map(comparable), rows.map(comparable))) return rows.length
  throw failing(`the log of ${room} reads back differently than it was written`)
}

/** Throws `row-damaged`. */
async function expectPicture(store: SqliteStore, run: Run, room: string, id: string) {
  const [here, there] = [await store.attachment(room, id), await readAttachment(run, room, id)]
  if (here && there && Buffer.compare(here.bytes, there.bytes) === 0) return
  throw failing(`a picture of ${room} reads back differently than it was written`)
}

const comparable = ({ update, ...row }: Row) => ({ ...row, update: Buffer.from(update) })

async function moveTexts(source: DatabaseSync, run: Run): Promise<number> {
  const catalog = new PostgresCatalog(run)
  let count = 0
  const texts = source.prepare(`SELECT id, indexed, rooms.title, texts.text
    FROM rooms JOIN texts ON texts.rowid = rooms.text WHERE deleted IS NULL`)
  for (const { id, indexed, title, text } of texts.iterate()) {
    const plain = closeUp(String(text))
    const seq = Number(indexed)
    await catalog.index([{ room: String(id), seq, title: String(title), text: plain }])
    count++
  }
  return count
}

async function expectAll(source: DatabaseSync, run: Run, moved: Moved): Promise<void> {
  for (const [table, count] of Object.entries(moved)) {
    const there = await countIn(run, table)
    const here = source.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count
    if (there !== here || there !== count)
      throw failing(`${table}: ${here} rows were there, and ${there} have come`)
  }
}

async function countIn(run: Run, table: string): Promise<number> {
  const text = `SELECT count(*) AS count FROM ${table}`
  const { rows } = await run({ name: `count.${table}`, text })
  return Number(rows[0]?.count)
}

const failing = (message: string) => new WeftError('store-failing', message)
