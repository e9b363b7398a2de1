/**
 * Commands: what can be done to Markdown, each by its name, with its keys.
 *
 * The one list that the keyboard, the toolbar and whoever else wants to offer them read. Each is a pure
 * CodeMirror command: it works on every selection, in one transaction. What they are called is
 * words/'s; undo in one step is tools.ts's.
 */
import type { EditorState, StateCommand } from '@codemirror/state'
import { BOLD, CODE, ITALIC, isInside, STRIKE, toggleLink, toggleMark } from './inline-marks.ts'
import { insertRule, insertTable } from './insertions.ts'
import { heading, list, quote } from './line-marks.ts'

export type CommandId =
  | 'bold'
  | 'italic'
  | 'strike'
  | 'code'
  | 'link'
  | 'heading1'
  | 'heading2'
  | 'heading3'
  | 'bullets'
  | 'numbers'
  | 'tasks'
  | 'quote'
  | 'table'
  | 'rule'

export interface Command {
  readonly id: CommandId
  /** As CodeMirror writes them (`Mod` is Cmd on a Mac, else Ctrl); null: none. */
  readonly keys: string | null
  readonly run: StateCommand
  /** Of one that toggles: whether it is on for all that is selected. */
  readonly isOn?: (state: EditorState) => boolean
}

export const COMMANDS: readonly Command[] = [
  { id: 'bold', keys: 'Mod-b', run: toggleMark(BOLD), isOn: isInside(BOLD.node) },
  { id: 'italic', keys: 'Mod-i', run: toggleMark(ITALIC), isOn: isInside(ITALIC.node) },
  { id: 'strike', keys: 'Mod-Shift-x', run: toggleMark(STRIKE), isOn: isInside(STRIKE.node) },
  { id: 'code', keys: 'Mod-e', run: toggleMark(CODE), isOn: isInside(CODE.node) },
  { id: 'link', keys: 'Mod-k', run: toggleLink, isOn: isInside('Link') },
  { id: 'heading1', keys: 'Mod-Alt-1', ...heading(1) },
  { id: 'heading2', keys: 'Mod-Alt-2', ...heading(2) },
  { id: 'heading3', keys: 'Mod-Alt-3', ...heading(3) },
  { id: 'bullets', keys: 'Mod-Shift-8', ...list('bullet') },
  { id: 'numbers', keys: 'Mod-Shift-7', ...list('ordered') },
  { id: 'tasks', keys: 'Mod-Shift-9', ...list('task') },
  { id: 'quote', keys: 'Mod-Shift-.', ...quote },
  { id: 'table', keys: null, run: insertTable },
  { id: 'rule', keys: null, run: insertRule },
]
