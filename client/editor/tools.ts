/**
 * Tools: the commands as the page offers them: which of them are on, and running one.
 *
 * Promises that each is one step for undo (`asOneStep`, for others, too). What the commands do is
 * commands.ts's; who tells what is on, and their keys, come with Markdown (markdown-tools.ts).
 */
import { type Extension, Facet, type StateCommand } from '@codemirror/state'
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
  /** Lets `asOneStep` find what undoes. */
  readonly extension: Extension
}

const undoing = Facet.define<UndoManager, UndoManager | undefined>({ combine: ([own]) => own })

export function createToolbox(undoManager: UndoManager): Toolbox {
  return { on: signal(null), extension: undoing.of(undoManager) }
}

/** For undo, whatever was typed just before and after. */
export function asOneStep(view: EditorView, run: StateCommand): boolean {
  const undoManager = view.state.facet(undoing)
  undoManager?.stopCapturing()
  const isDone = run(view)
  undoManager?.stopCapturing()
  return isDone
}

export const toolsOf = ({ on }: Toolbox, view: EditorView): Tools => ({
  on,
  run: ({ run }) => {
    asOneStep(view, run)
    view.focus()
  },
})
