/**
 * Palette: every action by its name, for whoever would rather type than look for a button.
 *
 * A combobox over a list box, as ARIA has it: the focus stays in the field, arrows choose, Enter does it. It
 * is fetched when it is first opened.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { useWords } from '../words/language.ts'
import { type Action, possible } from './actions.ts'
import { fitting } from './fuzzy.ts'
import { Glyph } from './icons.tsx'
import { keyName } from './key-names.ts'
import { Option } from './option.tsx'

export interface PaletteProps {
  readonly actions: readonly Action[]
  /** Closes it, and gives back the focus, before the action runs. */
  readonly run: (action: Action) => void
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

export function Palette({ actions, run }: PaletteProps) {
  const words = useWords().actions
  const typed = useSignal('')
  const at = useSignal(0)
  const list = useId()
  const found = fitting(typed.value, possible(actions), ({ words }) => words)
  const chosen = found[at.value]
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step !== undefined) at.value = (at.value + step + found.length) % Math.max(1, found.length)
    else if (event.key === 'Enter' && !event.isComposing && chosen) run(chosen)
    else return
    event.preventDefault()
  }
  return (
    <div class="palette">
      <Field list={list} typed={typed} at={at} chosen={chosen} onKeyDown={onKeyDown} />
      <div role="listbox" id={list} class="palette-list" aria-label={words.title}>
        {found.map((action) => (
          <Option
            key={action.id}
            id={`${list}-${action.id}`}
            class="palette-option"
            isChosen={action === chosen}
            onTake={() => run(action)}
          >
            <Glyph name={action.icon} />
            <span>{action.words}</span>
            {action.keys && <Keys keys={action.keys} />}
          </Option>
        ))}
      </div>
      <p class="quiet" role="status">
        {found.length === 0 ? words.none : ''}
      </p>
    </div>
  )
}

interface FieldProps {
  readonly list: string
  readonly typed: Signal<string>
  readonly at: Signal<number>
  readonly chosen: Action | undefined
  readonly onKeyDown: (event: KeyboardEvent) => void
}

function Field({ list, typed, at, chosen, onKeyDown }: FieldProps) {
  const words = useWords().actions
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  return (
    <input
      ref={field}
      class="field"
      role="combobox"
      aria-expanded="true"
      aria-controls={list}
      aria-activedescendant={chosen && `${list}-${chosen.id}`}
      aria-autocomplete="list"
      aria-label={words.search}
      placeholder={words.search}
      autocomplete="off"
      spellcheck={false}
      value={typed.value}
      onInput={(event) => {
        typed.value = event.currentTarget.value
        at.value = 0
      }}
      onKeyDown={onKeyDown}
    />
  )
}

const Keys = ({ keys }: { readonly keys: string }) => (
  <span class="palette-keys">
    {keys.split(' ').map((key) => (
      <kbd key={key}>{keyName(key)}</kbd>
    ))}
  </span>
)
