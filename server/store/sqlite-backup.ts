/**
 * SqliteBackup: the database as one file, out while a server writes, and in again while none does.
 *
 * Promises that a file which bears the name it was to have is whole: copied by SQLite's own backup,
 * looked through, synced, and only then renamed; that nothing is ever overwritten; and that what was
 * there before a backup was put back stays beside it. Leaves words to commands/, and to the operator the
 * folder `….part-…` that stays where a backup was killed.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { WeftError } from '../../shared/errors.ts'
import { LOCK_TIMEOUT_MS, lock, SqliteStore } from './sqlite.ts'

/** What is in a database. */
export interface Held {
  /** Without those that were deleted for good. */
  readonly rooms: number
  /** Of all logs. */
  readonly rows: number
  /** Of the file. */
  readonly bytes: number
}

/** In one step: between two, SQLite begins anew whenever somebody has written meanwhile. Nobody waits for it. */
const ALL = { rate: 2 ** 31 - 1 }
/** A server that runs does not let go; one that is just ending does. */
const SERVER_TIMEOUT_MS = 1_000
/** What SQLite keeps beside a database that is in use; all that matters is in the first. */
const WAL = '-wal'
const BESIDE = [WAL, '-shm'] as const

/** Copies the database into a file that is not there yet. Throws `store-failing`, in one sentence. */
export async function backUp(file: string, to: string): Promise<Held> {
  if (!existsSync(file)) throw failing(`there is no ${file}`)
  expectFree(to)
  // No other backup writes into a folder of its own, and what is removed with it is nobody else's.
  const own = mkdtempSync(`${to}.part-`)
  const draft = join(own, basename(to))
  try {
    await copyAside(file, draft)
    fold(draft)
    const held = lookThrough(draft)
    place(draft, to)
    return held
  } finally {
    rmSync(own, { recursive: true })
  }
}

/** While a server writes. */
async function copyAside(file: string, draft: string): Promise<void> {
  const source = new DatabaseSync(file, { readOnly: true, timeout: LOCK_TIMEOUT_MS })
  try {
    await backup(source, draft, ALL)
  } finally {
    source.close()
  }
}

/**
 * Puts a backup in the place of the database, and notes in it that it was: browsers may know more. Throws
 * `store-failing`, also while a server has the database, and then everything is as it was.
 *
 * @param before what is to be the name of what was there until now
 */
export async function putBack(
  from: string,
  { file, before, time }: { file: string; before: string; time: number },
): Promise<{ held: Held; isKept: boolean }> {
  if (!existsSync(from)) throw failing(`there is no ${from}`)
  expectFree(before)
  mkdirSync(dirname(file), { recursive: true })
  const own = lock(file, SERVER_TIMEOUT_MS)
  const draft = `${file}.restoring`
  try {
    remove(draft)
    await copyWhole(from, draft)
    await note(draft, time)
    const held = lookThrough(draft)
    const isKept = setAside(file, before)
    renameSync(draft, file)
    syncFolder(file)
    return { held, isKept }
  } finally {
    remove(draft)
    own.close()
  }
}

/** With what is in its WAL, if it was copied by hand together with that. */
async function copyWhole(from: string, draft: string): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true })
  try {
    await backup(source, draft, ALL)
  } catch (error) {
    throw failing(`${from} is damaged or no Weft database: ${(error as Error).message}`, error)
  } finally {
    source.close()
  }
}

/** Brings it up to this program's schema, too; what is no Weft database, or of a newer one, is refused here. */
async function note(draft: string, time: number): Promise<void> {
  expectWeft(draft)
  const store = new SqliteStore(draft)
  await store.noteRestored(time)
  await store.close()
}

/** A migration would make a Weft database of any other. */
function expectWeft(file: string): void {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    database.prepare('SELECT room, seq, sum, data FROM log LIMIT 1').get()
  } catch (error) {
    throw failing(`it is no Weft database: ${(error as Error).message}`, error)
  } finally {
    database.close()
  }
}

/** Throws when SQLite finds anything wrong with it. */
function lookThrough(file: string): Held {
  const database = new DatabaseSync(file)
  try {
    const found = database.prepare('PRAGMA integrity_check(1)').get()?.integrity_check
    const [what] = String(found).split('\n').slice(-1)
    if (what !== 'ok') throw failing(`the copy is damaged (${what}): it was not kept`)
    const count = (sql: string) => Number(database.prepare(sql).get()?.count)
    return {
      rooms: count('SELECT count(*) AS count FROM rooms WHERE deleted IS NULL'),
      rows: count('SELECT count(*) AS count FROM log'),
      bytes: count(
        'SELECT page_count * page_size AS count FROM pragma_page_count, pragma_page_size',
      ),
    }
  } finally {
    database.close()
  }
}

/** Under its own name from now on, unless somebody has made a file of that name meanwhile. */
function place(draft: string, to: string): void {
  sync(draft)
  expectFree(to)
  renameSync(draft, to)
  syncFolder(to)
}

function expectFree(path: string): void {
  if (existsSync(path)) throw failing(`${path} exists: nothing is overwritten`)
}

/**
 * A second name for it, so that the first is never without a database; of its WAL nothing is left, for a
 * new database must not find the old one's. False when there is none.
 */
function setAside(file: string, before: string): boolean {
  const isKept = existsSync(file)
  if (isKept && !fold(file) && existsSync(`${file}${WAL}`))
    linkSync(`${file}${WAL}`, `${before}${WAL}`)
  if (isKept) linkSync(file, before)
  for (const beside of BESIDE) rmSync(`${file}${beside}`, { force: true })
  return isKept
}

/** All is in one file, as long as nobody opens it to write. False when it cannot be read any more. */
function fold(file: string): boolean {
  try {
    const database = new DatabaseSync(file, { timeout: LOCK_TIMEOUT_MS })
    database.exec('PRAGMA journal_mode = DELETE')
    database.close()
    return true
  } catch {
    // That may be why a backup is put back: it is kept as it is.
    return false
  }
}

function sync(path: string): void {
  const opened = openSync(path, 'r')
  fsyncSync(opened)
  closeSync(opened)
}

const syncFolder = (file: string): void => sync(dirname(file))

function remove(draft: string): void {
  for (const beside of ['', '.lock', '-journal', ...BESIDE])
    rmSync(`${draft}${beside}`, { force: true })
}

const failing = (message: string, cause?: unknown) =>
  new WeftError('store-failing', message, { cause })
