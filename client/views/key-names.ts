/**
 * Key names: a binding of CodeMirror's, as the reader's own keyboard has it.
 */
export function spokenKeys(keys: string): string {
  const isMac = /Mac|iP(hone|ad)/.test(navigator.userAgent)
  const named = (key: string) => {
    if (key === 'Mod') return isMac ? '⌘' : 'Ctrl'
    if (key === 'Alt') return isMac ? '⌥' : 'Alt'
    if (key === 'Shift') return isMac ? '⇧' : 'Shift'
    return key.toUpperCase()
  }
  return keys
    .split('-')
    .map(named)
    .join(isMac ? '' : '+')
}
