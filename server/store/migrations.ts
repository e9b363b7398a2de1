/**
 * Migrations: the SQLite schema, one step per version, forward only.
 *
 * Promises: every step runs in one transaction with the version that it leads to, so a crash leaves a
 * database at one version or the next; a database newer than this program is refused, not touched.
 */
import type { DatabaseSync } from 'node:sqlite'
import { WeftError } from '../../shared/errors.ts'

/**
 * `sum` is the CRC-32 of the row (damage.ts); `rooms.merged` is the seq up to which rows have been merged by
 * minute. Rows are keyed by room first, so that one room's log lies together on disk.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE rooms (
    id TEXT PRIMARY KEY, created INTEGER NOT NULL,
    head INTEGER NOT NULL DEFAULT 0, merged INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE log (
    room TEXT NOT NULL REFERENCES rooms, seq INTEGER NOT NULL, time INTEGER NOT NULL,
    user TEXT NOT NULL, sum INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (room, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE snapshots (
    room TEXT PRIMARY KEY REFERENCES rooms, seq INTEGER NOT NULL,
    sum INTEGER NOT NULL, data BLOB NOT NULL
  ) STRICT;
  CREATE TABLE clients (
    room TEXT NOT NULL REFERENCES rooms, client INTEGER NOT NULL, user TEXT NOT NULL,
    PRIMARY KEY (room, client)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE links (
    room TEXT NOT NULL REFERENCES rooms, hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'commenter', 'editor', 'owner')),
    PRIMARY KEY (room, hash)
  ) STRICT, WITHOUT ROWID;
  `,
]

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0)
}

/** Brings the database to this program's version. Throws `internal` when it is newer. */
export function migrate(database: DatabaseSync, steps: readonly string[] = STEPS): void {
  const version = versionOf(database)
  if (version > steps.length) {
    throw new WeftError(
      'internal',
      `the database has schema ${version}, this Weft knows up to ${steps.length}: run a newer Weft`,
    )
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue
    climb(database, step, index + 1)
  }
}

function climb(database: DatabaseSync, step: string, version: number): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    database.exec(`${step}; PRAGMA user_version = ${version}; COMMIT`)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}
