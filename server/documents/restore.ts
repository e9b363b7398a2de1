/**
 * Restore: a room's log as a Y.Doc, up to where it is damaged.
 *
 * Snapshot plus tail, when all of it is good. When a row is bad, what comes before it; when the
 * snapshot is, the rows from the start, if they are all still there. Promises: what it gives is whole
 * as far as it goes, with nothing pending, and it says when that is not everything; when nothing can
 * be given it throws, and never gives an empty document instead. Writes nothing.
 */
import * as Y from 'yjs'
import { WeftError } from '../../shared/errors.ts'
import type { Row, Snapshot, Store } from '../store/store.ts'

export interface Restored {
  readonly doc: Y.Doc
  /** What it was read from, if not from the start. */
  readonly snapshot: Snapshot | null
  /** Those after the snapshot. */
  readonly rows: readonly Row[]
  /** Why this is not everything. */
  readonly damage: WeftError | undefined
}

/** A throw inside Yjs's transaction clean-up leaves its queue filled: that Y.Doc never emits again. */
export function isPoisoned(doc: Y.Doc): boolean {
  return doc._transactionCleanups.length > 0
}

export function isPending({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null
}

/**
 * Throws `row-damaged`, or what the store throws.
 *
 * @param head how far the log goes at least
 */
export async function restore(store: Store, room: string, head: number): Promise<Restored> {
  const snapshot = await unlessDamaged(store.snapshot(room))
  if (snapshot instanceof WeftError) return fromStart(store, room, snapshot)
  const after = snapshot?.seq ?? 0
  const rows = await unlessDamaged(store.rows(room, after))
  if (rows instanceof WeftError) {
    return upToDamage(store, room, snapshot, await readable(store, room, after), rows)
  }
  // Another node has saved a newer snapshot meanwhile, and dropped what that covers.
  if (lacks(rows, after, head) && (await store.covered(room)) > after)
    return restore(store, room, head)
  const doc = build(snapshot, rows)
  if (doc) return { doc, snapshot, rows, damage: undefined }
  return upToDamage(store, room, snapshot, rows, damaged(`the log of room ${room} does not load`))
}

function lacks(rows: readonly Row[], after: number, head: number): boolean {
  const isGapless = rows.every(({ seq }, index) => seq === after + 1 + index)
  return !isGapless || after + rows.length < head
}

export async function unlessDamaged<T>(reading: Promise<T>): Promise<T | WeftError> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof WeftError && error.code === 'row-damaged') return error
    throw error
  }
}

/** The rows before the first that is damaged. */
async function readable(store: Store, room: string, after: number): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (;;) {
    const next = await unlessDamaged(store.rows(room, rows.at(-1)?.seq ?? after, 1))
    if (next instanceof WeftError || !next[0]) return rows
    rows.push(next[0])
  }
}

async function upToDamage(
  store: Store,
  room: string,
  snapshot: Snapshot | null,
  rows: readonly Row[],
  damage: WeftError,
): Promise<Restored> {
  if (snapshot && !build(snapshot, [])) return fromStart(store, room, damage)
  const good = rows.slice(0, wholeLength(snapshot, rows))
  const doc = build(snapshot, good)
  if (!doc) throw damage
  return { doc, snapshot, rows: good, damage: readOnly(room, damage) }
}

/**
 * Rows expire from the oldest on, and the oldest is somebody's first: if everyone's first is there,
 * none has expired.
 */
async function fromStart(store: Store, room: string, damage: WeftError): Promise<Restored> {
  const rows = await store.rows(room, 0)
  const doc = rows.length > 0 ? build(null, rows) : null
  const clients = [...(await store.clients(room)).keys()]
  if (!doc || clients.some((client) => Y.getState(doc.store, client) === 0)) throw damage
  return { doc, snapshot: null, rows, damage: readOnly(room, damage) }
}

function build(snapshot: Snapshot | null, rows: readonly Row[]): Y.Doc | null {
  const doc = new Y.Doc()
  try {
    doc.transact(() => {
      if (snapshot) Y.applyUpdate(doc, snapshot.state)
      for (const { update } of rows) Y.applyUpdate(doc, update)
    })
  } catch {
    return null
  }
  return isPoisoned(doc) || isPending(doc) ? null : doc
}

/** How many of the rows make a document in which nothing is pending. */
function wholeLength(snapshot: Snapshot | null, rows: readonly Row[]): number {
  const doc = build(snapshot, [])
  let whole = 0
  for (const [index, { update }] of rows.entries()) {
    if (!doc || !applies(doc, update)) break
    if (!isPending(doc)) whole = index + 1
  }
  return whole
}

function applies(doc: Y.Doc, update: Uint8Array): boolean {
  try {
    Y.applyUpdate(doc, update)
    return !isPoisoned(doc)
  } catch {
    return false
  }
}

function readOnly(room: string, cause: WeftError): WeftError {
  return damaged(`room ${room} can only be read, up to its damage: ${cause.message}`, { cause })
}

function damaged(message: string, options?: ErrorOptions): WeftError {
  return new WeftError('row-damaged', message, options)
}
