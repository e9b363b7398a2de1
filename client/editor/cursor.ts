/**
 * Cursor: the `cursor` field of an awareness state, in y-codemirror.next 0.3's format, and the
 * `selections` beside it.
 *
 * Reading promises to return null for anything that is not a place in this very text, whatever a peer
 * sent: a name of another type, a place whose text has not arrived yet, junk.
 */
import * as Y from 'yjs'
import { CONTENT, type CursorState, SELECTIONS_MAX } from '../../shared/protocol.ts'

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

/** Those of them that are places in this text. */
export function readSelections(selections: unknown, text: Y.Text): CursorPositions[] {
  if (!Array.isArray(selections)) return []
  const ranges = selections.slice(0, SELECTIONS_MAX).map((each) => readCursor(each, text))
  return ranges.filter((range) => range !== null)
}

/** Of more than can be shown, the first. */
export const writeSelections = (ranges: readonly CursorPositions[], text: Y.Text): CursorState[] =>
  ranges.slice(0, SELECTIONS_MAX).map((range) => {
    const { anchor, head } = writeCursor(range, text)
    // Without what is null: all of them have to fit.
    return { anchor: Y.relativePositionToJSON(anchor), head: Y.relativePositionToJSON(head) }
  })

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
