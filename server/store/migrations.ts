/**
 * Migrations: the SQLite schema, one step per version, forward only.
 *
 * Promises: every step runs in one transaction with the version that it leads to, so a crash leaves a
 * database at one version or the next; a database newer than this program is refused, not touched.
 */
import type { DatabaseSync } from 'node:sqlite'
import { WeftError } from '../../shared/errors.ts'

/**
 * `sum` is the CRC-32 of the row (damage.ts), null in links from before it was added; `rooms.merged` is the seq up to which rows have been merged by
 * minute, `rooms.said` the number of its last remark, `rooms.restored` when a backup with it was put back, `rooms.indexed` the one after which `texts` has its text, at the rowid `rooms.text`. A room that was deleted keeps
 * its row, so that nobody makes another of its name. Rows are keyed by room first.
 */
export const STEPS: readonly string[] = [
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
  `
  ALTER TABLE links ADD COLUMN label TEXT NOT NULL DEFAULT '';
  ALTER TABLE links ADD COLUMN created INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE links ADD COLUMN expires INTEGER;
  ALTER TABLE links ADD COLUMN password TEXT;
  ALTER TABLE links ADD COLUMN once INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE links ADD COLUMN revoked INTEGER;
  ALTER TABLE links ADD COLUMN sum INTEGER;
  ALTER TABLE rooms ADD COLUMN locked INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE people (
    room TEXT NOT NULL REFERENCES rooms, user TEXT NOT NULL, name TEXT NOT NULL,
    role TEXT CHECK (role IN ('viewer', 'commenter', 'editor', 'owner')),
    PRIMARY KEY (room, user)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE uses (
    room TEXT NOT NULL, hash TEXT NOT NULL, user TEXT NOT NULL, name TEXT NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (room, hash, user), FOREIGN KEY (room, hash) REFERENCES links
  ) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE rooms ADD COLUMN title TEXT NOT NULL DEFAULT '';
  ALTER TABLE rooms ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE rooms ADD COLUMN trashed INTEGER;
  ALTER TABLE rooms ADD COLUMN deleted INTEGER;
  ALTER TABLE rooms ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE rooms ADD COLUMN text INTEGER;
  UPDATE rooms SET edited = coalesce((SELECT time FROM log WHERE room = id AND seq = head), created);
  CREATE UNIQUE INDEX rooms_by_text ON rooms (text);
  CREATE INDEX rooms_trashed ON rooms (trashed) WHERE trashed IS NOT NULL;
  CREATE INDEX uses_by_user ON uses (user, room);
  CREATE TABLE marks (
    user TEXT NOT NULL, room TEXT NOT NULL REFERENCES rooms,
    pinned INTEGER NOT NULL DEFAULT 0, hidden INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (user, room)
  ) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE texts USING fts5 (title, text, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3');
  `,
  `
  CREATE INDEX clients_by_user ON clients (user);
  CREATE INDEX people_by_user ON people (user);
  `,
  `
  CREATE TABLE attachments (
    room TEXT NOT NULL REFERENCES rooms, id TEXT NOT NULL, hash TEXT NOT NULL, type TEXT NOT NULL,
    size INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (room, id)
  ) STRICT;
  CREATE UNIQUE INDEX attachments_by_hash ON attachments (room, hash, id, size);
  `,
  `
  ALTER TABLE rooms ADD COLUMN said INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE remarks (
    room TEXT NOT NULL REFERENCES rooms, seq INTEGER NOT NULL, time INTEGER NOT NULL,
    user TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, place TEXT NOT NULL,
    sum INTEGER NOT NULL, PRIMARY KEY (room, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX remarks_by_user ON remarks (user, room, key);
  CREATE INDEX remarks_by_time ON remarks (time);
  `,
  'ALTER TABLE rooms ADD COLUMN restored INTEGER',
  // With rowids: without them a row above a quarter of a page gets another page to itself.
  `
  CREATE TABLE rows (
    room TEXT NOT NULL REFERENCES rooms, seq INTEGER NOT NULL, time INTEGER NOT NULL,
    user TEXT NOT NULL, sum INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (room, seq)
  ) STRICT;
  INSERT INTO rows SELECT room, seq, time, user, sum, data FROM log ORDER BY room, seq;
  DROP TABLE log;
  ALTER TABLE rows RENAME TO log;
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

/** For whoever only reads. Throws `internal` when it is another version. */
export function expectCurrent(database: DatabaseSync): void {
  const version = versionOf(database)
  if (version === STEPS.length) return
  const advice = version > STEPS.length ? 'run a newer Weft' : 'start the server once'
  throw new WeftError('internal', `the database has schema ${version}: ${advice}`)
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
