/**
 * Migrations of Postgres: the schema, one step per version, forward only.
 *
 * Promises: every step runs in one transaction with the version that it leads to; one server at a time,
 * for the session that asks holds the lock; a database newer than this program is refused, not touched.
 */
import type { ClientBase } from 'pg'

/**
 * The same tables and columns as in SQLite (migrations.ts), so that what is said there holds here. Names are
 * ordered byte by byte, whatever language the database is in. `log.sum` is the CRC-32 of the row without its
 * seq, and the seq added: only the database knows it when it writes (postgres-log.ts). `texts.words` is made
 * by words.ts, so a search finds the same in every database.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE rooms (
    id TEXT COLLATE "C" PRIMARY KEY, created BIGINT NOT NULL, edited BIGINT NOT NULL,
    head BIGINT NOT NULL DEFAULT 0, merged BIGINT NOT NULL DEFAULT 0, indexed BIGINT NOT NULL DEFAULT 0,
    said BIGINT NOT NULL DEFAULT 0,
    title TEXT NOT NULL DEFAULT '', locked BOOLEAN NOT NULL DEFAULT false,
    trashed BIGINT, deleted BIGINT
  );
  CREATE INDEX rooms_trashed ON rooms (trashed) WHERE trashed IS NOT NULL;
  CREATE TABLE log (
    room TEXT COLLATE "C" NOT NULL REFERENCES rooms, seq BIGINT NOT NULL, time BIGINT NOT NULL,
    "user" TEXT NOT NULL, sum BIGINT NOT NULL, data BYTEA NOT NULL,
    PRIMARY KEY (room, seq)
  );
  CREATE TABLE snapshots (
    room TEXT COLLATE "C" PRIMARY KEY REFERENCES rooms, seq BIGINT NOT NULL,
    sum BIGINT NOT NULL, data BYTEA NOT NULL
  );
  CREATE TABLE clients (
    room TEXT COLLATE "C" NOT NULL REFERENCES rooms, client BIGINT NOT NULL,
    "user" TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (room, client)
  );
  CREATE INDEX clients_by_user ON clients ("user");
  CREATE TABLE links (
    room TEXT COLLATE "C" NOT NULL REFERENCES rooms, hash TEXT COLLATE "C" NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'commenter', 'editor', 'owner')),
    label TEXT NOT NULL, created BIGINT NOT NULL, expires BIGINT, password TEXT,
    once BOOLEAN NOT NULL, revoked BIGINT, sum BIGINT NOT NULL,
    PRIMARY KEY (room, hash)
  );
  CREATE TABLE people (
    room TEXT COLLATE "C" NOT NULL REFERENCES rooms, "user" TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    role TEXT CHECK (role IN ('viewer', 'commenter', 'editor', 'owner')),
    PRIMARY KEY (room, "user")
  );
  CREATE INDEX people_by_user ON people ("user");
  CREATE TABLE uses (
    room TEXT COLLATE "C" NOT NULL, hash TEXT COLLATE "C" NOT NULL, "user" TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL,
    PRIMARY KEY (room, hash, "user"), FOREIGN KEY (room, hash) REFERENCES links
  );
  CREATE INDEX uses_by_user ON uses ("user", room);
  CREATE TABLE marks (
    "user" TEXT COLLATE "C" NOT NULL, room TEXT COLLATE "C" NOT NULL REFERENCES rooms,
    pinned BOOLEAN NOT NULL DEFAULT false, hidden BOOLEAN NOT NULL DEFAULT false,
    PRIMARY KEY ("user", room)
  );
  CREATE INDEX marks_by_room ON marks (room);
  CREATE TABLE texts (
    room TEXT COLLATE "C" PRIMARY KEY REFERENCES rooms, text TEXT NOT NULL, words TSVECTOR NOT NULL
  );
  CREATE INDEX texts_by_words ON texts USING gin (words);
  CREATE TABLE attachments (
    room TEXT COLLATE "C" NOT NULL REFERENCES rooms, id TEXT COLLATE "C" NOT NULL,
    hash TEXT COLLATE "C" NOT NULL, type TEXT NOT NULL, size BIGINT NOT NULL, data BYTEA NOT NULL,
    PRIMARY KEY (room, id)
  );
  CREATE UNIQUE INDEX attachments_by_hash ON attachments (room, hash) INCLUDE (id, size);
  CREATE TABLE remarks (
    room TEXT COLLATE "C" NOT NULL REFERENCES rooms, seq BIGINT NOT NULL, time BIGINT NOT NULL,
    "user" TEXT COLLATE "C" NOT NULL, name TEXT NOT NULL, key TEXT COLLATE "C" NOT NULL,
    text TEXT NOT NULL, place TEXT NOT NULL, sum BIGINT NOT NULL,
    PRIMARY KEY (room, seq)
  );
  CREATE UNIQUE INDEX remarks_by_user ON remarks ("user", room, key);
  CREATE INDEX remarks_by_time ON remarks (time);
  `,
  'ALTER TABLE rooms ADD COLUMN restored BIGINT',
]

/** The one row that tells what this database is, and which server had it last. */
const MARK = `
  CREATE TABLE IF NOT EXISTS weft (
    one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one), version INTEGER NOT NULL, holder TEXT
  );
  INSERT INTO weft (version) VALUES (0) ON CONFLICT DO NOTHING`

async function versionIn(client: ClientBase): Promise<number> {
  const { rows } = await client.query("SELECT to_regclass('weft') IS NOT NULL AS known")
  if (!rows[0]?.known) await client.query(MARK)
  const found = await client.query('SELECT version FROM weft')
  return Number(found.rows[0]?.version)
}

/** Held while the schema changes, or the session lasts: of several nodes that start at once, one does it. */
const LOCK = 0x77656675

/** For whoever only reads. Throws when it is another version. */
export async function expectCurrent(client: ClientBase): Promise<void> {
  const found = await client.query("SELECT to_regclass('weft') IS NOT NULL AS known")
  if (!found.rows[0]?.known) throw new Error('there are no documents in it')
  const { rows } = await client.query('SELECT version FROM weft')
  const version = Number(rows[0]?.version)
  if (version === STEPS.length) return
  const advice = version > STEPS.length ? 'run a newer Weft' : 'start the server once'
  throw new Error(`it has schema ${version}: ${advice}`)
}

/** Brings the database to this program's version. Throws when it is newer. */
export async function migrate(client: ClientBase, steps: readonly string[] = STEPS): Promise<void> {
  await client.query(`SELECT pg_advisory_lock(${LOCK})`)
  await climb(client, steps)
  await client.query(`SELECT pg_advisory_unlock(${LOCK})`)
}

async function climb(client: ClientBase, steps: readonly string[]): Promise<void> {
  const version = await versionIn(client)
  if (version > steps.length) {
    throw new Error(
      `it has schema ${version}, this Weft knows up to ${steps.length}: run a newer Weft`,
    )
  }
  // Several statements sent as one are one transaction.
  for (const [index, step] of steps.entries())
    if (index >= version)
      await client.query(`BEGIN; ${step}; UPDATE weft SET version = ${index + 1}; COMMIT`)
}
