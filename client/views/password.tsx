/**
 * Password: the screen of a link that asks for one.
 *
 * Nothing of the document is shown before it is given, and it is kept in no more than this tab's memory.
 */
import { useSignal } from '@preact/signals'
import { PASSWORD_MAX } from '../../shared/protocol.ts'
import type { Session } from '../session/session.ts'
import { useWords } from '../words/language.ts'
import { Frame } from './trouble.tsx'

export function PasswordPage({ session }: { readonly session: Session }) {
  const words = useWords().password
  const draft = useSignal('')
  const isWrong = session.lock.value === 'wrong'
  const unlock = (event: Event) => {
    event.preventDefault()
    if (draft.value !== '') session.unlock(draft.value)
  }
  return (
    <Frame title={words.title}>
      <p>{words.says}</p>
      <form class="stack" onSubmit={unlock}>
        <div class="field-row">
          <input
            class="field"
            type="password"
            aria-label={words.label}
            aria-invalid={isWrong}
            autocomplete="off"
            maxLength={PASSWORD_MAX}
            value={draft.value}
            autofocus
            onInput={(event) => {
              draft.value = event.currentTarget.value
            }}
          />
          <button type="submit" class="button is-main">
            {words.open}
          </button>
        </div>
        {isWrong && <p role="alert">{words.wrong}</p>}
      </form>
    </Frame>
  )
}
