/**
 * Still: what somebody reads stays where it is while others write above it.
 *
 * CodeMirror keeps the first visible line in its place through one change between two frames, and loses
 * it when there are more: it looks for that line by a scroll position from before the first. So the line is
 * held here, from when the view last came to rest until the frame after the others' changes. What one does
 * oneself may scroll.
 */
import { type EditorView, type PluginValue, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { isRemote } from './remote.ts'

interface Hold {
  readonly pos: number
  /** In px: from the top of what is visible down to the top of the line. */
  readonly offset: number
}

class Still implements PluginValue {
  readonly #view: EditorView
  #hold: Hold | null = null
  #frame: number | null = null

  constructor(view: EditorView) {
    this.#view = view
  }

  update(update: ViewUpdate): void {
    const { docChanged, selectionSet, changes } = update
    if (!docChanged && !selectionSet) return
    if (!isRemote(update)) this.#letGo()
    else if (this.#hold !== null) {
      this.#hold = { ...this.#hold, pos: changes.mapPos(this.#hold.pos, 1) }
      // Asked for after CodeMirror's own, so it comes after that, and before anything is painted.
      this.#frame ??= requestAnimationFrame(() => this.#restore())
    }
  }

  /** Whatever scrolled, a person or CodeMirror: unless others' changes are still to be drawn, it is at rest. */
  scrolled(): void {
    if (this.#frame === null) this.#hold = this.#look()
  }

  destroy(): void {
    this.#letGo()
  }

  #letGo(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    this.#frame = null
    this.#hold = null
    // The end of this turn's scrolling tells, or, where there was none, the next frame.
    requestAnimationFrame(() => this.scrolled())
  }

  #height(): number {
    return this.#view.scrollDOM.getBoundingClientRect().top - this.#view.documentTop
  }

  /** At the top of the page there is nothing above that could push it. */
  #look(): Hold | null {
    const height = this.#height()
    if (height <= 0) return null
    const { from, top } = this.#view.lineBlockAtHeight(height)
    return { pos: from, offset: top - height }
  }

  #restore(): void {
    this.#frame = null
    const hold = this.#hold
    if (hold === null) return
    const { top } = this.#view.lineBlockAt(Math.min(hold.pos, this.#view.state.doc.length))
    const moved = top - this.#height() - hold.offset
    if (Math.abs(moved) > 1) this.#view.scrollDOM.scrollTop += moved
  }
}

export const still = ViewPlugin.define((view) => new Still(view), {
  eventObservers: {
    scroll() {
      this.scrolled()
    },
  },
})
