/**
 * Name: the dialog in which you change what others call you.
 *
 * A name is remembered in this browser and used for every document. An empty one is not taken.
 */
import type { Signal } from '@preact/signals'
import { cleanName } from '../../shared/names.ts'
import { NAME_MAX } from '../../shared/protocol.ts'
import { useWords } from '../words/language.ts'
import { Dialog } from './dialog.tsx'
import { Renaming } from './renaming.tsx'

interface NameProps {
  /** The name until now. */
  readonly name: () => string
  readonly rename: (name: string) => void
  readonly open: Signal<boolean>
}

export function NameDialog({ name: known, rename, open }: NameProps) {
  const words = useWords().name
  const save = (draft: string) => {
    const name = cleanName(draft, NAME_MAX)
    if (name === '') return
    if (name !== known()) rename(name)
    open.value = false
  }
  const field = { label: words.title, most: NAME_MAX, autocomplete: 'nickname', onSave: save }
  return (
    <Dialog open={open} title={words.title}>
      <div class="stack">
        <p class="quiet">{words.says}</p>
        <Renaming name={known()} {...field} />
      </div>
    </Dialog>
  )
}
