/**
 * Beside: what stands beside the text can do with it: know its lines, scroll it, tick a task.
 *
 * Lines are counted from 0; a fraction is a place within one. What is changed here is one's own edit, which
 * undo takes back alone; for a reader nothing changes.
 */
import { EditorView } from '@codemirror/view'
import { asOneStep } from './tools.ts'

const BOX = /^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)+\[([ xX])\]/
/** In lines: how far a task may have moved since it was drawn. */
const FAR = 500

/** The line at the top of what is seen. */
export function topLine(view: EditorView): number {
  const top = view.scrollDOM.getBoundingClientRect().top - view.documentTop
  const block = view.lineBlockAtHeight(Math.max(0, top))
  const within = block.height === 0 ? 0 : (top - block.top) / block.height
  return view.state.doc.lineAt(block.from).number - 1 + Math.min(1, Math.max(0, within))
}

/** Scrolls so that this line is at the top. */
export function showLine(view: EditorView, line: number): void {
  const { doc } = view.state
  const number = Math.min(doc.lines, Math.floor(line) + 1)
  const block = view.lineBlockAt(doc.line(number).from)
  const start = view.documentTop - view.scrollDOM.getBoundingClientRect().top
  const top = block.top + (line % 1) * block.height
  view.scrollDOM.scrollTop += start + (line === 0 ? -start - view.scrollDOM.scrollTop : top)
}

/** Puts the caret there, at the top of what is seen. */
export function goToLine(view: EditorView, line: number): void {
  const { doc } = view.state
  const { from } = doc.line(Math.min(doc.lines, line + 1))
  view.dispatch({
    selection: { anchor: from },
    effects: EditorView.scrollIntoView(from, { y: 'start', yMargin: 24 }),
  })
}

/** `words`: the whole line, which may stand elsewhere by now; if it stands nowhere near, nothing is done. */
export function tick(view: EditorView, line: number, words: string): void {
  const { doc, readOnly } = view.state
  const [box = ''] = BOX.exec(words) ?? []
  if (readOnly || box === '') return
  const distances = Array.from(
    { length: FAR * 2 },
    (_, at) => (at % 2 ? -1 : 1) * Math.ceil(at / 2),
  )
  const number = distances
    .map((distance) => line + 1 + distance)
    .find((each) => each >= 1 && each <= doc.lines && doc.line(each).text === words)
  if (number === undefined) return
  const at = doc.line(number).from + box.length - 2
  const insert = box.endsWith('[ ]') ? 'x' : ' '
  const changes = { from: at, to: at + 1, insert }
  asOneStep(view, ({ state, dispatch }) => {
    dispatch(state.update({ changes, userEvent: 'input.tick' }))
    return true
  })
}
