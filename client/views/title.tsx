/**
 * Title: the document's name, edited in place and live for all.
 *
 * The shared `meta.title` is the truth: each keystroke goes there, and the page's own title follows.
 */
import { useSignalEffect } from '@preact/signals'
import { TITLE_MAX } from '../../shared/protocol.ts'
import type { Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'

interface TitleProps {
  readonly session: Session
  /** Enter goes on to the text. */
  readonly onDone: () => void
}

export function Title({ session, onDone }: TitleProps) {
  useSignalEffect(() => {
    document.title = `${session.title.value || 'Untitled'} · Weft`
  })
  return (
    <input
      class="title"
      aria-label="Title"
      placeholder="Untitled"
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
