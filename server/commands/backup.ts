/**
 * Backup: all documents into one file, while a server writes.
 *
 * What is committed when it begins is in it; what is committed later is not. Of SQLite only: a Postgres
 * has tools of its own, and the sentence says which.
 */
import { WeftError } from '../../shared/errors.ts'
import { backUp } from '../store/sqlite-backup.ts'
import { type Command, inWords, onlyWord, placeOfDocuments } from './command.ts'

const BY_POSTGRES =
  'DATABASE_URL is a Postgres, which makes its own backups while a server writes: pg_dump --format=custom --file=FILE "$DATABASE_URL"'

export const backup: Command = async (args, say) => {
  const to = onlyWord(args, 'FILE')
  const place = placeOfDocuments()
  if (!('file' in place)) throw new WeftError('store-failing', BY_POSTGRES)
  const { rooms, rows, bytes } = await backUp(place.file, to)
  say(`${to}: ${rooms} documents, ${rows} rows, ${inWords(bytes)}, looked through and whole`)
  return true
}
