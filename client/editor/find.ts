/**
 * Find: the search panel over the text, its keys, and marks at what reads as the selection does.
 *
 * Comes after what one needs to type; who asks for it before that waits for it (editor.ts).
 */
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { type Extension, Prec } from '@codemirror/state'
import { keymap } from '@codemirror/view'

export { openSearchPanel } from '@codemirror/search'

export const finding: Extension = [
  search({ top: true }),
  highlightSelectionMatches(),
  // Before the key that waits for it (editor.ts).
  Prec.high(keymap.of(searchKeymap)),
]
