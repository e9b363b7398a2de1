/**
 * Own undo: takes back, or does again, what this person did, in whichever editor it is asked.
 */
import type { Command } from '@codemirror/view'
import { yUndoManagerKeymap } from 'y-codemirror.next'

const commandOf =
  (keys: string): Command =>
  (view) =>
    yUndoManagerKeymap.find(({ key }) => key === keys)?.run?.(view) ?? false

export const undo = commandOf('Mod-z')
export const redo = commandOf('Mod-Shift-z')
