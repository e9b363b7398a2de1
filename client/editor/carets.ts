/**
 * Carets: the other people's carets and selections.
 *
 * Promises one caret per awareness client but your own; to survive any nonsense in a `cursor`; and to
 * carry a caret through the edits between two awareness messages without walking the document. Draws
 * into layers above and below the text, never into the text. One's own is own-caret.ts's, what a flag
 * looks like caret-marker.ts's and the style's.
 */
import { Annotation, EditorSelection, type Extension } from '@codemirror/state'
import {
  EditorView,
  layer,
  type PluginValue,
  RectangleMarker,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { ySyncAnnotation } from 'y-codemirror.next'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { AwarenessState } from '../../shared/protocol.ts'
import { personOf } from '../session/people.ts'
import { CaretMarker, placeFlags, showFlagUnder } from './caret-marker.ts'
import { type CursorPositions, readCursor } from './cursor.ts'

/** In ms: how long a flag shows after its person moved. */
const FLAG_TIME = 2500

interface Caret extends CursorPositions {
  readonly name: string
  readonly color: number
  /** In ms since 1970: until when the flag shows. */
  readonly activeUntil: number
}

type Changes = { added: number[]; updated: number[]; removed: number[] }

const caretsChanged = Annotation.define<boolean>()

export class Carets implements PluginValue {
  readonly carets = new Map<number, Caret>()
  readonly #view: EditorView
  readonly #text: Y.Text
  readonly #awareness: Awareness
  /** Clients whose place is in text that has not arrived yet. */
  readonly #waiting = new Set<number>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(view: EditorView, text: Y.Text, awareness: Awareness) {
    this.#view = view
    this.#text = text
    this.#awareness = awareness
    for (const client of awareness.getStates().keys()) this.#place(client, 0)
    awareness.on('change', this.#onAwareness)
  }

  update(update: ViewUpdate): void {
    if (!update.docChanged) return
    const isRemote = update.transactions.some(
      (each) => each.annotation(ySyncAnnotation) !== undefined,
    )
    for (const [client, caret] of this.carets)
      this.carets.set(client, moved(caret, update, isRemote))
    if (isRemote)
      for (const client of [...this.#waiting]) this.#place(client, Date.now() + FLAG_TIME)
    this.#fadeLater()
  }

  destroy(): void {
    this.#awareness.off('change', this.#onAwareness)
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  /** The caret of the first of these clients that has one, with its flag up for a moment. */
  point(clients: readonly number[]): CursorPositions | undefined {
    const client = clients.find((each) => this.carets.has(each))
    const caret = client === undefined ? undefined : this.carets.get(client)
    if (client === undefined || caret === undefined) return undefined
    this.carets.set(client, { ...caret, activeUntil: Date.now() + FLAG_TIME })
    this.#redraw()
    this.#fadeLater()
    return caret
  }

  readonly #onAwareness = ({ added, updated, removed }: Changes): void => {
    const own = this.#awareness.clientID
    const others = [...added, ...updated, ...removed].filter((client) => client !== own)
    if (others.length === 0) return
    for (const client of others) this.#place(client, Date.now() + FLAG_TIME)
    this.#redraw()
    this.#fadeLater()
  }

  #place(client: number, activeUntil: number): void {
    if (client === this.#awareness.clientID) return
    const state: AwarenessState | undefined = this.#awareness.getStates().get(client)
    const person = personOf(state)
    const at = readCursor(state?.cursor, this.#text)
    this.#waiting.delete(client)
    if (person === null || at === null) {
      this.carets.delete(client)
      if (person !== null && state?.cursor) this.#waiting.add(client)
      return
    }
    const old = this.carets.get(client)
    const isStill = old?.head === at.head && old.anchor === at.anchor
    const { name, color } = person
    this.carets.set(client, {
      ...at,
      name,
      color,
      activeUntil: isStill ? old.activeUntil : activeUntil,
    })
  }

  #redraw(): void {
    this.#view.dispatch({ annotations: caretsChanged.of(true) })
  }

  /** One timer for the flag that fades next. */
  #fadeLater(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    const ends = [...this.carets.values()].map((caret) => caret.activeUntil - Date.now())
    const next = Math.min(...ends.filter((left) => left > 0))
    this.#timer = Number.isFinite(next)
      ? setTimeout(() => {
          this.#redraw()
          this.#fadeLater()
        }, next + 1)
      : null
  }
}

/**
 * A place sticks to the character after it, as the relative position does. Typing leaves that position
 * unchanged, so it is seen here: a remote change that ends at the caret is taken for its person's.
 */
function moved(caret: Caret, { changes }: ViewUpdate, isRemote: boolean): Caret {
  const head = changes.mapPos(caret.head, 1)
  const anchor = changes.mapPos(caret.anchor, 1)
  let isTyping = false
  if (isRemote) {
    changes.iterChanges((_fromA, _toA, fromB, toB) => {
      isTyping ||= toB === head || (fromB === toB && fromB === head)
    })
  }
  const activeUntil = isTyping ? Date.now() + FLAG_TIME : caret.activeUntil
  return { ...caret, head, anchor, activeUntil }
}

function selectionMarkers(view: EditorView, carets: Iterable<Caret>): RectangleMarker[] {
  const ranges = [...carets].filter(({ anchor, head }) => anchor !== head)
  return ranges.flatMap(({ anchor, head, color }) =>
    RectangleMarker.forRange(
      view,
      `peer-selection person-${color}`,
      EditorSelection.range(within(view, anchor), within(view, head)),
    ),
  )
}

function caretMarkers(view: EditorView, carets: Iterable<Caret>): CaretMarker[] {
  const now = Date.now()
  return [...carets].flatMap(({ head, name, color, activeUntil }) => {
    const at = EditorSelection.cursor(within(view, head))
    return RectangleMarker.forRange(view, '', at).map(
      ({ left, top, height }) =>
        new CaretMarker({ name, color, left, top, height, isActive: activeUntil > now }),
    )
  })
}

/** Until the editor has applied what the document already holds, a place may lie past its end. */
const within = (view: EditorView, pos: number): number => Math.min(pos, view.state.doc.length)

const needsDrawing = (update: ViewUpdate): boolean =>
  update.docChanged ||
  update.viewportChanged ||
  update.transactions.some((each) => each.annotation(caretsChanged) === true)

/** The extension, and the plugin to ask where a person is. */
export function remoteCarets(text: Y.Text, awareness: Awareness) {
  const plugin = ViewPlugin.define((view) => new Carets(view, text, awareness))
  const of = (view: EditorView) => view.plugin(plugin)?.carets.values() ?? []
  const extension: Extension = [
    plugin,
    layer({
      above: false,
      class: 'peer-selections',
      update: needsDrawing,
      markers: (view) => selectionMarkers(view, of(view)),
    }),
    layer({
      above: true,
      class: 'peer-carets',
      update: (update) => {
        const redraws = needsDrawing(update)
        if (redraws || update.geometryChanged) placeFlags(update.view)
        return redraws
      },
      markers: (view) => caretMarkers(view, of(view)),
    }),
    EditorView.domEventObservers({
      scroll: (_event, view) => placeFlags(view),
      mousemove: (event, view) => showFlagUnder(view, event.clientX, event.clientY),
      mouseleave: (_event, view) => showFlagUnder(view, -1, -1),
    }),
  ]
  return { extension, plugin }
}
