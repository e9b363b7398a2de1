/**
 * Copy button: copies what it is given and says for a moment that it did.
 *
 * The feedback is in words, and is read out; a copy that failed says so until it is tried again.
 */
import { useSignal } from '@preact/signals'
import { useWords } from '../words/language.ts'
import { copyText } from './copy-text.ts'
import { Glyph } from './icons.tsx'

interface CopyButtonProps {
  /** What the button is called. */
  readonly label: string
  /** What is written on it, when that may be shorter. */
  readonly words?: string
  readonly text: () => string
  readonly isMain?: boolean
  /** Gets the focus when the dialog around it opens. */
  readonly isFirst?: boolean
}

const SHOWN = 2000

/**
 * Once it is in the page: as a prop it would ask the whole page for the focus, not the dialog. One that is
 * open already has been fetched late.
 */
function focusFirst(button: HTMLButtonElement | null): void {
  if (button === null) return
  button.autofocus = true
  if (button.closest('dialog')?.open) button.focus()
}

export function CopyButton(props: CopyButtonProps) {
  const { label, words = label, text, isMain = false, isFirst = false } = props
  const { copied, byHand } = useWords().copying
  const result = useSignal<boolean | null>(null)
  const copy = async () => {
    result.value = await copyText(text())
    setTimeout(() => {
      if (result.peek() === true) result.value = null
    }, SHOWN)
  }
  const said = result.value === null ? words : result.value ? copied : byHand
  return (
    <button
      ref={isFirst ? focusFirst : null}
      type="button"
      class={isMain ? 'button is-main' : 'button'}
      aria-label={result.value === null ? label : said}
      onClick={() => void copy()}
    >
      <Glyph name={result.value === true ? 'check' : 'copy'} />
      <span aria-live="polite">{said}</span>
    </button>
  )
}
