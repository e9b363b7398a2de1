/**
 * Own undo: takes back, or does again, what this person did, in whichever editor it is asked.
 *
 * Promises that nothing is changed for a reader, who may have written before.
 */
import type { Command, KeyBinding } from '@codemirror/view'
import { yUndoManagerKeymap } from 'y-codemirror.next'

export const undoKeys: readonly KeyBinding[] = yUndoManagerKeymap.map((each) => ({
  ...each,
  run: (view) => view.state.readOnly || (each.run?.(view) ?? false),
}))

const commandOf =
  (keys: string): Command =>
  (view) =>
    undoKeys.find(({ key }) => key === keys)?.run?.(view) ?? false

export const undo = commandOf('Mod-z')
export const redo = commandOf('Mod-Shift-z')
