/**
 * Keys: the dialog that lists the keyboard's ways.
 *
 * Only what the editor really binds; a key is written as the reader's own keyboard has it.
 */
import type { Signal } from '@preact/signals'
import { Dialog } from './dialog.tsx'

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ['Mod Z', 'Undo what you did'],
  ['Mod Shift Z', 'Redo'],
  ['Mod F', 'Find and replace'],
  ['Mod D', 'Select the next same word'],
  ['Alt ↑', 'Move the line up'],
  ['Alt ↓', 'Move the line down'],
  ['Tab', 'Indent'],
  ['Esc Tab', 'Leave the text'],
]

function named(key: string, isMac: boolean): string {
  if (key === 'Mod') return isMac ? '⌘' : 'Ctrl'
  if (key === 'Alt') return isMac ? '⌥' : 'Alt'
  return key === 'Shift' && isMac ? '⇧' : key
}

export function KeysDialog({ open }: { readonly open: Signal<boolean> }) {
  const isMac = /Mac|iP(hone|ad)/.test(navigator.userAgent)
  return (
    <Dialog open={open} title="Keyboard">
      <dl class="keys">
        {KEYS.map(([keys, does]) => (
          <div key={keys}>
            <dt>{does}</dt>
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
