/**
 * Remote: whether a change came out of the shared text, and not from this person's hand.
 *
 * One's own undo comes that way, too.
 */
import type { ViewUpdate } from '@codemirror/view'
import { ySyncAnnotation } from 'y-codemirror.next'

export const isRemote = ({ docChanged, transactions }: ViewUpdate): boolean =>
  docChanged && transactions.every((each) => each.annotation(ySyncAnnotation) !== undefined)
