/**
 * Changes: what to delete and insert to make one text of another, as little as can be found in bounded time.
 *
 * What both begin and end with stays, and so do lines that both have once, in the same order. What lies
 * between is compared letter by letter as long as that is quick, and else replaced as a whole. No letter of
 * two code units is cut in half.
 */
import diff, { type Diff } from 'fast-diff'

/** In this order, each where the text is after those before it. */
export interface Splice {
  readonly at: number
  readonly deleted: number
  readonly inserted: string
}

/** To compare letter by letter costs up to the product of both lengths: so much for a whole text. */
const EFFORT_MAX = 1_000_000

export function changes(from: string, to: string): Splice[] {
  const splices: Splice[] = []
  let at = 0
  for (const [kind, text] of parts(from, to)) {
    if (kind === diff.DELETE) splices.push({ at, deleted: text.length, inserted: '' })
    if (kind === diff.INSERT) splices.push({ at, deleted: 0, inserted: text })
    if (kind !== diff.DELETE) at += text.length
  }
  return splices
}

/** Both texts from their beginning to their end: what only one of them has, and what both have. */
function* parts(from: string, to: string): Iterable<Diff> {
  const { start, before, after, end } = apart(from, to)
  yield [diff.EQUAL, start]
  yield* byLines(linesOf(before), linesOf(after))
  yield [diff.EQUAL, end]
}

function* byLines(from: readonly string[], to: readonly string[]): Iterable<Diff> {
  let [i, j, effort] = [0, 0, EFFORT_MAX]
  for (const [nextI, nextJ] of [...kept(from, to), [from.length, to.length] as const]) {
    const { start, before, after, end } = apart(
      from.slice(i, nextI).join(''),
      to.slice(j, nextJ).join(''),
    )
    const cost = before.length * after.length
    yield [diff.EQUAL, start]
    yield* cost <= effort ? diff(before, after) : replaced(before, after)
    yield [diff.EQUAL, end + (from[nextI] ?? '')]
    if (cost <= effort) effort -= cost
    i = nextI + 1
    j = nextJ + 1
  }
}

const replaced = (before: string, after: string): Diff[] => [
  [diff.DELETE, before],
  [diff.INSERT, after],
]

/** What both begin and end with, and what is between. */
function apart(from: string, to: string) {
  const most = Math.min(from.length, to.length)
  let start = 0
  while (start < most && from.charCodeAt(start) === to.charCodeAt(start)) start++
  if (isHigh(from.charCodeAt(start - 1))) start--
  let end = 0
  while (end < most - start && from.at(-1 - end) === to.at(-1 - end)) end++
  if (end > 0 && isLow(from.charCodeAt(from.length - end))) end--
  return {
    start: from.slice(0, start),
    before: from.slice(start, from.length - end),
    after: to.slice(start, to.length - end),
    end: from.slice(from.length - end),
  }
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

/** Each with its line end. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+/g) ?? []

type Pair = readonly [number, number]

/** The lines that both have once, as many as stand in the same order: where in the one, where in the other. */
function kept(from: readonly string[], to: readonly string[]): Pair[] {
  const places = single(to)
  const pairs = [...single(from)].flatMap(([line, i]): Pair[] => {
    const j = places.get(line)
    return j === undefined ? [] : [[i, j]]
  })
  return longestRising(pairs)
}

function single(lines: readonly string[]): Map<string, number> {
  const places = new Map<string, number>()
  const repeated = new Set<string>()
  for (const [index, line] of lines.entries()) {
    if (places.has(line)) repeated.add(line)
    else places.set(line, index)
  }
  for (const line of repeated) places.delete(line)
  return places
}

interface Run {
  readonly pair: Pair
  readonly before: Run | undefined
}

/** The longest row of pairs that rises in both; they come in the order of the first (patience sorting). */
function longestRising(pairs: readonly Pair[]): Pair[] {
  const ends: Run[] = []
  for (const pair of pairs) {
    const at = firstAbove(ends, pair[1])
    ends[at] = { pair, before: ends[at - 1] }
  }
  const rising: Pair[] = []
  for (let run = ends.at(-1); run; run = run.before) rising.push(run.pair)
  return rising.reverse()
}

function firstAbove(ends: readonly Run[], j: number): number {
  let [low, high] = [0, ends.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle]?.pair[1] ?? 0) < j) low = middle + 1
    else high = middle
  }
  return low
}
