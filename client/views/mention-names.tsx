/**
 * Mention names: whoever writes an @ in a field is offered the names of the others who are here.
 *
 * The field keeps the focus: arrows choose, Enter and Tab take, Esc closes; `onKey` says which keys were the
 * list's. Who is meant by how much of a name: session/mentions.ts.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { type Begun, begunMention } from '../session/mentions.ts'
import { useWords } from '../words/language.ts'
import { Option } from './option.tsx'

type Field = HTMLTextAreaElement

/** `text`: the field's value. */
export function useMentionNames(text: Signal<string>, names: () => readonly string[]) {
  const id = useId()
  const begun = useSignal<Begun | null>(null)
  const at = useSignal(0)
  const look = (field: Field) => {
    begun.value = begunMention(field.value.slice(0, field.selectionStart), names())
    at.value = 0
  }
  const take = (field: Field, name: string) => {
    field.setRangeText(`@${name}`, begun.peek()?.at ?? 0, field.selectionStart, 'end')
    text.value = field.value
    begun.value = null
  }
  const onKey = (field: Field, event: KeyboardEvent) => {
    const found = begun.peek()?.names ?? []
    const chosen = found[at.peek()]
    if (chosen === undefined || event.isComposing) return false
    if (event.key === 'Enter' || event.key === 'Tab') take(field, chosen)
    else if (event.key === 'Escape') begun.value = null
    else if (event.key === 'ArrowDown') at.value = (at.peek() + 1) % found.length
    else if (event.key === 'ArrowUp') at.value = (at.peek() + found.length - 1) % found.length
    else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }
  const close = () => {
    begun.value = null
  }
  return { id, at, names: begun.value?.names ?? [], look, take, onKey, close }
}

interface ListProps {
  readonly names: readonly string[]
  readonly id: string
  readonly at: Signal<number>
  readonly onTake: (name: string) => void
}

export function MentionNames({ names, id, at, onTake }: ListProps) {
  const words = useWords().people
  if (names.length === 0) return null
  return (
    <div id={id} role="listbox" class="mention-names" aria-label={words.list}>
      {names.map((name, index) => (
        <Option
          key={name}
          id={`${id}-${index}`}
          class="mention-name"
          dir="auto"
          isChosen={index === at.value}
          onTake={() => onTake(name)}
        >
          {name}
        </Option>
      ))}
    </div>
  )
}
