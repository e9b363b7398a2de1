/**
 * View choice: whether one writes, reads, or sees both side by side.
 *
 * Remembered by this browser, for documents that one may write and for those that one may only read. Who may
 * only read reads first, who may write writes. A phone has no room for both.
 */
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { recall, remember } from '../session/memory.ts'
import type { Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'
import { useWords } from '../words/language.ts'
import { Glyph } from './icons.tsx'

export const VIEWS = ['write', 'split', 'read'] as const
export type View = (typeof VIEWS)[number]

const ICONS = { write: 'pen', split: 'columns', read: 'eye' } as const
/** As HedgeDoc has them; by the place on the keyboard, since Alt makes other letters on some. */
const CODES: Readonly<Record<string, View>> = { KeyE: 'write', KeyB: 'split', KeyV: 'read' }
const LETTERS = { write: 'E', split: 'B', read: 'V' } as const

export interface ViewChoice {
  readonly view: ReadonlySignal<View>
  readonly isNarrow: ReadonlySignal<boolean>
  readonly choose: (view: View) => void
}

function known(key: string): View | undefined {
  const value = recall(key)
  return VIEWS.find((view) => view === value)
}

export function useViewChoice(session: Session): ViewChoice {
  const [choice] = useState(() => createChoice(session))
  useEffect(() => choice.listen(), [choice])
  return choice
}

function createChoice({ role }: Session) {
  const narrow = matchMedia('(max-width: 40rem)')
  const isNarrow = signal(narrow.matches)
  const chosen = { writer: signal(known('view')), reader: signal(known('view-reading')) }
  const isReader = () => role.value !== null && !canWrite(role.value)
  const view = computed((): View => {
    const wanted = isReader() ? (chosen.reader.value ?? 'read') : (chosen.writer.value ?? 'write')
    if (wanted !== 'split' || !isNarrow.value) return wanted
    return isReader() ? 'read' : 'write'
  })
  const choose = (next: View) => {
    const which = isReader() ? 'reader' : 'writer'
    chosen[which].value = next
    remember(which === 'reader' ? 'view-reading' : 'view', next)
  }
  const onKey = (event: KeyboardEvent) => {
    const next = CODES[event.code]
    const isOurs = event.ctrlKey && event.altKey && !event.getModifierState('AltGraph')
    if (next === undefined || !isOurs) return
    event.preventDefault()
    choose(next)
  }
  const onWidth = () => {
    isNarrow.value = narrow.matches
  }
  const listen = () => {
    addEventListener('keydown', onKey)
    narrow.addEventListener('change', onWidth)
    return () => {
      removeEventListener('keydown', onKey)
      narrow.removeEventListener('change', onWidth)
    }
  }
  return { view, isNarrow, choose, listen }
}

export function ViewSegments({ choice }: { readonly choice: ViewChoice }) {
  const words = useWords().preview
  const now = choice.view.value
  if (choice.isNarrow.value) {
    const other = now === 'read' ? 'write' : 'read'
    return (
      <button
        type="button"
        class="icon-button"
        aria-label={words[other]}
        onClick={() => choice.choose(other)}
      >
        <Glyph name={ICONS[other]} />
      </button>
    )
  }
  return (
    <fieldset class="segments view-choice">
      <legend class="visually-hidden">{words.label}</legend>
      {VIEWS.map((each) => (
        <label key={each} class="segment" title={`${words[each]} (Ctrl Alt ${LETTERS[each]})`}>
          <input
            type="radio"
            name="view"
            aria-label={words[each]}
            checked={now === each}
            onChange={() => choice.choose(each)}
          />
          <span>
            <Glyph name={ICONS[each]} />
            <span class="view-word">{words[each]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  )
}
