/**
 * Text language: what a document's text is written in, for all who open it.
 *
 * By the title unless somebody chooses. The list is long, and comes when somebody wants to see it.
 */
import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import type { Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'
import { MARKDOWN } from '../session/text-kind.ts'
import { useWords } from '../words/language.ts'

export function TextLanguage({ session }: { readonly session: Session }) {
  const words = useWords().writing
  const id = useId()
  const chosen = session.language.value
  const known = useSignal<readonly string[]>([])
  if (!canWrite(session.role.value)) return null
  const load = async () => {
    known.value = (await import('../editor/code.ts')).languageNames
  }
  const named = [MARKDOWN, ...known.value.filter((name) => name !== MARKDOWN)]
  const names = chosen === null || named.includes(chosen) ? named : [...named, chosen]
  return (
    <div class="menu-choice">
      <label for={id}>{words.language}</label>
      <select
        id={id}
        value={chosen ?? ''}
        onFocus={() => void load()}
        onPointerEnter={() => void load()}
        onChange={(event) => session.setLanguage(event.currentTarget.value || null)}
      >
        <option value="">{words.byTitle}</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </div>
  )
}
