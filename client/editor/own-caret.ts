/**
 * Own caret: tells the others where this person's caret is.
 *
 * Promises at most one message per PAUSE ms, none when nothing moved, and none before this person
 * first clicked or typed: a page that was only opened has no caret at its top.
 */
import { Transaction } from '@codemirror/state'
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { type CursorField, isSameCursor, writeCursor } from './cursor.ts'

const PAUSE = 50

class OwnCaret implements PluginValue {
  readonly #view: EditorView
  readonly #text: Y.Text
  readonly #awareness: Awareness
  #sent: CursorField | null = null
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
    if (this.#sent !== null) this.#awareness.setLocalStateField('cursor', null)
  }

  #send(): void {
    this.#timer = null
    const { anchor, head } = this.#view.state.selection.main
    const cursor = writeCursor({ anchor, head }, this.#text)
    if (isSameCursor(cursor, this.#sent)) return
    this.#sent = cursor
    this.#awareness.setLocalStateField('cursor', cursor)
  }
}

const isByHand = (update: ViewUpdate): boolean =>
  update.transactions.some((each) => each.annotation(Transaction.userEvent) !== undefined)

export const ownCaret = (text: Y.Text, awareness: Awareness) =>
  ViewPlugin.define((view) => new OwnCaret(view, text, awareness))
