/**
 * Renaming: a line with what somebody or something is called, to be changed and saved.
 *
 * Begins with the name of the moment in which it is drawn. What is done with the new one is the caller's.
 */
import { useSignal } from '@preact/signals'
import { useWords } from '../words/language.ts'

interface RenamingProps {
  readonly label: string
  readonly name: string
  /** In characters. */
  readonly most: number
  readonly autocomplete?: string
  readonly onSave: (name: string) => void
}

export function Renaming({ label, name, most, autocomplete, onSave }: RenamingProps) {
  const { save } = useWords().common
  const draft = useSignal(name)
  const submit = (event: Event) => {
    event.preventDefault()
    onSave(draft.value)
  }
  return (
    <form class="field-row" onSubmit={submit}>
      <input
        class="field"
        aria-label={label}
        {...(autocomplete && { autocomplete })}
        maxLength={most}
        value={draft.value}
        onInput={(event) => {
          draft.value = event.currentTarget.value
        }}
        onFocus={(event) => event.currentTarget.select()}
      />
      <button type="submit" class="button is-main">
        {save}
      </button>
    </form>
  )
}
