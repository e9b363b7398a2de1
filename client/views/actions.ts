/**
 * Actions: everything that can be done from a page's frame, in one list.
 *
 * The menu, the palette, the help and the keys are all made from it: to add one is to add an object here.
 */
import { useEffect, useRef } from 'preact/hooks'
import type { IconName } from './icons.tsx'
import { isMac } from './key-names.ts'

export interface Action {
  readonly id: string
  readonly icon: IconName
  /** What it is called, in the language of the page. */
  readonly words: string
  /** As in «Mod Shift P»: Mod is Ctrl, or ⌘ on a Mac. */
  readonly keys?: string
  /** Other keys for it. */
  readonly also?: string
  /** The editor listens for these keys itself. */
  readonly isEditors?: boolean
  /** Its group in the menu; without one it is in the palette alone. */
  readonly menu?: 'text' | 'you'
  /** False while it cannot be done. */
  readonly isOff?: boolean
  readonly run: () => void
}

/** Those that can be done now. */
export const possible = (actions: readonly Action[]): Action[] =>
  actions.filter(({ isOff }) => isOff !== true)

/** Whether these are the keys that were pressed. A bare key is a letter where something is written. */
export function isPressed(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split(' ')
  const key = parts.at(-1)?.toLowerCase()
  const isMod = isMac() ? event.metaKey : event.ctrlKey
  if (isMod !== parts.includes('Mod') || event.altKey || event.isComposing) return false
  if (!isMod) return event.key === key && !isField(event.target)
  return event.key.toLowerCase() === key && event.shiftKey === parts.includes('Shift')
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, [role=textbox]'))

/** For as long as these can be done here. */
export function useKeys(actions: readonly Action[]): void {
  const now = useRef(actions)
  now.current = actions
  useEffect(() => listenForKeys(() => now.current), [])
}

/** Runs whichever of these the keys mean, before the editor sees them. Returns what ends it. */
function listenForKeys(actions: () => readonly Action[]): () => void {
  const onKey = (event: KeyboardEvent) => {
    if (document.querySelector('dialog[open]') !== null) return
    const own = possible(actions()).filter(({ isEditors }) => isEditors !== true)
    const action = own.find(({ keys = '', also = '' }) =>
      [keys, also].some((each) => each !== '' && isPressed(each, event)),
    )
    if (action === undefined) return
    event.preventDefault()
    event.stopPropagation()
    action.run()
  }
  addEventListener('keydown', onKey, true)
  return () => removeEventListener('keydown', onKey, true)
}
