/**
 * Copy text: to the clipboard, also where the browser has no clipboard API (plain http on a LAN).
 *
 * Promises true only when the text was copied. Steals the focus for a moment in the old way.
 */

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyTheOldWay(text)
  }
}

function copyTheOldWay(text: string): boolean {
  const before = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'visually-hidden'
  // Inside an open dialog: what is outside of it is inert and cannot be selected.
  const host = document.querySelector('dialog[open]') ?? document.body
  host.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus()
  return isCopied
}

/** Saves the text as a file of this title. */
export function downloadText(text: string, title: string): void {
  const name = title.replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim() || 'untitled'
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/markdown;charset=utf-8' }))
  link.download = `${name}.md`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}
