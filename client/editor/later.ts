/**
 * Later: what nobody needs in order to type, put into the editor as soon as it has been loaded.
 *
 * Promises that the editor is asked for nothing but its text meanwhile: the caret, the selection and
 * what is being typed stay. Where it cannot be loaded the text stays plain, and it is tried again.
 */
import { Compartment, type Extension } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'

/** In ms: before another try, doubled each time. */
const PAUSE = 2_000
const LONGEST_PAUSE = 60_000

export interface Later {
  /** Its place among the editor's extensions. */
  readonly slot: Extension
  /** Begins to load. Returns what ends that. */
  readonly fill: (view: EditorView) => () => void
}

export function later(load: () => Promise<Extension>): Later {
  const slot = new Compartment()
  const fill = (view: EditorView) => {
    let isOver = false
    const attempt = (pause: number) => {
      load().then(
        (loaded) => {
          if (!isOver) view.dispatch({ effects: slot.reconfigure(loaded) })
        },
        () => {
          if (isOver) return
          timer = setTimeout(attempt, pause, Math.min(pause * 2, LONGEST_PAUSE))
        },
      )
    }
    // Not in this turn: what is needed to type has asked for its own first.
    let timer = setTimeout(attempt, 0, PAUSE)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }
  return { slot: slot.of([]), fill }
}
