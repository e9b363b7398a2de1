/**
 * Shape: how deep and how wide a document may become.
 *
 * Types nested thousands deep cost a few bytes each, and overflow the stack of whoever deletes or
 * prints them; a root takes memory for as long as the document does, empty or not. An update alone
 * does not tell: what it builds on may have come in earlier ones. So it is looked at once it has been
 * applied, and one that went too far takes its document with it.
 */
import * as Y from 'yjs'
import { MAX_ROOTS } from './validate.ts'

export const MAX_DEPTH = 32

/** A struct that a document cannot keep. Its id tells whose it is. */
export interface Fault {
  readonly id: Y.ID
  readonly why: string
}

/** One that has too many from earlier days can still be written in. */
export const hasTooManyRoots = ({ share }: Y.Doc, before: number): boolean =>
  share.size > MAX_ROOTS && share.size > before

/** Types that a transaction has nested too deep. */
export function deepTypes(transaction: Y.Transaction): Fault[] {
  const deep = [...added(transaction)].filter(isTooDeep)
  return deep.map(({ id }) => ({ id, why: `types deeper than ${MAX_DEPTH}` }))
}

/** Each struct that a transaction has put into its document, or lengthened. */
export function* added({ doc, beforeState, afterState }: Y.Transaction) {
  for (const [client, to] of afterState) {
    const from = beforeState.get(client) ?? 0
    const structs = doc.store.clients.get(client)
    if (to === from || !structs) continue
    for (let at = Y.findIndexSS(structs, from); at < structs.length; at++) {
      const struct = structs[at]
      if (struct) yield struct
    }
  }
}

function isTooDeep(struct: unknown): boolean {
  if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentType)) return false
  let item: Y.Item | null = struct
  for (let depth = 1; depth <= MAX_DEPTH; depth++) {
    item = item.parent instanceof Y.AbstractType ? item.parent._item : null
    if (!item) return false
  }
  return true
}
