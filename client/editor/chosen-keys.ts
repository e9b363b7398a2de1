/**
 * Chosen keys: puts another editor's keys over the text, and takes them away, as they are chosen.
 *
 * They are loaded when they are chosen. Promises that a reader has the usual keys: those of other editors
 * ask nobody before they write.
 */
import type { Extension } from '@codemirror/state'
import type { EditorView } from '@codemirror/view'
import { computed, effect } from '@preact/signals'
import type { Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'
import type { KeyChoice, KeyDesk, KeyHabit } from './key-habit.ts'
import { type Later, later } from './later.ts'

async function keysOf(habit: KeyHabit, desk: KeyDesk): Promise<Extension> {
  if (habit === 'vim') return (await import('./vim.ts')).vimKeys(desk)
  if (habit === 'emacs') return (await import('./emacs.ts')).emacsKeys()
  return []
}

export function chosenKeys(session: Session, { habit }: KeyChoice, desk: KeyDesk): Later {
  const now = computed(() => (canWrite(session.role.value) ? habit.value : 'usual'))
  const keys = later(() => keysOf(now.peek(), desk))
  const fill = (view: EditorView) =>
    effect(() => {
      void now.value
      return keys.fill(view)
    })
  return { slot: keys.slot, fill }
}
