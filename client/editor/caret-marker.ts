/**
 * Caret marker: one person's caret with its name flag, as a piece of a CodeMirror layer.
 *
 * Promises that the flag stays inside the editor's visible box: below the caret where there is no room
 * above, to its left where there is none to the right. Text goes in as text, colour as a class: nothing
 * here can be injected into. When a flag shows is told from outside (`isActive`) and by the style.
 */
import type { EditorView, LayerMarker } from '@codemirror/view'

export interface CaretLook {
  readonly name: string
  readonly color: number
  readonly left: number
  readonly top: number
  readonly height: number
  /** The person moved or typed a moment ago: the flag shows. */
  readonly isActive: boolean
}

/** In px: what a flag needs above its caret. */
const FLAG_HEIGHT = 22

export class CaretMarker implements LayerMarker {
  readonly look: CaretLook

  constructor(look: CaretLook) {
    this.look = look
  }

  eq(other: CaretMarker): boolean {
    const keys = Object.keys(this.look) as (keyof CaretLook)[]
    return keys.every((key) => this.look[key] === other.look[key])
  }

  draw(): HTMLElement {
    const caret = document.createElement('div')
    const flag = document.createElement('div')
    flag.className = 'caret-flag'
    caret.append(flag)
    this.#dress(caret)
    return caret
  }

  update(caret: HTMLElement): boolean {
    this.#dress(caret)
    return true
  }

  #dress(caret: HTMLElement): void {
    const { name, color, left, top, height, isActive } = this.look
    const flips = ['is-below', 'is-left', 'is-hovered'].filter((each) =>
      caret.classList.contains(each),
    )
    caret.className = [
      'caret',
      `person-${color}`,
      ...flips,
      ...(isActive ? ['is-active'] : []),
    ].join(' ')
    caret.style.left = `${left}px`
    caret.style.top = `${top}px`
    caret.style.height = `${height}px`
    const flag = caret.firstElementChild
    if (flag !== null && flag.textContent !== name) flag.textContent = name
  }
}

const caretsOf = (view: EditorView): HTMLElement[] => [
  ...view.scrollDOM.querySelectorAll<HTMLElement>('.caret'),
]

/** Turns each flag to where there is room. Reads first and writes last: one layout for all. */
export function placeFlags(view: EditorView): void {
  view.requestMeasure({
    key: placeFlags,
    read: () => {
      const box = view.scrollDOM.getBoundingClientRect()
      const right = box.left + view.scrollDOM.clientWidth
      return caretsOf(view).map((caret) => {
        const at = caret.getBoundingClientRect()
        const width = caret.firstElementChild?.getBoundingClientRect().width ?? 0
        return { caret, below: at.top - FLAG_HEIGHT < box.top, left: at.left + width > right - 4 }
      })
    },
    write: (places) => {
      for (const { caret, below, left } of places) {
        caret.classList.toggle('is-below', below)
        caret.classList.toggle('is-left', left)
      }
    },
  })
}

/** In px: how near the pointer must be to a caret to see whose it is. */
const NEAR = 6

/** The layer takes no pointer events, so that clicks reach the text: hovering is measured. */
export function showFlagUnder(view: EditorView, x: number, y: number): void {
  for (const caret of caretsOf(view)) {
    const at = caret.getBoundingClientRect()
    const isNear = Math.abs(at.left - x) < NEAR && y > at.top - NEAR && y < at.bottom + NEAR
    caret.classList.toggle('is-hovered', isNear)
  }
}
