/**
 * Inline marks: bold, italic, struck, code and links, as commands that toggle.
 *
 * Pure: a state in, a transaction out, for every selection at once. Whether a mark is on is what the
 * Markdown parser says of the selection, never a guess from the letters beside it. What Markdown cannot
 * have in one piece (a mark over several lines, over the marker of a list) is marked line by line.
 */
import { syntaxTree } from '@codemirror/language'
import {
  type ChangeSpec,
  EditorSelection,
  type EditorState,
  type SelectionRange,
  type StateCommand,
} from '@codemirror/state'
import type { SyntaxNode } from '@lezer/common'

interface Kind {
  /** Of the syntax tree. */
  readonly node: string
  readonly mark: string
}

interface Span {
  readonly from: number
  readonly to: number
}

export const BOLD: Kind = { node: 'StrongEmphasis', mark: '**' }
export const ITALIC: Kind = { node: 'Emphasis', mark: '*' }
export const STRIKE: Kind = { node: 'Strikethrough', mark: '~~' }
export const CODE: Kind = { node: 'InlineCode', mark: '`' }

/** What stands at the beginning of a line and is no part of its words. */
const MARKUP = /^[\s>]*(?:(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?)?(?:#{1,6}\s+)?/
/** Of the web, or of a person. */
export const ADDRESS = /^(https?:\/\/|mailto:)\S+$/i

/** The innermost node of this name that holds all of the span. */
function around(state: EditorState, { from, to }: Span, name: string): SyntaxNode | null {
  for (const side of [1, -1] as const) {
    let node: SyntaxNode | null = syntaxTree(state).resolveInner(from, side)
    for (; node; node = node.parent) if (node.name === name && node.to >= to) return node
  }
  return null
}

/** The marks of a node are its first child and its last. */
function marksOf({ firstChild, lastChild }: SyntaxNode): Span[] {
  return [firstChild, lastChild].flatMap((child) =>
    child?.name.endsWith('Mark') ? [{ from: child.from, to: child.to }] : [],
  )
}

function marksWithin(state: EditorState, { from, to }: Span, name: string): Span[] {
  const marks: Span[] = []
  syntaxTree(state).iterate({
    from,
    to,
    enter: (found) => {
      if (found.name === name && found.from >= from && found.to <= to)
        marks.push(...marksOf(found.node))
    },
  })
  return marks
}

/** The words of each line in a span: no white space at their ends, no markup at their beginning. */
function wordsIn({ doc }: EditorState, { from, to }: Span): Span[] {
  const spans: Span[] = []
  for (let at = from; at <= to; ) {
    const line = doc.lineAt(at)
    const markup = MARKUP.exec(line.text)?.[0].length ?? 0
    const start = Math.max(at, line.from + markup)
    const text = doc.sliceString(start, Math.max(start, Math.min(to, line.to)))
    const words = text.trim()
    const first = start + text.indexOf(words)
    if (words) spans.push({ from: first, to: first + words.length })
    at = line.to + 1
  }
  return spans
}

/** Code that holds backticks stands between more of them. */
function fenceOf(mark: string, words: string): string {
  if (mark !== CODE.mark) return mark
  const runs = words.match(/`+/g)?.map(({ length }) => length) ?? []
  return runs.length === 0 ? mark : `${mark.repeat(Math.max(...runs) + 1)} `
}

function wrap(state: EditorState, range: SelectionRange, { node, mark }: Kind) {
  const word = range.empty ? state.wordAt(range.head) : null
  const spans = wordsIn(state, word ?? range)
  if (spans.length === 0) return insertPair(state, range, mark)
  const changes: ChangeSpec[] = marksWithin(state, range, node)
  for (const { from, to } of spans) {
    const fence = fenceOf(mark, state.sliceDoc(from, to))
    const close = [...fence].reverse().join('')
    changes.push({ from, insert: fence }, { from: to, insert: close })
  }
  const made = state.changes(changes)
  if (range.empty) return { changes, range: EditorSelection.cursor(made.mapPos(range.head, 1)) }
  // The selection stays on the words, not on the marks.
  const [first, last] = [spans[0]?.from ?? range.from, spans.at(-1)?.to ?? range.to]
  const [start, end] = [made.mapPos(first, 1), made.mapPos(last, -1)]
  const isBackward = range.head < range.anchor
  return {
    changes,
    range: EditorSelection.range(isBackward ? end : start, isBackward ? start : end),
  }
}

/** With nothing there to mark, the caret goes between two new marks, or those go that are still empty. */
function insertPair(state: EditorState, { head }: SelectionRange, mark: string) {
  const { length } = mark
  const isEmptyPair = state.sliceDoc(head - length, head + length) === mark + mark
  if (isEmptyPair)
    return {
      changes: { from: head - length, to: head + length },
      range: EditorSelection.cursor(head - length),
    }
  return {
    changes: { from: head, insert: mark + mark },
    range: EditorSelection.cursor(head + length),
  }
}

/** Those of the selections that are on go off when all are; else all go on. */
function toggle(
  state: EditorState,
  name: string,
  off: (node: SyntaxNode) => ChangeSpec[],
  on: (range: SelectionRange) => { changes: ChangeSpec; range: SelectionRange },
) {
  const isAllOn = isInside(name)(state)
  return state.changeByRange((range) => {
    const node = around(state, range, name)
    if (!node) return on(range)
    if (!isAllOn) return { range }
    const changes = state.changes(off(node))
    return { changes, range: range.map(changes) }
  })
}

export const isInside =
  (name: string) =>
  (state: EditorState): boolean =>
    state.selection.ranges.every((range) => around(state, range, name) !== null)

export const toggleMark =
  (kind: Kind): StateCommand =>
  ({ state, dispatch }) => {
    if (state.readOnly) return false
    const change = toggle(state, kind.node, marksOf, (range) => wrap(state, range, kind))
    dispatch(state.update(change, { scrollIntoView: true, userEvent: 'input.mark' }))
    return true
  }

/** `[words](address)`: the caret goes to the one of the two that is missing. */
function link(state: EditorState, range: SelectionRange) {
  const words = state.sliceDoc(range.from, range.to)
  const isUrl = ADDRESS.test(words)
  const insert = isUrl ? `[](${words})` : `[${words}]()`
  const at = isUrl || words === '' ? 1 : words.length + 3
  return {
    changes: { from: range.from, to: range.to, insert },
    range: EditorSelection.cursor(range.from + at),
  }
}

/** All but its words goes. */
function unlink(node: SyntaxNode): ChangeSpec[] {
  const [open, close] = node.getChildren('LinkMark')
  if (!open || !close) return []
  return [
    { from: open.from, to: open.to },
    { from: close.from, to: node.to },
  ]
}

export const toggleLink: StateCommand = ({ state, dispatch }) => {
  if (state.readOnly) return false
  const change = toggle(state, 'Link', unlink, (range) => {
    const word = range.empty ? state.wordAt(range.head) : null
    return link(state, word ?? range)
  })
  dispatch(state.update(change, { scrollIntoView: true, userEvent: 'input.mark' }))
  return true
}
