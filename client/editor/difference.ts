/**
 * Difference: two texts as one, to be read: what only the first has is struck out, what only the second has
 * is marked.
 */
import { unifiedMergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { nonce } from './nonce.ts'

export interface Texts {
  readonly before: string
  readonly after: string
  /** For screen readers. */
  readonly label: string
  /** CodeMirror's own words, by what they are in English. */
  readonly phrases: Readonly<Record<string, string>>
}

/** Returns what ends it. */
export function showDifference(
  parent: HTMLElement,
  { before, after, label, phrases }: Texts,
): () => void {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: after,
      extensions: [
        nonce(),
        EditorState.phrases.of(phrases),
        EditorView.lineWrapping,
        EditorState.readOnly.of(true),
        EditorView.editable.of(false),
        EditorView.contentAttributes.of({
          role: 'textbox',
          tabindex: '0',
          'aria-label': label,
          'aria-readonly': 'true',
          'aria-multiline': 'true',
        }),
        unifiedMergeView({
          original: before,
          mergeControls: false,
          gutter: false,
          collapseUnchanged: { margin: 3, minSize: 6 },
        }),
      ],
    }),
  })
  return () => view.destroy()
}
