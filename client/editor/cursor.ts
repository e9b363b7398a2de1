/**
 * Cursor: the `cursor` field of an awareness state, in y-codemirror.next 0.3's format.
 *
 * Reading promises to return null for anything that is not a place in this very text, whatever a peer
 * sent: a name of another type, a place whose text has not arrived yet, junk.
 */
import * as Y from 'yjs'
import { CONTENT } from '../../shared/protocol.ts'

export interface CursorPositions {
  readonly anchor: number
  readonly head: number
}

export interface CursorField {
  readonly anchor: Y.RelativePosition
  readonly head: Y.RelativePosition
}

/** Yjs looks for a clock below zero in structs that are not there, and throws. */
function isId(value: unknown): boolean {
  const id = value as Partial<Y.ID> | null
  return [id?.client, id?.clock].every((part) => Number.isSafeInteger(part) && Number(part) >= 0)
}

/** `tname` is looked up with `doc.get`, which would make a type of any name that it is given. */
function isInContent(value: unknown): boolean {
  const at = value as { tname?: unknown; type?: unknown; item?: unknown } | null
  if (typeof at !== 'object' || at === null || (at.type ?? null) !== null) return false
  const hasItem = (at.item ?? null) !== null
  return hasItem ? isId(at.item) : at.tname === CONTENT
}

function indexOf(value: unknown, text: Y.Text): number | null {
  if (!isInContent(value) || text.doc === null) return null
  const relative = Y.createRelativePositionFromJSON(value)
  const at = Y.createAbsolutePositionFromRelativePosition(relative, text.doc)
  return at !== null && at.type === text ? at.index : null
}

export function readCursor(cursor: unknown, text: Y.Text): CursorPositions | null {
  const field = cursor as { anchor?: unknown; head?: unknown } | null | undefined
  const head = indexOf(field?.head, text)
  // Each costs a walk over the document, and most carets have nothing selected.
  const isEmpty = JSON.stringify(field?.anchor) === JSON.stringify(field?.head)
  const anchor = isEmpty ? head : indexOf(field?.anchor, text)
  return anchor === null || head === null ? null : { anchor, head }
}

export function writeCursor({ anchor, head }: CursorPositions, text: Y.Text): CursorField {
  const at = Y.createRelativePositionFromTypeIndex(text, head)
  return {
    anchor: anchor === head ? at : Y.createRelativePositionFromTypeIndex(text, anchor),
    head: at,
  }
}

export function isSameCursor(a: CursorField | null, b: CursorField | null): boolean {
  if (a === null || b === null) return a === b
  return (
    Y.compareRelativePositions(a.anchor, b.anchor) && Y.compareRelativePositions(a.head, b.head)
  )
}
