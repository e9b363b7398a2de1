/**
 * Key habit: the keys of another editor, for whoever has them in the fingers.
 *
 * What there is to choose, and what such keys are handed. chosen-keys.ts puts them into the editor.
 */
import type { ReadonlySignal } from '@preact/signals'
import type { UndoManager } from 'yjs'
import type { Words } from '../words/en.ts'

export const KEY_HABITS = ['usual', 'vim', 'emacs'] as const
export type KeyHabit = (typeof KEY_HABITS)[number]

/** What was chosen, and what those keys have to say. */
export interface KeyChoice {
  readonly habit: ReadonlySignal<KeyHabit>
  /** Whether all is saved, in words. */
  readonly saved: ReadonlySignal<string>
}

/** What those keys reach beside the text. */
export interface KeyDesk {
  readonly undoManager: UndoManager
  readonly saved: ReadonlySignal<string>
  readonly words: ReadonlySignal<Words>
}
