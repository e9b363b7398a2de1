/**
 * Title: the document's name, edited in place and live for all.
 *
 * The shared `meta.title` is the truth: each keystroke goes there, and the page's own title follows, with
 * how much has come meanwhile when it is in the background.
 */
import { effect, type ReadonlySignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { TITLE_MAX } from '../../shared/protocol.ts'
import type { Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'
import { useWords } from '../words/language.ts'

interface TitleProps {
  readonly session: Session
  /** How much; not before somebody counts it. */
  readonly unseen: ReadonlySignal<number> | undefined
  /** Enter goes on to the text. */
  readonly onDone: () => void
}

export function Title({ session, unseen, onDone }: TitleProps) {
  const words = useWords().common
  useEffect(
    () =>
      effect(() => {
        const count = unseen?.value ?? 0
        const mark = count > 0 ? `(${count}) ` : ''
        document.title = `${mark}${session.title.value || words.untitled} · Weft`
      }),
    [session, unseen, words],
  )
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
