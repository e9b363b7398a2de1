/**
 * Keys: the dialog that lists the keyboard's ways.
 *
 * Those of the actions, and, where there is a text, those that its editor binds beside them; a key is written as the reader's
 * own keyboard has it. With another editor's keys the text has those, and the list what remains.
 */
import type { ReadonlySignal, Signal } from '@preact/signals'
import type { KeyHabit } from '../editor/key-habit.ts'
import { useWords } from '../words/language.ts'
import type { Action } from './actions.ts'
import { Dialog } from './dialog.tsx'
import { keyName } from './key-names.ts'

const EDITOR_KEYS = [
  ['Mod D', 'nextSame'],
  ['Alt ↑', 'lineUp'],
  ['Alt ↓', 'lineDown'],
  ['Tab', 'indent'],
  ['Esc Tab', 'leave'],
] as const

interface KeysProps {
  readonly open: Signal<boolean>
  readonly actions: readonly Action[]
  /** Whose keys the text has, where there is one. */
  readonly habit?: ReadonlySignal<KeyHabit>
}

export function KeysDialog({ open, actions, habit }: KeysProps) {
  const { keys: words, keyHabit } = useWords()
  const whose = habit?.value ?? 'usual'
  const ofOthers = whose === 'usual' ? null : keyHabit.help[whose]
  const ofActions = actions.flatMap(({ keys, words, isEditors }) =>
    keys && !(isEditors && ofOthers) ? [[keys, words] as const] : [],
  )
  const ofEditor = EDITOR_KEYS.filter(([, does]) => does === 'leave' || !ofOthers).map(
    ([keys, does]) => [keys, words[does]] as const,
  )
  return (
    <Dialog open={open} title={words.title}>
      {ofOthers && <p>{ofOthers}</p>}
      <dl class="keys">
        {[...(habit ? ofEditor : []), ...ofActions].map(([keys, does]) => (
          <div key={keys}>
            <dt>{does}</dt>
            <dd>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{keyName(key)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
