/**
 * List keys: what Enter, Backspace and Tab do in lists and quotes.
 *
 * Enter goes on with another item, numbers those after it anew, and leaves the list from an item that is
 * empty; Backspace takes the marker away; Tab is list-indent.ts's. Elsewhere they are left to others.
 */
import { deleteMarkupBackward, insertNewlineContinueMarkupCommand } from '@codemirror/lang-markdown'
import type { KeyBinding } from '@codemirror/view'
import { dedentItem, indentItem } from './list-indent.ts'

/** An empty item ends a list of any length, as everywhere else. */
export const goOn = insertNewlineContinueMarkupCommand({ nonTightLists: false })

export const LIST_KEYS: readonly KeyBinding[] = [
  { key: 'Enter', run: goOn },
  { key: 'Backspace', run: deleteMarkupBackward },
  { key: 'Tab', run: indentItem, shift: dedentItem },
]
