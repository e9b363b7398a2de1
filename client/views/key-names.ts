/**
 * Key names: keys as the reader's own keyboard has them.
 */
export const isMac = (): boolean => /Mac|iP(hone|ad)/.test(navigator.userAgent)

/** `Mod` is Ctrl, or ⌘ on a Mac. */
export function keyName(key: string): string {
  if (key === 'Mod') return isMac() ? '⌘' : 'Ctrl'
  if (key === 'Alt') return isMac() ? '⌥' : 'Alt'
  return key === 'Shift' && isMac() ? '⇧' : key
}

/** A binding of CodeMirror's, as in «Mod-Shift-x». */
export function spokenKeys(keys: string): string {
  const names = keys.split('-').map((key) => keyName(key.length === 1 ? key.toUpperCase() : key))
  return names.join(isMac() ? '' : '+')
}
