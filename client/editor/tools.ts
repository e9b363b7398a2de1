/**
 * Tools: the commands as the page offers them: which of them are on, and running one.
 *
 * Promises that each is one step for undo, whatever was typed just before and after. What the commands do is
 * commands.ts's; who tells what is on, and their keys, come with Markdown (markdown-tools.ts).
 */
import type { StateCommand } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { UndoManager } from 'yjs'
import type { Command, CommandId } from './commands.ts'

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
