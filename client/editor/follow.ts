/**
 * Follow: the text scrolls as somebody else's does, and tells where one's own stands.
 *
 * What is at the top of one's own view goes into awareness as `view`, a relative position, at most every
 * PAUSE ms. While one follows, each of theirs moves one's own; whatever one does oneself that could be
 * meant for another place (a wheel, a finger, a key that moves, an edit) ends it at once. Never scrolls
 * while an input method composes. Whom one follows is session/following.ts's.
 */
import { EditorSelection, type Extension, Transaction } from '@codemirror/state'
import { EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { effect } from '@preact/signals'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import type { AwarenessState } from '../../shared/protocol.ts'
import type { Following } from '../session/following.ts'
import { readCursor } from './cursor.ts'
import { reveal } from './reveal.ts'

/** In ms. */
const PAUSE = 150
const MOVES = /^(Arrow|Page|Home$|End$)/

class Follow {
  readonly #view: EditorView
  readonly #text: Y.Text
  readonly #awareness: Awareness
  readonly #following: Following
  readonly #stop: () => void
  #timer: ReturnType<typeof setTimeout> | null = null
  #sent = ''

  constructor(view: EditorView, text: Y.Text, awareness: Awareness, following: Following) {
    this.#view = view
    this.#text = text
    this.#awareness = awareness
    this.#following = following
    awareness.on('change', this.#onAwareness)
    this.#stop = effect(() => {
      const whom = following.whom.value
      if (whom !== null) this.#show(whom.clients)
    })
    this.scrolled()
  }

  update({ transactions, docChanged }: ViewUpdate): void {
    const isOwn = docChanged && transactions.some((each) => each.annotation(Transaction.userEvent))
    if (isOwn) this.end()
  }

  destroy(): void {
    this.#stop()
    this.#awareness.off('change', this.#onAwareness)
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  end(): void {
    // Not within an update: whoever hears of it may want to change the editor.
    if (this.#following.whom.peek() !== null) queueMicrotask(() => this.#following.end())
  }

  scrolled(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#tell()
    }, PAUSE)
  }

  /** The first line that is to be seen; at the top of the page the text's beginning. */
  #first(): number {
    const { scrollDOM, documentTop } = this.#view
    const height = scrollDOM.getBoundingClientRect().top - documentTop
    if (height <= 0) return 0
    const { from, to, top, bottom } = this.#view.lineBlockAtHeight(height)
    // One that is cut would put the last line of a window of the same size out of sight.
    const isCut = height > top + 1 && bottom - height < scrollDOM.clientHeight / 3
    return isCut ? to + 1 : from
  }

  #tell(): void {
    const index = this.#first()
    const top = Y.createRelativePositionFromTypeIndex(
      this.#text,
      Math.min(index, this.#text.length),
    )
    const look = JSON.stringify(top)
    if (look === this.#sent) return
    this.#sent = look
    this.#awareness.setLocalStateField('view', { top })
  }

  readonly #onAwareness = ({ updated }: { readonly updated: readonly number[] }): void => {
    const clients = this.#following.whom.peek()?.clients
    const moved = updated.filter((each) => clients?.includes(each))
    if (moved.length > 0) this.#show(moved)
  }

  /** Theirs is looked for in all tabs: the first that tells. */
  #show(clients: readonly number[]): void {
    const states: ReadonlyMap<number, AwarenessState> = this.#awareness.getStates()
    for (const client of clients) {
      const { view, cursor } = states.get(client) ?? {}
      const top = readCursor({ anchor: view?.top, head: view?.top }, this.#text)
      const at = top ?? readCursor(cursor, this.#text)
      if (at === null) continue
      this.#scrollTo(at.head, top === null)
      return
    }
  }

  #scrollTo(at: number, isCaret: boolean): void {
    const { state, composing, scrollDOM } = this.#view
    if (composing) return
    if (at === 0) {
      scrollDOM.scrollTop = 0
      return
    }
    const range = EditorSelection.cursor(Math.min(at, state.doc.length))
    const y = isCaret ? 'center' : 'start'
    // The margins are about one's own caret, which stays where it is.
    const margins = state.facet(EditorView.scrollMargins).map((of) => of(this.#view)?.top ?? 0)
    const yMargin = -margins.reduce((sum, each) => sum + each, 0)
    const effects = [reveal.of(range.head), EditorView.scrollIntoView(range, { y, yMargin })]
    // Awareness may come while the editor is being updated.
    queueMicrotask(() => this.#view.dispatch({ effects }))
  }
}

export function follow(text: Y.Text, awareness: Awareness, following: Following): Extension {
  return ViewPlugin.define((view) => new Follow(view, text, awareness, following), {
    eventObservers: {
      scroll() {
        this.scrolled()
      },
      wheel() {
        this.end()
      },
      touchmove() {
        this.end()
      },
      mousedown({ target }, view) {
        if (target === view.scrollDOM) this.end()
      },
      keydown({ key }) {
        if (MOVES.test(key)) this.end()
      },
    },
  })
}
