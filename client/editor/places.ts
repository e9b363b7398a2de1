/**
 * Places: a line of the text that somebody can point to, and be led to.
 *
 * A place is a relative position as JSON, so it stays with its line whatever is written above. Showing one
 * scrolls there and marks the line for a moment; one that is no place in this text is passed over.
 */
import {
  EditorSelection,
  type Extension,
  StateEffect,
  StateField,
  type Transaction,
} from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import * as Y from 'yjs'
import { readCursor } from './cursor.ts'
import { reveal } from './reveal.ts'

/** In ms, a little longer than the style's animation. */
const FLASH = 2_000

const flash = StateEffect.define<number | null>()
const line = Decoration.line({ class: 'is-shown' })

const flashed = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (old, { effects, changes }) => {
    const news = effects.findLast((effect) => effect.is(flash))
    if (!news) return old.map(changes)
    return news.value === null ? Decoration.none : Decoration.set(line.range(news.value))
  },
  provide: (field) => EditorView.decorations.from(field),
})

const isShown = ({ effects }: Transaction): boolean =>
  effects.some((effect) => effect.is(flash) && effect.value !== null)

/** Each jump's mark has its whole time, however soon it comes after another. */
const fading = ViewPlugin.define((view) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    update: ({ transactions }: ViewUpdate) => {
      if (!transactions.some(isShown)) return
      clearTimeout(timer)
      timer = setTimeout(() => view.dispatch({ effects: flash.of(null) }), FLASH)
    },
    destroy: () => clearTimeout(timer),
  }
})

export const places: Extension = [flashed, fading]

/** The line in which the caret is. */
export function placeOfCaret({ state }: EditorView, text: Y.Text): string {
  const { from } = state.doc.lineAt(state.selection.main.head)
  return JSON.stringify(Y.createRelativePositionFromTypeIndex(text, from))
}

function indexOf(place: string, text: Y.Text): number | null {
  try {
    const at: unknown = JSON.parse(place)
    return readCursor({ anchor: at, head: at }, text)?.head ?? null
  } catch {
    return null
  }
}

export function showPlace(view: EditorView, text: Y.Text, place: string): void {
  const index = indexOf(place, text)
  if (index === null) return
  const { from } = view.state.doc.lineAt(Math.min(index, view.state.doc.length))
  const scroll = EditorView.scrollIntoView(EditorSelection.cursor(from), { y: 'center' })
  view.dispatch({ effects: [reveal.of(from), scroll, flash.of(from)] })
}
