/**
 * Edges: whose caret is above or below what is seen of the text.
 *
 * Each person is looked for where `goTo` would go (editor.ts). Promises to look at most every PACE ms, not at
 * all while nobody else has a caret, and to tell only what has changed. What is shown of it is the frame's.
 */
import type { Extension } from '@codemirror/state'
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { Signal } from '@preact/signals'
import type { Person } from '../session/people.ts'
import type { Session } from '../session/session.ts'
import type { Carets } from './carets.ts'
import { type Edges, NO_EDGES } from './edge.ts'

/** In ms. */
const PACE = 50
/** In px: what a chip takes of its edge. */
const BAND = 56

/** In px, from the top of the window. */
interface Span {
  readonly top: number
  readonly bottom: number
}

type Others = Pick<Session, 'people' | 'awareness'>

class EdgeWatch implements PluginValue {
  readonly #view: EditorView
  readonly #carets: ViewPlugin<Carets>
  readonly #others: Others
  readonly #edges: Signal<Edges>
  readonly #stop: () => void
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(view: EditorView, carets: ViewPlugin<Carets>, others: Others, edges: Signal<Edges>) {
    this.#view = view
    this.#carets = carets
    this.#others = others
    this.#edges = edges
    others.awareness.on('change', this.look)
    this.#stop = others.people.subscribe(this.look)
  }

  update({ docChanged, geometryChanged, selectionSet }: ViewUpdate): void {
    if (docChanged || geometryChanged || selectionSet) this.look()
  }

  readonly look = (): void => {
    const isAlone = this.#places?.size === 0
    if (isAlone && this.#edges.peek() === NO_EDGES) return
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#view.requestMeasure({ key: this, read: () => this.#read(), write: this.#tell })
    }, PACE)
  }

  destroy(): void {
    this.#others.awareness.off('change', this.look)
    this.#stop()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  readonly #tell = (next: Edges): void => {
    const isSame = JSON.stringify(next) === JSON.stringify(this.#edges.peek())
    if (!isSame) this.#edges.value = next
  }

  get #places(): Carets['carets'] | undefined {
    return this.#view.plugin(this.#carets)?.carets
  }

  #read(): Edges {
    const seen = this.#view.scrollDOM.getBoundingClientRect()
    const found = this.#others.people.peek().flatMap((person) => {
      const head = this.#headOf(person)
      return head === undefined ? [] : [{ person, head, side: this.#sideOf(head, seen) }]
    })
    const people = (side: -1 | 1) =>
      found
        .filter((each) => each.side === side)
        .sort((a, b) => (a.head - b.head) * side)
        .map(({ person }) => person)
    const [above, below] = [people(-1), people(1)]
    if (above.length + below.length === 0) return NO_EDGES
    const { top, bottom } = seen
    return {
      above: { people: above, isTaken: this.#isTaken({ top, bottom: top + BAND }) },
      below: { people: below, isTaken: this.#isTaken({ top: bottom - BAND, bottom }) },
    }
  }

  #headOf({ clients, isYou }: Person): number | undefined {
    const places = this.#places
    const client = isYou ? undefined : clients.find((each) => places?.has(each))
    const head = client === undefined ? undefined : places?.get(client)?.head
    return head === undefined ? undefined : Math.min(head, this.#view.state.doc.length)
  }

  /** Before what is seen, in it, or after it. */
  #sideOf(head: number, seen: Span): -1 | 0 | 1 {
    const { documentTop } = this.#view
    const block = this.#view.lineBlockAt(head)
    const side = sideOf({ top: block.top + documentTop, bottom: block.bottom + documentTop }, seen)
    if (side !== 0) return side
    // A paragraph may be higher than the window.
    const at = this.#view.coordsAtPos(head, 1)
    return at === null ? 0 : sideOf(at, seen)
  }

  #isTaken(band: Span): boolean {
    const at = this.#view.coordsAtPos(this.#view.state.selection.main.head)
    if (at === null || sideOf(at, band) !== 0) return false
    const { left, width } = this.#view.scrollDOM.getBoundingClientRect()
    const isRight = at.left > left + width / 2
    return isRight === (document.documentElement.dir !== 'rtl')
  }
}

function sideOf(at: Span, seen: Span): -1 | 0 | 1 {
  if (at.bottom <= seen.top) return -1
  return at.top >= seen.bottom ? 1 : 0
}

/** `carets`: the plugin that knows where the others are. */
export const watchEdges = (
  carets: ViewPlugin<Carets>,
  others: Others,
  edges: Signal<Edges>,
): Extension =>
  ViewPlugin.define((view) => new EdgeWatch(view, carets, others, edges), {
    eventObservers: {
      scroll() {
        this.look()
      },
    },
  })
