/**
 * Title: the document's name, edited in place and live for all.
 *
 * The shared `meta.title` is the truth: each keystroke goes there, and the page's own title follows.
 */
import { useSignalEffect } from '@preact/signals'
import { TITLE_MAX } from '../../shared/protocol.ts'
import type { Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'
import { useWords } from '../words/language.ts'

interface TitleProps {
  readonly session: Session
  /** Enter goes on to the text. */
  readonly onDone: () => void
}

export function Title({ session, onDone }: TitleProps) {
  const words = useWords().common
  useSignalEffect(() => {
    document.title = `${session.title.value || words.untitled} · Weft`
  })
  return (
    <input
      class="title"
      aria-label={words.title}
      placeholder={words.untitled}
      autocomplete="off"
      maxLength={TITLE_MAX}
      readOnly={!canWrite(session.role.value)}
      value={session.title.value}
      onInput={(event) => session.setTitle(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || event.isComposing) return
        event.preventDefault()
        onDone()
      }}
    />
  )
}
