/**
 * Tools: the commands as the page offers them: by key, and by whoever shows which of them are on.
 *
 * Promises that each is one step for undo, whatever was typed just before and after; and that what is on
 * is told only when it has changed. What the commands do is commands.ts's.
 */
import { type Extension, Prec, type StateCommand } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { UndoManager } from 'yjs'
import { COMMANDS, type Command, type CommandId } from './commands.ts'

/** Of an editor, to be shown and used elsewhere. */
export interface Tools {
  /** Which commands are on for what is selected; null while there are none: in code, before Markdown is loaded. */
  readonly on: ReadonlySignal<ReadonlySet<CommandId> | null>
  /** And goes back to the text. */
  readonly run: (command: Command) => void
}

/** What the editor's extensions and whoever offers the commands have in common. */
export interface Toolbox {
  readonly on: Signal<ReadonlySet<CommandId> | null>
  readonly asOneStep: (view: EditorView, run: StateCommand) => boolean
}

export function createToolbox(undoManager: UndoManager): Toolbox {
  return {
    on: signal(null),
    asOneStep: (view, run) => {
      undoManager.stopCapturing()
      const isDone = run(view)
      undoManager.stopCapturing()
      return isDone
    },
  }
}

export const toolsOf = ({ on, asOneStep }: Toolbox, view: EditorView): Tools => ({
  on,
  run: ({ run }) => {
    asOneStep(view, run)
    view.focus()
  },
})

function tell(on: Toolbox['on'], { state }: EditorView): void {
  const next = COMMANDS.filter(({ isOn }) => isOn?.(state)).map(({ id }) => id)
  const known = on.peek()
  if (known?.size === next.length && next.every((id) => known.has(id))) return
  on.value = new Set(next)
}

/** For a text in Markdown. */
export function markdownTools({ on, asOneStep }: Toolbox): Extension {
  const bindings = COMMANDS.flatMap(({ keys, run }) =>
    keys === null
      ? []
      : [{ key: keys, run: (view: EditorView) => asOneStep(view, run), preventDefault: true }],
  )
  return [
    Prec.high(keymap.of(bindings)),
    EditorView.updateListener.of(({ view }) => tell(on, view)),
  ]
}
