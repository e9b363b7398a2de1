/**
 * Caret layer: draws carets with their name flags and selections over and under the text.
 *
 * A person has one caret with a flag; those of further ranges are boxes like what is selected.
 *
 * Promises that nothing is touched but what looks different from before, that a crowd is drawn at most
 * every PACE ms while one person's move shows at once, and that a flag stays inside the editor's visible
 * box. Names go in as text, colours as classes: nothing here can be injected into. Whose carets there are,
 * and where, is carets.ts's; when a flag shows is the style's, told by `is-active` and `is-hovered`.
 */
import { EditorSelection, type SelectionRange } from '@codemirror/state'
import { type EditorView, RectangleMarker } from '@codemirror/view'

export interface CaretLook {
  readonly name: string
  readonly color: number
  readonly anchor: number
  readonly head: number
  /** Carets without a flag, and selections, of the same person. */
  readonly others: readonly { readonly anchor: number; readonly head: number }[]
  /** The person moved or typed a moment ago: the flag shows. */
  readonly isActive: boolean
}

interface Place {
  readonly left: number
  readonly top: number
  readonly height: number
}

/** In px, as all geometry here: relative to the scrolled content's top left. */
interface Drawing {
  readonly caret: HTMLElement
  readonly flag: HTMLElement
  place: Place
  flagWidth: number
  selection: readonly RectangleMarker[]
  boxes: readonly HTMLElement[]
}

interface Measured {
  readonly client: number
  /** Undefined when there is no such caret any more. */
  readonly look: CaretLook | undefined
  /** Null where it is not on screen. */
  readonly place: Place | null
  readonly selection: readonly RectangleMarker[]
}

/** In ms: 20 drawings a second are enough to see people move. */
const PACE = 50
/** What a flag needs above its caret. */
const FLAG_HEIGHT = 22
/** How near the pointer must be to a caret to see whose it is. */
const NEAR = 6

export class CaretLayer {
  readonly #view: EditorView
  readonly #lookOf: (client: number) => CaretLook | undefined
  readonly #above = makeLayer('peer-carets')
  readonly #below = makeLayer('peer-selections')
  readonly #drawings = new Map<number, Drawing>()
  /** Whose caret may look different from what is drawn. */
  readonly #stale = new Set<number>()
  #drawn = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(view: EditorView, lookOf: (client: number) => CaretLook | undefined) {
    this.#view = view
    this.#lookOf = lookOf
    view.scrollDOM.append(this.#below, this.#above)
  }

