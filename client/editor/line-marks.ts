/**
 * Line marks: headings, lists and quotes, as commands that toggle whole lines.
 *
 * Pure: a state in, a transaction out, for all lines that any selection touches. A line's marks are read
 * from its text: its quotes and its indentation, its list marker, its box, its heading. Only the marks are
 * changed, never the words, so that two people who change the same line disturb each other little.
 */
import type { ChangeSpec, EditorState, Line, StateCommand } from '@codemirror/state'

export type ListKind = 'bullet' | 'ordered' | 'task'

/** A line but for its words. Each part is as it is written, with the white space after it. */
interface Marks {
  /** `> ` as often as it is quoted, and the indentation. */
  readonly lead: string
  /** `- `, `3. `. */
  readonly marker: string
  /** `[ ] `. */
  readonly box: string
  /** `## `. */
  readonly heading: string
}

const LINE = /^((?:\s*>\s?)*\s*)((?:[-*+]|\d{1,9}[.)])\s+)?(\[[ xX]\](?:\s+|$))?(#{1,6}(?:\s+|$))?/

export function marksOf(text: string): Marks {
  const [, lead = '', marker = '', box = '', heading = ''] = LINE.exec(text) ?? []
  // A box is one only in a list, and a heading in the midst of one is none of ours.
  return { lead, marker, box: marker ? box : '', heading: box && !marker ? '' : heading }
}

export function listKindOf({ marker, box }: Marks): ListKind | null {
  if (marker === '') return null
  if (box !== '') return 'task'
  return /\d/.test(marker) ? 'ordered' : 'bullet'
}

/** Of every selection, each once. */
function selectedLines({ doc, selection }: EditorState): Line[] {
  const lines = new Map<number, Line>()
  for (const { from, to } of selection.ranges)
    for (let at = from; at <= to; ) {
      const line = doc.lineAt(at)
      lines.set(line.number, line)
      at = line.to + 1
    }
  return [...lines.values()]
}

/** Lines without a letter are passed over, but where there are no others. */
function linesToMark(state: EditorState): Line[] {
  const lines = selectedLines(state)
  const written = lines.filter(({ text }) => text.trim() !== '')
  return written.length > 0 ? written : lines
}

/** The longest beginning that both have in common stays. */
function replaced(line: Line, before: string, after: string): ChangeSpec[] {
  if (before === after) return []
  let kept = 0
  while (kept < before.length && before[kept] === after[kept]) kept += 1
  const [from, to] = [line.from + kept, line.from + before.length]
  return [{ from, to, insert: after.slice(kept) }]
}

const whole = ({ lead, marker, box, heading }: Marks): string => lead + marker + box + heading

function mark(next: (marks: Marks, index: number) => Marks, skip?: RegExp): StateCommand {
  return ({ state, dispatch }) => {
    if (state.readOnly) return false
    const lines = linesToMark(state).filter(({ text }) => !skip?.test(text))
    const changes = lines.flatMap((line, index) => {
      const marks = marksOf(line.text)
      return replaced(line, whole(marks), whole(next(marks, index)))
    })
    const made = state.changes(changes)
    const selection = state.selection.map(made, 1)
    dispatch(state.update({ changes: made, selection, userEvent: 'input.mark' }))
    return true
  }
}

/** Off when all lines are so, else on for all. */
function toggled(
  is: (marks: Marks) => boolean,
  on: (marks: Marks, index: number) => Marks,
  off: (marks: Marks) => Marks,
): { run: StateCommand; isOn: (state: EditorState) => boolean } {
  const isOn = (state: EditorState) => linesToMark(state).every(({ text }) => is(marksOf(text)))
  const run: StateCommand = (target) => mark(isOn(target.state) ? off : on)(target)
  return { run, isOn }
}

export const heading = (level: number) =>
  toggled(
    ({ heading }) => heading.trim().length === level,
    (marks) => ({ ...marks, heading: `${'#'.repeat(level)} ` }),
    (marks) => ({ ...marks, heading: '' }),
  )

const MARKERS: Readonly<Record<ListKind, (index: number) => Pick<Marks, 'marker' | 'box'>>> = {
  bullet: () => ({ marker: '- ', box: '' }),
  ordered: (index) => ({ marker: `${index + 1}. `, box: '' }),
  task: () => ({ marker: '- ', box: '[ ] ' }),
}

export const list = (kind: ListKind) =>
  toggled(
    (marks) => listKindOf(marks) === kind,
    (marks, index) =>
      listKindOf(marks) === kind && kind === 'task' ? marks : { ...marks, ...MARKERS[kind](index) },
    (marks) => ({ ...marks, marker: '', box: '' }),
  )

export const quote = toggled(
  ({ lead }) => lead.includes('>'),
  (marks) => ({ ...marks, lead: `> ${marks.lead}` }),
  (marks) => ({ ...marks, lead: marks.lead.replace(/\s*>\s?/, '') }),
)
