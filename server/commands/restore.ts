/**
 * Restore: a backup in the place of what is there.
 *
 * While no server runs. What was there stays beside it under another name. It is noted in the database
 * that it was put back, so that browsers may bring what they know more of others, too (document.ts).
 * A Postgres is put back by its own tools; then the command, without a file, notes it there.
 */
import { join } from 'node:path'
import { WeftError } from '../../shared/errors.ts'
import { readPlace } from '../config.ts'
import { DATABASE, openStore } from '../store/open.ts'
import { putBack } from '../store/sqlite-backup.ts'
import { type Command, inWords, onlyWord, type Say } from './command.ts'

const BY_POSTGRES =
  'DATABASE_URL is a Postgres: put its backup into an empty database, pg_restore --no-owner --dbname="$DATABASE_URL" FILE, and then run weft restore without a file'

export const restore: Command = async (args, say) => {
  const { dataDir, databaseUrl } = readPlace()
  if (databaseUrl) await notePostgres(args, databaseUrl, say)
  else await restoreFile(onlyWord(args, 'FILE'), join(dataDir, DATABASE), say)
  say('browsers that know more bring it when they come back, for a month')
  return true
}

async function restoreFile(from: string, file: string, say: Say): Promise<void> {
  const time = Date.now()
  const before = `${file}.before-${new Date(time).toISOString().replace(/[:.]/g, '-')}`
  const { held, isKept } = await putBack(from, { file, before, time })
  const { rooms, rows, bytes } = held
  say(`${file}: ${rooms} documents, ${rows} rows, ${inWords(bytes)}, looked through and whole`)
  if (isKept) say(`what was there is ${before}; to undo this: weft restore ${before}`)
}

async function notePostgres(args: readonly string[], databaseUrl: string, say: Say): Promise<void> {
  if (args.length > 0) throw new WeftError('store-failing', BY_POSTGRES)
  const store = await openStore({ databaseUrl, isShared: false })
  try {
    await store.noteRestored(Date.now())
  } finally {
    await store.close()
  }
  say('it is noted in the database that it was put back')
}
