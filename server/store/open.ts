/**
 * Opening: the store in the place that the operator chose.
 *
 * On whichever thread it is to live. What serves Postgres is loaded only where there is one.
 */
import { SqliteStore } from './sqlite.ts'
import type { Store } from './store.ts'

/** The database in DATA_DIR. */
export const DATABASE = 'weft.db'

/** A file of SQLite, or a database of Postgres, `postgres://…`, that may be shared with other nodes. */
export type StorePlace =
  | { readonly file: string }
  | { readonly databaseUrl: string; readonly isShared: boolean }

/** Throws `store-failing`, in one sentence for the operator. */
export async function openStore(place: StorePlace): Promise<Store> {
  if ('file' in place) return new SqliteStore(place.file)
  const { PostgresStore } = await import('./postgres.ts')
  return PostgresStore.open(place.databaseUrl, place.isShared)
}

/** Beside a server, too: nothing is written, and all that is read is of one moment. Throws as `openStore`. */
export async function openToRead(place: StorePlace): Promise<Store> {
  if ('file' in place) return new SqliteStore(place.file, { isReading: true })
  const { PostgresStore } = await import('./postgres.ts')
  return PostgresStore.openToRead(place.databaseUrl)
}
