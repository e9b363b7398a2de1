/**
 * Parts: what of a text can be folded under its first line.
 *
 * In Markdown a section under its heading, a list item with what belongs to it, a block of code; in code
 * what the language says. Whether a line begins one is asked for each line on screen, at each key: it looks at
 * that line and at what is next to it, however long the part is.
 */
import { foldable, syntaxTree } from '@codemirror/language'
import type { EditorState, Line } from '@codemirror/state'
import { outlineOf } from '../markdown/outline.ts'

export interface Range {
  readonly from: number
  readonly to: number
}

export interface Parts {
  /** Whether a part begins on this line. */
  readonly beginsOn: (state: EditorState, line: Line) => boolean
  /** What is folded when everything is. */
  readonly all: (state: EditorState) => readonly Range[]
}

/** What goes away when the part that begins on this line is folded: from that line's end. */
export const partOf = (state: EditorState, { from, to }: Line): Range | null =>
  foldable(state, from, to)

const HEADING = /^(?:ATX|Setext)Heading(\d)$/

/** Of a heading, by the name of its node. */
const levelOf = (name: string): number | null => Number(HEADING.exec(name)?.[1] ?? 0) || null

/** The level of the heading on this line. */
export function headingLevel(state: EditorState, { from, to }: Line): number | null {
  const start = syntaxTree(state).resolveInner(from, 1)
  for (
    let node: typeof start | null = start;
    node !== null && node.from >= from;
    node = node.parent
  )
    if (node.from <= to && levelOf(node.name) !== null) return levelOf(node.name)
  return null
}

function beginsOn(state: EditorState, { from, to, text }: Line): boolean {
  const start = syntaxTree(state).resolveInner(from + text.search(/\S|$/), 1)
  for (
    let node: typeof start | null = start;
    node !== null && node.from >= from;
    node = node.parent
  ) {
    const level = levelOf(node.name)
    if (level !== null) {
      const next = node.nextSibling
      return next !== null && (levelOf(next.name) ?? 7) > level
    }
    if ((node.name === 'ListItem' || node.name === 'FencedCode') && node.to > to) return true
  }
  return false
}

/** Each heading stays, with nothing under it. */
function sections({ doc }: EditorState): Range[] {
  const headings = outlineOf(doc.toString()).map(({ line }) => line + 1)
  return headings.flatMap((number, at) => {
    const from = doc.line(number).to
    let last = (headings[at + 1] ?? doc.lines + 1) - 1
    while (last > number && doc.line(last).text.trim() === '') last -= 1
    return last > number ? [{ from, to: doc.line(last).to }] : []
  })
}

export const MARKDOWN_PARTS: Parts = { beginsOn, all: sections }

function outermost(state: EditorState): Range[] {
  const found: Range[] = []
  for (let at = 0; at <= state.doc.length; ) {
    const line = state.doc.lineAt(at)
    const part = partOf(state, line)
    if (part !== null) found.push(part)
    at = state.doc.lineAt(part?.to ?? line.to).to + 1
  }
  return found
}

export const CODE_PARTS: Parts = {
  beginsOn: (state, line) => partOf(state, line) !== null,
  all: outermost,
}
