/**
 * Cut: a text in Markdown as its blocks at the top level, not read yet.
 *
 * Promises the same blocks as if the whole text were cut, but looks only at what has changed since the last
 * one: what follows a place where a block begins does not depend on what comes before it. Only definitions of
 * links and notes, and formulas, reach farther; where one of those may have changed, the whole text is cut.
 */
import type { Env, Token } from 'markdown-it'
import { createMarkdown } from '../markdown/markdown.ts'

export interface Piece {
  readonly tokens: Token[]
  /** The block's first line, and what that was when its tokens were made. */
  readonly line: number
  readonly drawnAt: number
  /** Its words, up to the next block, and where they begin in the text. */
  readonly words: string
  readonly from: number
}

export interface Cutting {
  readonly pieces: readonly Piece[]
  /** The links and notes that are defined anywhere. */
  readonly env: Env
}

/** Definitions, and formulas: what opens one may be closed anywhere, and is nothing if it is not. */
const FAR = /\]:|\$\$/

/** In blocks: how far around a change one looks. */
const AROUND = 2

export function createCutter(): (text: string) => Cutting {
  const parser = createMarkdown()
  let known = { text: '', pieces: [] as readonly Piece[], env: {} as Env }

  const cut = (text: string, env: Env): readonly Piece[] => {
    const tokens: Token[] = []
    parser.block.parse(text, parser, env, tokens)
    return piecesOf(text, tokens)
  }
  const cutAgain = (text: string): readonly Piece[] | null => {
    const { pieces } = known
    const [start, end] = changed(known.text, text)
    const moved = text.length - known.text.length
    const first = Math.max(0, pieces.findLastIndex(({ from }) => from <= start) - AROUND)
    const next = pieces.findIndex(({ from }) => from >= end)
    // What comes before the first block may become one.
    const head = first === 0 ? { line: 0, from: 0 } : pieces[first]
    const tail = pieces[next + AROUND]
    if (head === undefined || next < 0 || tail === undefined) return null
    const old = known.text.slice(head.from, tail.from)
    const words = text.slice(head.from, tail.from + moved)
    if (FAR.test(`${old}${words}`)) return null
    const middle = cut(words, {}).map((piece) => shifted(piece, head.line, head.from))
    for (let at = next; at < next + AROUND; at += 1) {
      const meeting = pieces[at]?.from ?? 0
      const until = middle.findIndex(({ from }) => from === meeting + moved)
      const joint = middle[until]
      if (joint === undefined) continue
      const lines = joint.line - (pieces[at]?.line ?? 0)
      const rest = pieces.slice(at).map((piece) => shifted(piece, lines, moved))
      return [...pieces.slice(0, first), ...middle.slice(0, until), ...rest]
    }
    return null
  }
  return (text) => {
    const again = cutAgain(text)
    const env: Env = again === null ? {} : known.env
    known = { text, env, pieces: again ?? cut(text, env) }
    return { pieces: known.pieces, env: fresh(known.env) }
  }
}

/** Where the old text begins and ends to differ from the new one. */
function changed(old: string, text: string): readonly [start: number, end: number] {
  const most = Math.min(old.length, text.length)
  let start = 0
  while (start < most && old.charCodeAt(start) === text.charCodeAt(start)) start += 1
  let same = 0
  while (
    same < most - start &&
    old.charCodeAt(old.length - 1 - same) === text.charCodeAt(text.length - 1 - same)
  )
    same += 1
  return [start, old.length - same]
}

const shifted = (piece: Piece, lines: number, letters: number): Piece =>
  lines === 0 && letters === 0
    ? piece
    : { ...piece, line: piece.line + lines, from: piece.from + letters }

function piecesOf(text: string, tokens: readonly Token[]): readonly Piece[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const groups: { tokens: Token[]; line: number }[] = []
  let open: Token[] = []
  let depth = 0
  for (const token of tokens) {
    open.push(token)
    depth += token.nesting
    if (depth > 0) continue
    groups.push({ tokens: open, line: open.find(({ map }) => map !== null)?.map?.[0] ?? 0 })
    open = []
  }
  return groups.map(({ tokens, line }, at) => {
    const from = starts[line] ?? 0
    const words = text.slice(from, starts[groups[at + 1]?.line ?? -1])
    return { tokens, line, drawnAt: line, words, from }
  })
}

/** As it was before anything was read: no note has its number yet. */
function fresh({ references = {}, footnotes }: Env): Env {
  if (footnotes === undefined) return { references }
  const { refs = {} } = footnotes as { refs?: Record<string, number> }
  const unread = Object.fromEntries(Object.keys(refs).map((label) => [label, -1]))
  return { references, footnotes: { refs: unread } }
}
