/**
 * Finding: the search in the text, and what else looks like what is selected.
 *
 * Nobody needs it to type, so it comes after the editor.
 */
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import type { Extension } from '@codemirror/state'
import { keymap } from '@codemirror/view'

export { openSearchPanel } from '@codemirror/search'

export const finding = (): Extension => [
  search({ top: true }),
  highlightSelectionMatches(),
  keymap.of(searchKeymap),
]
