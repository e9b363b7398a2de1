/**
 * Name: the dialog in which you change what others call you.
 *
 * A name is remembered in this browser and used for every document. An empty one is not taken.
 */
import { type Signal, useSignal } from '@preact/signals'
import { cleanName } from '../../shared/names.ts'
import { NAME_MAX } from '../../shared/protocol.ts'
import { useWords } from '../words/language.ts'
import { Dialog } from './dialog.tsx'

interface NameProps {
  /** The name until now. */
  readonly name: () => string
  readonly rename: (name: string) => void
  readonly open: Signal<boolean>
}

export function NameDialog(props: NameProps) {
  return (
    <Dialog open={props.open} title={useWords().name.title}>
      <NameForm {...props} />
    </Dialog>
  )
}

function NameForm({ name: known, rename, open }: NameProps) {
  const { common, name: words } = useWords()
  const draft = useSignal(known())
  const save = (event: Event) => {
    event.preventDefault()
    const name = cleanName(draft.value, NAME_MAX)
    if (name === '') return
    if (name !== known()) rename(name)
    open.value = false
  }
  return (
    <form class="stack" onSubmit={save}>
      <p class="quiet">{words.says}</p>
      <div class="field-row">
        <input
          class="field"
          aria-label={words.title}
          autocomplete="nickname"
          maxLength={NAME_MAX}
          value={draft.value}
          onInput={(event) => {
            draft.value = event.currentTarget.value
          }}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="submit" class="button is-main">
          {common.save}
        </button>
      </div>
    </form>
  )
}
