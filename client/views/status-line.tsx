/**
 * Status line: the icon and the words for where the text is.
 *
 * What everyone sees changes with every pause in typing; what a screen reader hears unasked is only
 * trouble, and its end.
 */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals'
import type { Session } from '../session/session.ts'
import { isTrouble, STATUS_ICONS } from '../session/status.ts'
import { useWordsSignal } from '../words/language.ts'
import { Glyph } from './icons.tsx'
import { statusWords } from './status-words.ts'

export function StatusLine({ session }: { readonly session: Session }) {
  const all = useWordsSignal()
  const said = useSignal('')
  const look = useComputed(() =>
    statusWords(all.value, session.status.value, session.role.value, session.refusal.value),
  )
  const id = session.status.value
  useSignalEffect(() => {
    const now = session.status.value
    if (isTrouble(now)) said.value = look.value.words
    else if (said.peek() !== '' && now === 'saved') said.value = look.value.words
  })
  const { words, short } = look.value
  return (
    <>
      <div class="status" role="status" aria-live="off" data-status={id} title={words}>
        <Glyph name={STATUS_ICONS[id]} />
        <span class="status-words" data-short={short}>
          {words}
        </span>
      </div>
      <div class="visually-hidden" aria-live="polite">
        {said}
      </div>
    </>
  )
}
