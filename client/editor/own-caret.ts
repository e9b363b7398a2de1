/**
 * Own caret: tells the others where this person's caret is, and what else is selected.
 *
 * Promises at most one message per PAUSE ms, none when nothing moved, and none before this person
 * first clicked or typed: a page that was only opened has no caret at its top.
 */
import { Transaction } from '@codemirror/state'
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { AwarenessState } from '../../shared/protocol.ts'
import { type CursorField, isSameCursor, writeCursor, writeSelections } from './cursor.ts'

const PAUSE = 50

class OwnCaret implements PluginValue {
  readonly #view: EditorView
  readonly #text: Y.Text
  readonly #awareness: Awareness
  #sent: CursorField | null = null
  /** As JSON: what was sent of the other ranges. */
  #sentOthers = '[]'
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(view: EditorView, text: Y.Text, awareness: Awareness) {
    this.#view = view
    this.#text = text
    this.#awareness = awareness
  }

  update(update: ViewUpdate): void {
    if (!(update.selectionSet || update.docChanged) || this.#timer !== null) return
    if (this.#sent === null && !isByHand(update)) return
    this.#timer = setTimeout(() => this.#send(), PAUSE)
  }

  destroy(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#sent !== null) this.#tell({ cursor: null, selections: [] })
  }

  #send(): void {
    this.#timer = null
    const { main, ranges } = this.#view.state.selection
    const cursor = writeCursor(main, this.#text)
    const others = ranges.filter((range) => range !== main)
    const selections = writeSelections(others, this.#text)
    const look = JSON.stringify(selections)
    if (isSameCursor(cursor, this.#sent) && look === this.#sentOthers) return
    this.#sent = cursor
    this.#sentOthers = look
    this.#tell({ cursor, selections })
  }

  #tell(where: Pick<AwarenessState, 'cursor' | 'selections'>): void {
    const state = this.#awareness.getLocalState()
    if (state !== null) this.#awareness.setLocalState({ ...state, ...where })
  }
}

const isByHand = (update: ViewUpdate): boolean =>
  update.transactions.some((each) => each.annotation(Transaction.userEvent) !== undefined)

export const ownCaret = (text: Y.Text, awareness: Awareness) =>
  ViewPlugin.define((view) => new OwnCaret(view, text, awareness))