  /** These have moved, or are new, or gone. */
  draw(clients: Iterable<number>): void {
    for (const client of clients) this.#stale.add(client)
    if (this.#stale.size === 0 || this.#timer !== null) return
    const wait = this.#drawn + PACE - performance.now()
    if (wait <= 0) this.#measure()
    else
      this.#timer = setTimeout(() => {
        this.#timer = null
        this.#measure()
      }, wait)
  }

  /** The text under them has changed: no caret may stand in the wrong place for a frame. */
  follow(clients: Iterable<number>): void {
    for (const client of clients) this.#stale.add(client)
    if (this.#stale.size > 0) this.#measure()
  }

  /** Turns each flag to where there is room. */
  placeFlags(): void {
    if (this.#drawings.size === 0) return
    this.#view.requestMeasure({
      key: this.#drawings,
      read: () => visibleBox(this.#view),
      write: (box) => {
        for (const drawing of this.#drawings.values()) turnFlag(drawing, box)
      },
    })
  }

  /** The layer takes no pointer events, so that clicks reach the text: hovering is reckoned. */
  showFlagUnder(clientX: number, clientY: number): void {
    if (this.#drawings.size === 0) return
    const origin = originOf(this.#view)
    const [x, y] = [clientX - origin.left, clientY - origin.top]
    for (const { caret, place } of this.#drawings.values()) {
      const { left, top, height } = place
      const isNear = Math.abs(left - x) < NEAR && y > top - NEAR && y < top + height + NEAR
      setClass(caret, 'is-hovered', isNear)
    }
  }

  destroy(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#above.remove()
    this.#below.remove()
  }

  #measure(): void {
    this.#view.requestMeasure({
      key: this,
      read: () => {
        const origin = originOf(this.#view)
        const measured = [...this.#stale].map((client) => this.#look(client, origin))
        return { measured, box: visibleBox(this.#view) }
      },
      write: ({ measured, box }) => {
        this.#drawn = performance.now()
        this.#stale.clear()
        for (const each of measured) {
          const drawing = this.#update(each)
          if (drawing !== null) turnFlag(drawing, box)
        }
        this.#measureFlags()
      },
    })
  }

  #look(client: number, origin: Origin): Measured {
    const look = this.#lookOf(client)
    if (look === undefined) return { client, look, place: null, selection: [] }
    const { length } = this.#view.state.doc
    // Until the editor has applied what the document already holds, a place may lie past its end.
    const within = ({ anchor, head }: Pick<CaretLook, 'anchor' | 'head'>) =>
      EditorSelection.range(Math.min(anchor, length), Math.min(head, length))
    const main = within(look)
    const others = look.others.map(within)
    const person = `person-${look.color}`
    const selected = [main, ...others].flatMap((range) => selectionBoxes(this.#view, person, range))
    const carets = others.flatMap(({ head }) => caretBox(this.#view, person, head))
    const place = placeOf(this.#view, main.head, origin)
    return { client, look, place, selection: [...selected, ...carets] }
  }

  #update({ client, look, place, selection }: Measured): Drawing | null {
    if (look === undefined || (place === null && selection.length === 0)) {
      this.#remove(client)
      return null
    }
    const drawing = this.#drawings.get(client) ?? this.#add(client)
    setClass(drawing.caret, 'is-away', place === null)
    if (place !== null) moveTo(drawing, place)
    dress(drawing, look)
    this.#select(drawing, selection)
    return drawing
  }

  #add(client: number): Drawing {
    const caret = document.createElement('div')
    const flag = document.createElement('div')
    flag.className = 'caret-flag'
    caret.className = 'caret'
    caret.append(flag)
    this.#above.append(caret)
    const place = { left: Number.NaN, top: Number.NaN, height: Number.NaN }
    const drawing: Drawing = { caret, flag, place, flagWidth: 0, selection: [], boxes: [] }
    this.#drawings.set(client, drawing)
    return drawing
  }

  #select(drawing: Drawing, selection: readonly RectangleMarker[]): void {
    const { selection: old, boxes } = drawing
    if (old.length === selection.length && old.every((each, at) => selection[at]?.eq(each))) return
    const kept = boxes.slice(0, selection.length)
    for (const box of boxes.slice(selection.length)) box.remove()
    drawing.boxes = selection.map((marker, at) => {
      const [box, before] = [kept[at], old[at]]
      if (box !== undefined && before !== undefined && marker.update(box, before)) return box
      const made = marker.draw()
      if (box === undefined) this.#below.append(made)
      else box.replaceWith(made)
      return made
    })
    drawing.selection = selection
  }

  #remove(client: number): void {
    const drawing = this.#drawings.get(client)
    this.#drawings.delete(client)
    drawing?.caret.remove()
    for (const box of drawing?.boxes ?? []) box.remove()
  }

  /** A new name has its width only in the next layout. */
  #measureFlags(): void {
    const news = [...this.#drawings.values()].filter(({ flagWidth }) => flagWidth === 0)
    if (news.length === 0) return
    this.#view.requestMeasure({
      key: this.#above,
      read: () => ({
        widths: news.map(({ flag }) => flag.offsetWidth),
        box: visibleBox(this.#view),
      }),
      write: ({ widths, box }) => {
        for (const [at, drawing] of news.entries()) {
          drawing.flagWidth = widths[at] ?? 0
          turnFlag(drawing, box)
        }
      },
    })
  }
}

function makeLayer(name: string): HTMLElement {
  const layer = document.createElement('div')
  layer.className = `cm-layer ${name}`
  layer.setAttribute('aria-hidden', 'true')
  return layer
}

interface Origin {
  readonly left: number
  readonly top: number
}

/** Where the scrolled content's top left is in the window. */
function originOf({ scrollDOM }: EditorView): Origin {
  const { left, top } = scrollDOM.getBoundingClientRect()
  return { left: left - scrollDOM.scrollLeft, top: top - scrollDOM.scrollTop }
}

function placeOf(view: EditorView, head: number, origin: Origin): Place | null {
  if (head < view.viewport.from || head > view.viewport.to) return null
  const at = view.coordsAtPos(head, 1)
  if (at === null) return null
  return { left: at.left - origin.left, top: at.top - origin.top, height: at.bottom - at.top }
}

function selectionBoxes(view: EditorView, person: string, range: SelectionRange) {
  if (range.empty) return []
  return RectangleMarker.forRange(view, `peer-selection ${person}`, range)
}

function caretBox(view: EditorView, person: string, head: number): readonly RectangleMarker[] {
  if (head < view.viewport.from || head > view.viewport.to) return []
  return RectangleMarker.forRange(view, `peer-caret ${person}`, EditorSelection.cursor(head, 1))
}

interface Box {
  readonly top: number
  readonly right: number
}

const visibleBox = ({ scrollDOM }: EditorView): Box => ({
  top: scrollDOM.scrollTop,
  right: scrollDOM.scrollLeft + scrollDOM.clientWidth,
})

/** A class that is set as it already is still counts as a change: it is asked first. */
function setClass(element: HTMLElement, name: string, isSet: boolean): void {
  if (element.classList.contains(name) !== isSet) element.classList.toggle(name, isSet)
}

/** By `transform`, which asks for no layout. */
function moveTo(drawing: Drawing, place: Place): void {
  const { left, top, height } = drawing.place
  const { style } = drawing.caret
  if (left !== place.left || top !== place.top)
    style.transform = `translate(${place.left}px, ${place.top}px)`
  if (height !== place.height) style.height = `${place.height}px`
  drawing.place = place
}

function dress(drawing: Drawing, { name, color, isActive }: CaretLook): void {
  const { caret, flag } = drawing
  const person = `person-${color}`
  if (!caret.classList.contains(person)) {
    for (const each of [...caret.classList])
      if (each.startsWith('person-')) caret.classList.remove(each)
    caret.classList.add(person)
  }
  setClass(caret, 'is-active', isActive)
  if (flag.textContent === name) return
  flag.textContent = name
  drawing.flagWidth = 0
}

function turnFlag({ caret, place, flagWidth }: Drawing, { top, right }: Box): void {
  setClass(caret, 'is-below', place.top - FLAG_HEIGHT < top)
  setClass(caret, 'is-left', place.left + flagWidth > right - 4)
}
