/**
 * Keys: the dialog that lists the keyboard's ways.
 *
 * Only what the editor really binds; a key is written as the reader's own keyboard has it.
 */
import type { Signal } from '@preact/signals'
import type { Words } from '../words/en.ts'
import { useWords } from '../words/language.ts'
import { Dialog } from './dialog.tsx'

const KEYS: readonly (readonly [keys: string, does: Exclude<keyof Words['keys'], 'title'>])[] = [
  ['Mod Z', 'undo'],
  ['Mod Shift Z', 'redo'],
  ['Mod F', 'find'],
  ['Mod D', 'nextSame'],
  ['Alt ↑', 'lineUp'],
  ['Alt ↓', 'lineDown'],
  ['Tab', 'indent'],
  ['Esc Tab', 'leave'],
]

function named(key: string, isMac: boolean): string {
  if (key === 'Mod') return isMac ? '⌘' : 'Ctrl'
  if (key === 'Alt') return isMac ? '⌥' : 'Alt'
  return key === 'Shift' && isMac ? '⇧' : key
}

export function KeysDialog({ open }: { readonly open: Signal<boolean> }) {
  const words = useWords().keys
  const isMac = /Mac|iP(hone|ad)/.test(navigator.userAgent)
  return (
    <Dialog open={open} title={words.title}>
      <dl class="keys">
        {KEYS.map(([keys, does]) => (
          <div key={keys}>
            <dt>{words[does]}</dt>
            <dd>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{named(key, isMac)}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
