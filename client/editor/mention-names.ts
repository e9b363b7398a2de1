/**
 * Mention names: who writes an @ in the text is offered the names of the others who are here.
 *
 * Not in code, where an @ is something else. Takes no key unless names are seen: Esc and Tab are the way out of
 * the text. Who is meant by how much of a name: session/mentions.ts.
 */
import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeCompletion,
  completionStatus,
  moveCompletionSelection,
} from '@codemirror/autocomplete'
import { type Extension, Prec } from '@codemirror/state'
import { keymap } from '@codemirror/view'
import { begunMention } from '../session/mentions.ts'
import { othersOf } from '../session/people.ts'
import type { Session } from '../session/session.ts'
import { MARKDOWN } from '../session/text-kind.ts'

type Update = NonNullable<CompletionResult['update']>
type Here = Pick<Session, 'people' | 'kind'>

/** CodeMirror's own take Esc while it is still asked whether there are any. */
const keys = keymap.of([
  { key: 'ArrowDown', run: moveCompletionSelection(true) },
  { key: 'ArrowUp', run: moveCompletionSelection(false) },
  { key: 'Enter', run: acceptCompletion },
  { key: 'Tab', run: acceptCompletion },
  {
    key: 'Escape',
    run: (view) => completionStatus(view.state) === 'active' && closeCompletion(view),
  },
])

export function mentionNames({ people, kind }: Here): Extension {
  const offered = ({ state, pos }: CompletionContext): CompletionResult | null => {
    if (kind.peek() !== MARKDOWN) return null
    const line = state.doc.lineAt(pos)
    const begun = begunMention(line.text.slice(0, pos - line.from), othersOf(people.peek()))
    if (begun === null) return null
    const options = begun.names.map((name) => ({ label: `@${name}`, displayLabel: name }))
    // Asked for again with each letter, at once: meanwhile an Enter would go into the text.
    const update = (...[, , , now]: Parameters<Update>) => offered(now)
    return { from: line.from + begun.at, options, filter: false, update }
  }
  // What is seen can be chosen at once: it comes only after an @.
  const offer = { icons: false, defaultKeymap: false, interactionDelay: 0 }
  return [Prec.highest(keys), autocompletion({ override: [offered], ...offer })]
}
