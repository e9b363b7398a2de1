/**
 * Paste: what comes from the clipboard, as Markdown.
 *
 * An address over words makes them a link, cells of a spreadsheet a table, rich text Markdown. In code, and
 * where the browser was asked for plain text, what comes is what is pasted. What cannot be made into
 * Markdown, because that has not been loaded, comes as it is.
 */
import { syntaxTree } from '@codemirror/language'
import { EditorSelection, type EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { Text } from 'yjs'
import { ADDRESS } from './inline-marks.ts'
import { toNewlines } from './line-breaks.ts'
import { holdRange } from './place.ts'
import { tableOf } from './table-text.ts'

const CODE = /Code/
/** What editors for code copy is styled, and meant as the text it is. */
const FROM_CODE_EDITOR =
  /vscode-editor-data|data-pm-slice="none"|font-family:[^;"]*(mono|consolas|menlo)/i
/** HTML that says no more than its text. */
const SAYS_SOMETHING =
  /<(a|b|strong|i|em|s|del|code|pre|h[1-6]|ul|ol|table|blockquote|hr|img)[\s>/]/i

const isCode = (state: EditorState): boolean =>
  state.selection.ranges.some(({ from }) => {
    let node = syntaxTree(state).resolveInner(from, -1)
    for (; node.parent; node = node.parent) if (CODE.test(node.name)) return true
    return false
  })

/** Words in brackets, the address behind them; null where nothing is selected, or several lines are. */
function linked({ state }: EditorView, address: string) {
  const isOverWords = ({ from, to }: { from: number; to: number }) =>
    from < to && state.doc.lineAt(from).to >= to
  if (!ADDRESS.test(address) || !state.selection.ranges.every(isOverWords)) return null
  return state.changeByRange((range) => {
    const words = state.sliceDoc(range.from, range.to)
    if (ADDRESS.test(words)) return put(range, address)
    return put(range, `[${words}](${address})`)
  })
}

function put({ from, to }: { from: number; to: number }, insert: string) {
  return { changes: { from, to, insert }, range: EditorSelection.cursor(from + insert.length) }
}

function insert(view: EditorView, text: string): void {
  view.dispatch(view.state.replaceSelection(text), {
    userEvent: 'input.paste',
    scrollIntoView: true,
  })
}

/** Where the selection was when it was pasted, whatever is typed until it is Markdown. */
async function insertHtml(view: EditorView, content: Text, html: string, plain: string) {
  const { from, to } = view.state.selection.main
  const held = holdRange(content, { from, to })
  const loaded = await import('./html-to-markdown.ts').catch(() => null)
  const text = loaded?.markdownOf(html) || plain
  const place = held()
  if (place === null || view.state.readOnly) return
  const { changes, range } = put(place, text)
  view.dispatch({ changes, selection: range, userEvent: 'input.paste', scrollIntoView: true })
}

export function pasteAsMarkdown(content: Text): Extension {
  return EditorView.domEventHandlers({
    paste: ({ clipboardData }, view) => {
      if (clipboardData === null || view.state.readOnly || isCode(view.state)) return false
      const plain = toNewlines(clipboardData.getData('text/plain'))
      const html = clipboardData.getData('text/html')
      const link = linked(view, plain.trim())
      if (link !== null) {
        view.dispatch(link, { userEvent: 'input.paste' })
        return true
      }
      if (html === '' || FROM_CODE_EDITOR.test(html)) return false
      const table = /<table/i.test(html) ? tableOf(plain) : null
      if (table !== null) insert(view, table)
      else if (SAYS_SOMETHING.test(html)) void insertHtml(view, content, html, plain)
      else return false
      return true
    },
  })
}
