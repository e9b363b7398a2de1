/**
 * Local copy: the document as this browser keeps it, in IndexedDB.
 *
 * Promises that `loaded` always comes, soon, and never fails: a browser that keeps nothing, or is slow
 * about it, only means that the text comes from the server. What cannot be told in time to be of the same
 * edition is set aside: it is merged into nothing, and stays as it is. The copy outlives the session.
 */
import { clearDocument, IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'

export interface LocalCopy {
  readonly loaded: Promise<void>
  /** The transaction origin of what was read from the copy: not an edit. Null when there is none. */
  readonly origin: unknown
  /**
   * Whether it is of this edition of the document (shared/api.ts); one that does not know is, from now on.
   * When it is not, all of it is here by then. One that is set aside does not stand in the way.
   */
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
  const open = () => new IndexeddbPersistence(nameOf(roomId), doc)
  const first = open()
  let [copy, isOver] = [first, false]
  /** The edition that is here instead, if it was set aside. */
  let instead: string | null = null
  /** Until it is known, late, that it may be merged. */
  const setAside = async (asked: Promise<string>, edition: string) => {
    instead = edition
    close(first)
    if ((await asked) !== edition || isOver) return
    copy = open()
    await keepEdition(copy, edition)
  }
  const isOf = async (edition: string) => {
    if (instead !== null) return edition === instead
    const asked = editionOf(first, edition)
    const known = await Promise.race([asked, patience()])
    if (known === undefined) void setAside(asked, edition)
    else if (known === edition) await Promise.race([keepEdition(first, edition), patience()])
    // Somebody has to decide about what is kept: so it has to be here, however long that takes.
    else await first.whenSynced
    return known === undefined || known === edition
  }
  return {
    loaded: Promise.race([first.whenSynced.then(() => undefined), patience()]),
    origin: first,
    isOf,
    destroy: () => {
      isOver = true
      close(copy)
    },
  }
}

const patience = () => new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE))

function close(copy: IndexeddbPersistence): void {
  copy.destroy().catch(() => undefined)
}

/** This one, if it knows of none, or if nothing can be kept here: then nothing was. */
const editionOf = (copy: IndexeddbPersistence, edition: string): Promise<string> =>
  copy.get(EDITION).then(
    (known) => known ?? edition,
    () => edition,
  )

const keepEdition = (copy: IndexeddbPersistence, edition: string): Promise<unknown> =>
  copy.set(EDITION, edition).catch(() => undefined)

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
