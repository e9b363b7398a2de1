/**
 * Keys: the dialog that lists the keyboard's ways.
 *
 * Those of the actions, and, where there is one, those that the editor binds beside them; a key is written as the reader's own
 * keyboard has it.
 */
import type { Signal } from '@preact/signals'
import { useWords } from '../words/language.ts'
import { type Action, keyName } from './actions.ts'
import { Dialog } from './dialog.tsx'

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
  readonly hasEditor?: boolean
}

export function KeysDialog({ open, actions, hasEditor = false }: KeysProps) {
  const words = useWords().keys
  const ofActions = actions.flatMap(({ keys, words }) => (keys ? [[keys, words] as const] : []))
  const ofEditor = EDITOR_KEYS.map(([keys, does]) => [keys, words[does]] as const)
  return (
    <Dialog open={open} title={words.title}>
      <dl class="keys">
        {[...(hasEditor ? ofEditor : []), ...ofActions].map(([keys, does]) => (
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
