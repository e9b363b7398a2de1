/**
 * Carets: the other people's carets and selections.
 *
 * Promises one caret per awareness client but your own; to survive any nonsense in a state; and to
 * carry a caret through the edits between two awareness messages without walking the document. Tells
 * the layer (caret-layer.ts) whose caret has changed, and the editor nothing: a caret that moves is no
 * transaction. One's own is own-caret.ts's.
 */
import type { Extension } from '@codemirror/state'
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { AwarenessState } from '../../shared/protocol.ts'
import { personOf } from '../session/people.ts'
import { CaretLayer, type CaretLook } from './caret-layer.ts'
import { type CursorPositions, readCursor, readSelections } from './cursor.ts'
import { isRemote } from './remote.ts'

/** In ms: how long a flag shows after its person moved. */
const FLAG_TIME = 2500

interface Caret extends CursorPositions {
  /** What else its person has selected, with carets of their own. */
  readonly others: readonly CursorPositions[]
  readonly name: string
  readonly color: number
  /** In ms since 1970: until when the flag shows. */
  readonly activeUntil: number
}

type Changes = { added: number[]; updated: number[]; removed: number[] }

export class Carets implements PluginValue {
  readonly carets = new Map<number, Caret>()
  readonly layer: CaretLayer
  readonly #text: Y.Text
  readonly #awareness: Awareness
  /** Clients whose place is in text that has not arrived yet. */
  readonly #waiting = new Set<number>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(view: EditorView, text: Y.Text, awareness: Awareness) {
    this.layer = new CaretLayer(view, (client) => this.#look(client))
    this.#text = text
    this.#awareness = awareness
    for (const client of awareness.getStates().keys()) this.#place(client, 0)
    this.layer.draw(this.carets.keys())
    awareness.on('change', this.#onAwareness)
  }

  update(update: ViewUpdate): void {
    if (update.docChanged) this.#carry(update)
    if (update.geometryChanged) this.layer.follow(this.carets.keys())
  }

  /** What is written, how it is styled or which part of it is drawn has changed. */
  docViewUpdate(): void {
    this.layer.follow(this.carets.keys())
  }

  #carry(update: ViewUpdate): void {
    const isTheirs = isRemote(update)
    for (const [client, caret] of this.carets)
      this.carets.set(client, moved(caret, update, isTheirs))
    if (isTheirs)
      for (const client of [...this.#waiting]) this.#place(client, Date.now() + FLAG_TIME)
    this.#fadeLater()
  }

  destroy(): void {
    this.#awareness.off('change', this.#onAwareness)
    this.layer.destroy()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  /** The caret of the first of these clients that has one, with its flag up for a moment. */
  point(clients: readonly number[]): CursorPositions | undefined {
    const client = clients.find((each) => this.carets.has(each))
    const caret = client === undefined ? undefined : this.carets.get(client)
    if (client === undefined || caret === undefined) return undefined
    this.carets.set(client, { ...caret, activeUntil: Date.now() + FLAG_TIME })
    this.layer.draw([client])
    this.#fadeLater()
    return caret
  }

  readonly #onAwareness = ({ added, updated, removed }: Changes): void => {
    const own = this.#awareness.clientID
    const others = [...added, ...updated, ...removed].filter((client) => client !== own)
    if (others.length === 0) return
    for (const client of others) this.#place(client, Date.now() + FLAG_TIME)
    this.layer.draw(others)
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
      others: readSelections(state?.selections, this.#text),
      name,
      color,
      activeUntil: isStill ? old.activeUntil : activeUntil,
    })
  }

  #look(client: number): CaretLook | undefined {
    const caret = this.carets.get(client)
    return caret && { ...caret, isActive: caret.activeUntil > Date.now() }
  }

  /** One timer, which is not moved by every move: when it is early, it waits for the flag that fades next. */
  #fadeLater(): void {
    if (this.#timer !== null) return
    const now = Date.now()
    const ends = [...this.carets.values()].map((caret) => caret.activeUntil)
    const next = Math.min(...ends.filter((end) => end > now))
    if (!Number.isFinite(next)) return
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        const faded = [...this.carets].filter(([, caret]) => caret.activeUntil <= Date.now())
        this.layer.draw(faded.map(([client]) => client))
        this.#fadeLater()
      },
      next - now + 1,
    )
  }
}

/**
 * A place sticks to the character after it, as the relative position does. Typing leaves that position
 * unchanged, so it is seen here: a remote change that ends at the caret is taken for its person's.
 */
function moved(caret: Caret, { changes }: ViewUpdate, isTheirs: boolean): Caret {
  const map = (range: CursorPositions) => ({
    head: changes.mapPos(range.head, 1),
    anchor: changes.mapPos(range.anchor, 1),
  })
  const { head, anchor } = map(caret)
  let isTyping = false
  if (isTheirs) {
    changes.iterChanges((_fromA, _toA, fromB, toB) => {
      isTyping ||= toB === head || (fromB === toB && fromB === head)
    })
  }
  const activeUntil = isTyping ? Date.now() + FLAG_TIME : caret.activeUntil
  return { ...caret, head, anchor, others: caret.others.map(map), activeUntil }
}

/** The extension, and the plugin to ask where a person is. */
export function remoteCarets(text: Y.Text, awareness: Awareness) {
  const plugin = ViewPlugin.define((view) => new Carets(view, text, awareness), {
    eventObservers: {
      scroll() {
        this.layer.placeFlags()
      },
      mousemove(event) {
        this.layer.showFlagUnder(event.clientX, event.clientY)
      },
      mouseleave() {
        this.layer.showFlagUnder(-1, -1)
      },
    },
  })
  const extension: Extension = plugin
  return { extension, plugin }
}
