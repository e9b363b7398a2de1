/**
 * Line direction: each line runs the way its first letter does.
 *
 * A line without letters runs as the page does, so that in an Arabic page the caret of an empty one is on the
 * right. The editor is told, since it must know where the caret goes.
 */
import type { Extension } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'

/** No line is looked into further for its first letter. */
const LOOKED_INTO = 200
const LETTER = /\p{L}/u
const FROM_THE_RIGHT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/** Null: neither. */
export function directionOf(line: string): 'ltr' | 'rtl' | null {
  const [first] = LETTER.exec(line) ?? []
  if (first === undefined) return null
  return FROM_THE_RIGHT.test(first) ? 'rtl' : 'ltr'
}

const LINES = {
  ltr: Decoration.line({ attributes: { dir: 'ltr' } }),
  rtl: Decoration.line({ attributes: { dir: 'rtl' } }),
}

function directed({ state, visibleRanges }: EditorView): DecorationSet {
  const ranges = visibleRanges.flatMap(({ from, to }) => {
    const [first, last] = [state.doc.lineAt(from).number, state.doc.lineAt(to).number]
    return Array.from({ length: last - first + 1 }, (_, at) => state.doc.line(first + at))
  })
  // Two ranges may lie in one long line.
  const lines = new Map(ranges.map((line) => [line.from, line]))
  return Decoration.set(
    [...lines.values()].flatMap(({ from, to }) => {
      const way = directionOf(state.sliceDoc(from, Math.min(to, from + LOOKED_INTO)))
      return way === null ? [] : [LINES[way].range(from)]
    }),
  )
}

const lines = ViewPlugin.define(
  (view) => ({
    decorations: directed(view),
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.decorations = directed(update.view)
    },
  }),
  { decorations: (plugin) => plugin.decorations },
)

export const lineDirection: Extension = [EditorView.perLineTextDirection.of(true), lines]
