/**
 * Insertions: what is put into the text as lines of its own: a table, a rule.
 *
 * Promises an empty line above and below, without which Markdown would take it for something else, and
 * to leave the line of the caret whole: it comes after it.
 */
import { EditorSelection, type EditorState, type StateCommand } from '@codemirror/state'

/** `length`: of what is selected in it, from its `at`. */
interface Block {
  readonly text: string
  readonly at: number
  readonly length: number
}

/** In the place of an empty line, else after the line. */
function put({ doc, selection }: EditorState, { text, at, length }: Block) {
  const line = doc.lineAt(selection.main.head)
  const isEmpty = line.text.trim() === ''
  const above =
    isEmpty && line.number > 1 ? doc.line(line.number - 1).text : isEmpty ? '' : line.text
  const before = (isEmpty ? '' : '\n') + (above.trim() === '' ? '' : '\n')
  const below = line.number < doc.lines ? doc.line(line.number + 1).text : null
  const isLast = below === null || below.trim() !== ''
  const after = isLast && !text.endsWith('\n') ? '\n' : ''
  const from = isEmpty ? line.from : line.to
  const start = from + before.length + at
  return {
    changes: { from, to: line.to, insert: before + text + after },
    selection: EditorSelection.single(start, start + length),
  }
}

const insert =
  (block: Block): StateCommand =>
  ({ state, dispatch }) => {
    if (state.readOnly) return false
    dispatch(state.update(put(state, block), { scrollIntoView: true, userEvent: 'input.insert' }))
    return true
  }

const TABLE = `| A   | B   |
| --- | --- |
|     |     |`

export const insertTable = insert({ text: TABLE, at: 2, length: 1 })
export const insertRule = insert({ text: '---\n', at: 4, length: 0 })
