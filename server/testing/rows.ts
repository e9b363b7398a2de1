/**
 * Rows: all that the database of a running server holds of one room, to be compared before and after.
 *
 * Whatever table has a column for the room is read, so one that is added later is looked at, too. Left out
 * is what the catalog copies from the log when it finds time.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const COPIES: readonly string[] = ['title', 'indexed', 'text']

export function rowsOf(dataDir: string, room: string): string {
  const database = new DatabaseSync(join(dataDir, 'weft.db'), { readOnly: true, timeout: 5_000 })
  try {
    const columns = database.prepare(`
      SELECT m.name AS "table", c.name AS "column" FROM sqlite_schema m, pragma_table_info(m.name) c
      WHERE m.type = 'table' AND (c.name = 'room' OR (m.name = 'rooms' AND c.name = 'id'))
      ORDER BY 1`)
    const rows = columns
      .all()
      .map(({ table, column }) => [
        table,
        database.prepare(`SELECT * FROM "${table}" WHERE "${column}" = ?`).all(room),
      ])
    return JSON.stringify(rows, (name, value) => {
      if (COPIES.includes(name)) return undefined
      return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
    })
  } finally {
    database.close()
  }
}
