/**
 * Markdown tools: the keys of Markdown's commands, and which of them are on for what is selected.
 *
 * Comes with Markdown itself, after the text: nobody needs it to type.
 */
import { type Extension, Prec } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { COMMANDS } from './commands.ts'
import { asOneStep, type Toolbox } from './tools.ts'

function tell(on: Toolbox['on'], { state }: EditorView): void {
  const next = COMMANDS.filter(({ isOn }) => isOn?.(state)).map(({ id }) => id)
  const known = on.peek()
  if (known?.size === next.length && next.every((id) => known.has(id))) return
  on.value = new Set(next)
}

/** For a text in Markdown. */
export function markdownTools({ on }: Toolbox): Extension {
  const bindings = COMMANDS.flatMap(({ keys, run }) =>
    keys === null
      ? []
      : [{ key: keys, run: (view: EditorView) => asOneStep(view, run), preventDefault: true }],
  )
  return [
    Prec.high(keymap.of(bindings)),
    EditorView.updateListener.of(({ view }) => tell(on, view)),
  ]
}
