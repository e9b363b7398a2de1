/**
 * List indent: Tab and Shift-Tab on the items of a list.
 *
 * Promises that an item goes one level in, under the item before it, or one level out, with what stands
 * under it; and that the numbers of the list are right afterwards, unless its author gives all the same
 * number. Where no item is selected the keys are left to others.
 */
import type { ChangeSpec, EditorState, StateCommand, Text } from '@codemirror/state'
import { listKindOf, marksOf } from './line-marks.ts'

interface Item {
  readonly number: number
  /** In columns, with the quotes before it. */
  readonly indent: number
  /** How far its quotes reach, in columns: it goes no further out. */
  readonly quote: number
  readonly marker: string
}

/** What a level is where there is no item to go under. */
const STEP = 2
const ORDINAL = /^\d+/
const QUOTES = /^(?:\s*>\s?)*/

function itemAt(doc: Text, number: number): Item | null {
  const marks = marksOf(doc.line(number).text)
  if (listKindOf(marks) === null) return null
  const quote = QUOTES.exec(marks.lead)?.[0].length ?? 0
  return { number, indent: marks.lead.length, quote, marker: marks.marker }
}

/** Items with the one that is asked for among them, up to the next line that is neither item nor indented. */
function listAround(doc: Text, number: number): Item[] {
  const belongs = (at: number) =>
    at >= 1 && at <= doc.lines && (itemAt(doc, at) !== null || /^\s+\S/.test(doc.line(at).text))
  let [first, last] = [number, number]
  while (belongs(first - 1)) first -= 1
  while (belongs(last + 1)) last += 1
  const items = Array.from({ length: last - first + 1 }, (_, at) => itemAt(doc, first + at))
  return items.filter((item) => item !== null)
}

/** How far an item moves, in columns. */
function shiftOf(items: readonly Item[], { number, indent, quote }: Item, isIn: boolean): number {
  const before = items.filter((item) => item.number < number).reverse()
  if (isIn) {
    const above = before.find((item) => item.indent <= indent)
    if (above === undefined || above.indent < indent) return above === undefined ? STEP : 0
    return above.marker.length
  }
  const outer = before.find((item) => item.indent < indent)
  return Math.max(quote, outer?.indent ?? indent - STEP) - indent
}

/** All that stands deeper, right after it, goes with an item. */
function moved(items: readonly Item[], chosen: ReadonlySet<number>, isIn: boolean): Item[] {
  let under: { indent: number; shift: number } | null = null
  return items.map((item) => {
    if (under === null || item.indent <= under.indent) {
      const isChosen = chosen.has(item.number)
      under = isChosen ? { indent: item.indent, shift: shiftOf(items, item, isIn) } : null
    }
    if (under === null) return item
    return { ...item, indent: Math.max(item.quote, item.indent + under.shift) }
  })
}

const ordinal = ({ marker }: Item): number | null => {
  const found = ORDINAL.exec(marker)
  return found ? Number(found[0]) : null
}

/** Somebody who writes 1. 1. 1. wants to. */
function isLazy(items: readonly Item[]): boolean {
  return items.some((item, at) => {
    const before = items.slice(0, at).findLast(({ indent }) => indent <= item.indent)
    return (
      before?.indent === item.indent && ordinal(item) !== null && ordinal(before) === ordinal(item)
    )
  })
}

/** Each number is the one before it in its list and one more; a list that begins deeper begins at 1. */
function renumbered(items: readonly Item[], chosen: ReadonlySet<number>): Item[] {
  const levels: { indent: number; last: number | null }[] = []
  return items.map((item) => {
    while ((levels.at(-1)?.indent ?? -1) > item.indent) levels.pop()
    const own = ordinal(item)
    const level = levels.at(-1)
    const isFirst = level === undefined || level.indent < item.indent || level.last === null
    const first = chosen.has(item.number) ? 1 : own
    const next = own === null ? null : isFirst ? first : (level.last ?? 0) + 1
    if (level?.indent === item.indent) level.last = next
    else levels.push({ indent: item.indent, last: next })
    return next === null ? item : { ...item, marker: item.marker.replace(ORDINAL, String(next)) }
  })
}

function changesOf(doc: Text, before: readonly Item[], after: readonly Item[]): ChangeSpec[] {
  return before.flatMap((item, at) => {
    const next = after[at] ?? item
    const start = doc.line(item.number).from + item.indent
    const shift = next.indent - item.indent
    const changes: ChangeSpec[] = []
    if (shift > 0) changes.push({ from: start, insert: ' '.repeat(shift) })
    if (shift < 0) changes.push({ from: start + shift, to: start })
    if (next.marker !== item.marker) {
      const { length } = ORDINAL.exec(item.marker)?.[0] ?? ''
      const insert = ORDINAL.exec(next.marker)?.[0] ?? ''
      changes.push({ from: start, to: start + length, insert })
    }
    return changes
  })
}

function chosenLines({ doc, selection }: EditorState): Set<number> {
  const numbers = new Set<number>()
  for (const { from, to } of selection.ranges)
    for (let at = doc.lineAt(from).number; at <= doc.lineAt(to).number; at += 1) numbers.add(at)
  return numbers
}

const indent =
  (isIn: boolean): StateCommand =>
  ({ state, dispatch }) => {
    const { doc } = state
    const chosen = chosenLines(state)
    const items = [...chosen].filter((number) => itemAt(doc, number) !== null)
    if (state.readOnly || items.length === 0) return false
    const changes: ChangeSpec[] = []
    const done = new Set<number>()
    for (const number of items) {
      if (done.has(number)) continue
      const before = listAround(doc, number)
      for (const item of before) done.add(item.number)
      const after = moved(before, chosen, isIn)
      changes.push(...changesOf(doc, before, isLazy(before) ? after : renumbered(after, chosen)))
    }
    const userEvent = isIn ? 'input.indent' : 'delete.dedent'
    dispatch(state.update({ changes, scrollIntoView: true, userEvent }))
    return true
  }

export const indentItem = indent(true)
export const dedentItem = indent(false)
