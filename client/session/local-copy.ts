/**
 * Local copy: the document as this browser keeps it, in IndexedDB.
 *
 * Promises that `loaded` always comes, soon, and never fails: a browser that keeps nothing, or is slow
 * about it, only means that the text comes from the server. The copy outlives the session.
 */
import { clearDocument, IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'

export interface LocalCopy {
  readonly loaded: Promise<void>
  /** The transaction origin of what was read from the copy: not an edit. Null when there is none. */
  readonly origin: unknown
  /** Whether it is of this edition of the document (shared/api.ts); one that does not know is, from now on. */
  readonly isOf: (edition: string) => Promise<boolean>
  readonly destroy: () => void
}

/** In ms: how long the server's text waits for the browser's own. */
const PATIENCE = 1500

const NO_COPY: LocalCopy = {
  loaded: Promise.resolve(),
  origin: null,
  isOf: async () => true,
  destroy: () => undefined,
}

const PREFIX = 'weft:'

const EDITION = 'edition'

const nameOf = (roomId: string): string => PREFIX + roomId

export function keepCopy(roomId: string, doc: Y.Doc): LocalCopy {
  if (globalThis.indexedDB === undefined) return NO_COPY
  const copy = new IndexeddbPersistence(nameOf(roomId), doc)
  return {
    loaded: Promise.race([copy.whenSynced.then(() => undefined), patience()]),
    origin: copy,
    isOf: async (edition) => (await Promise.race([isOf(copy, edition), patience()])) ?? true,
    destroy: () => {
      copy.destroy().catch(() => undefined)
    },
  }
}

const patience = () => new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE))

async function isOf(copy: IndexeddbPersistence, edition: string): Promise<boolean> {
  try {
    const known = await copy.get(EDITION)
    if (known === undefined) await copy.set(EDITION, edition)
    return known === undefined || known === edition
  } catch {
    // Nothing can be kept here, or no more: then nothing was.
    return true
  }
}

/** Gives up what this browser holds of the document, what was never sent too. Its copy must not be open. */
export async function forgetCopy(roomId: string): Promise<void> {
  if (globalThis.indexedDB !== undefined) await clearDocument(nameOf(roomId))
}

/** The documents of which this browser has a copy; none that it knows of where it does not tell. */
export async function copiedRooms(): Promise<string[]> {
  const found = (await globalThis.indexedDB?.databases?.()) ?? []
  const names = found.map(({ name = '' }) => name).filter((name) => name.startsWith(PREFIX))
  return names.map((name) => name.slice(PREFIX.length))
}
