/**
 * Scope: whether a change stays within what its author may write.
 *
 * A commenter may write the map `comments`, and all that is nested in it. What he adds is looked at once
 * it is in the document, since an update does not always say where an item lies: its neighbour does. What
 * can be told before is, for then the document need not be read anew. What he
 * deletes is looked at before, because a stock Yjs deletes redundant formats by itself, and that has to
 * be left out, not taken back. Leaves to document.ts what becomes of what goes beyond.
 */
import * as Y from 'yjs'
import { COMMENTS } from '../../shared/protocol.ts'
import { MAX_DEPTH } from './shape.ts'

type Struct = Y.Item | Y.GC
type Decoded = ReturnType<typeof Y.decodeUpdate>

/** Whether an update deletes anything that is there and is no comment. */
export function deletesBeyond(doc: Y.Doc, { ds }: Decoded): boolean {
  // Merged: ranges that overlap would be walked again and again.
  const { clients } = Y.mergeDeleteSets([ds])
  for (const struct of deletedBy(doc, clients))
    if (!struct.deleted && isBeyond(doc, struct)) return true
  return false
}

/**
 * Whether an update says itself that it adds something beyond the comments: to another root, or beside
 * or under what is there and is none. To find that out later costs reading the document anew.
 */
export function addsBeyond(doc: Y.Doc, { structs }: Decoded): boolean {
  return structs.some(
    (struct) => struct instanceof Y.Item && isNew(doc, struct) && isLaidBeyond(doc, struct),
  )
}

const isNew = ({ store }: Y.Doc, { id, length }: Y.Item): boolean =>
  Y.getState(store, id.client) < id.clock + length

/** False where its neighbour has still to come. */
function isLaidBeyond(doc: Y.Doc, item: Y.Item): boolean {
  // Not integrated, it names its parent: a root by its name, a type by its id.
  const parent: unknown = item.parent
  if (typeof parent === 'string') return parent !== COMMENTS || item.parentSub === null
  const place = parent instanceof Y.ID ? parent : (item.origin ?? item.rightOrigin)
  if (!place || place.clock >= Y.getState(doc.store, place.client)) return false
  return isBeyond(doc, Y.getItem(doc.store, place))
}

/** What a transaction that has not ended yet has added or deleted beyond the comments. */
export function touchedBeyond(transaction: Y.Transaction): Y.ID[] {
  const { doc, deleteSet } = transaction
  const touched = [...addedSoFar(transaction), ...deletedBy(doc, deleteSet.clients)]
  return touched.filter((struct) => isBeyond(doc, struct)).map(({ id }) => id)
}

function* addedSoFar({ doc, beforeState }: Y.Transaction): Generator<Struct> {
  for (const client of doc.store.clients.keys()) {
    const [from, to] = [beforeState.get(client) ?? 0, Y.getState(doc.store, client)]
    yield* structsIn(doc, client, from, to)
  }
}

type Ranges = ReadonlyMap<number, readonly { readonly clock: number; readonly len: number }[]>

function* deletedBy(doc: Y.Doc, ranges: Ranges): Generator<Struct> {
  for (const [client, own] of ranges)
    for (const { clock, len } of own) yield* structsIn(doc, client, clock, clock + len)
}

/** Those that are known, as far as they are. */
function* structsIn(doc: Y.Doc, client: number, from: number, to: number): Generator<Struct> {
  const structs = doc.store.clients.get(client)
  if (!structs || from >= Math.min(to, Y.getState(doc.store, client))) return
  for (let at = Y.findIndexSS(structs, from); at < structs.length; at++) {
    const struct = structs[at]
    if (!struct || struct.id.clock >= to) return
    yield struct
  }
}

/** A GC lies nowhere: nothing of it is ever seen. */
const isBeyond = (doc: Y.Doc, struct: Struct): boolean =>
  struct instanceof Y.Item && !isComment(doc, struct)

/**
 * Under a key of the map: what a list of that name would hold is none. Nor is what lies deeper than
 * anything may: to climb out of thousands of levels, for each of them, would take seconds.
 */
function isComment(doc: Y.Doc, item: Y.Item): boolean {
  let { parent, parentSub } = item
  for (let depth = 0; depth <= MAX_DEPTH && parent instanceof Y.AbstractType; depth++) {
    if (!parent._item) return parent === doc.share.get(COMMENTS) && parentSub !== null
    ;({ parent, parentSub } = parent._item)
  }
  return false
}
