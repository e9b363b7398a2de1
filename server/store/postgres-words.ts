/**
 * Words for Postgres: a text as a `tsvector`, what is looked for as a `tsquery`, and where it was found.
 *
 * Made here and not by Postgres' own parser, whose idea of a word hangs on the language that a database was
 * made in, and which has no idea of scripts without spaces: of those, each two neighbouring letters are a
 * key. Promises that a search finds what catalog.ts says in any UTF-8 database, without an extension.
 * Positions in the vectors say how often a key is there, not where.
 */
import { HIT, HIT_END } from './catalog.ts'
import { folded, isUnspaced, WORD } from './words.ts'

/** Postgres refuses a vector of 1 MiB. What is beyond, in a text of tens of thousands of different words, is not found. */
const VECTOR_BYTES_MAX = 900_000
/** As often as a key is counted in a title, or in a text. */
const COUNT_MAX = 8
/** In UTF-16 units; Postgres refuses keys of 2 KiB. */
const KEY_MAX = 400
/** An excerpt is looked for so far into a text. */
export const EXCERPT_REACH = 50_000
const EXCERPT_BEFORE = 60
const EXCERPT_AFTER = 180

/** A word's letters of scripts without spaces, each alone, and what stands between them. */
function piecesOf(word: string): string[] {
  const pieces: string[] = []
  let isOpen = false
  for (const letter of word) {
    if (isOpen && !isUnspaced(letter)) pieces.push(`${pieces.pop()}${letter}`)
    else pieces.push(letter)
    isOpen = !isUnspaced(letter)
  }
  return pieces
}

/** What a word is found by: itself, or each two neighbours and the last letter. */
function keysOf(word: string): string[] {
  const pieces = piecesOf(folded(word).slice(0, KEY_MAX))
  return pieces.map((piece, index) => {
    const next = pieces[index + 1]
    return isUnspaced(piece) && next && isUnspaced(next) ? piece + next : piece
  })
}

/** The text form of a `tsvector`: in its weight A the title, in D the text. */
export function vectorOf(title: string, text: string): string {
  const positions = new Map<string, string[]>()
  for (const [part, weight, first] of [
    [title, 'A', 1],
    [text, '', 1 + COUNT_MAX],
  ] as const)
    for (const [key, count] of countsOf(part)) {
      const own = Array.from({ length: count }, (_, index) => `${first + index}${weight}`)
      positions.set(key, [...(positions.get(key) ?? []), ...own])
    }
  return within(positions).join(' ')
}

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [word] of text.matchAll(WORD))
    for (const key of keysOf(word)) {
      const count = counts.get(key) ?? 0
      if (count < COUNT_MAX) counts.set(key, count + 1)
    }
  return counts
}

function within(positions: ReadonlyMap<string, readonly string[]>): string[] {
  const entries: string[] = []
  let bytes = 0
  for (const [key, own] of positions) {
    bytes += Buffer.byteLength(key) + 4 + 2 * own.length
    if (bytes > VECTOR_BYTES_MAX) break
    entries.push(`'${key}':${own.join(',')}`)
  }
  return entries
}

/** The text forms of two `tsquery`: what must be there, and by what it is ranked. Null: no word in it. */
export function queriesOf(words: string): { readonly all: string; readonly any: string } | null {
  const terms = (words.match(WORD) ?? []).flatMap(termsOf)
  return terms.length > 0 ? { all: terms.join(' & '), any: terms.join(' | ') } : null
}

/** The last letter of several is in the key before it. */
function termsOf(word: string): string[] {
  const keys = keysOf(word).filter(
    (key, index, all) => !(isUnspaced(key) && [...key].length === 1 && isPair(all[index - 1])),
  )
  return keys.map((key) => `'${key}'${word.length > 1 || isUnspaced(key) ? ':*' : ''}`)
}

const isPair = (key: string | undefined) =>
  key !== undefined && isUnspaced(key) && [...key].length === 2

interface Hit {
  readonly from: number
  readonly to: number
}

/** The surroundings of the first of `words`, and all of them that stand there between HIT and HIT_END. */
export function excerptOf(text: string, words: string): string {
  const wanted = (words.match(WORD) ?? []).map(folded)
  const [first] = hitsIn(text, wanted)
  if (!first) return ''
  const from = wordStart(text, first.from - EXCERPT_BEFORE, first.from)
  const to = wordStart(text, first.to + EXCERPT_AFTER, text.length)
  const marked = mark(text.slice(from, to), wanted)
  return `${from > 0 ? '…' : ''}${marked}${to < text.length ? '…' : ''}`
}

function mark(part: string, wanted: readonly string[]): string {
  let marked = ''
  let at = 0
  for (const { from, to } of hitsIn(part, wanted)) {
    if (from < at) continue
    marked += `${part.slice(at, from)}${HIT}${part.slice(from, to)}${HIT_END}`
    at = to
  }
  return marked + part.slice(at)
}

/** The next place after a space, so as not to cut a word, but no further than a word is long. */
function wordStart(text: string, from: number, most: number): number {
  if (from <= 0) return 0
  const space = text.indexOf(' ', from)
  const place = space < 0 || space > from + 30 ? from : space + 1
  return Math.min(place, most, text.length)
}

function* hitsIn(text: string, wanted: readonly string[]): Generator<Hit> {
  for (const { 0: word, index } of text.matchAll(WORD)) {
    let from = index
    for (const piece of piecesOf(word)) {
      const length = lengthOfHit(text, from, piece, wanted)
      if (length > 0) yield { from, to: from + length }
      from += piece.length
    }
  }
}

function lengthOfHit(text: string, from: number, piece: string, wanted: readonly string[]): number {
  const own = folded(piece)
  const found = wanted.find((word) => {
    if (isUnspaced(own)) return folded(text.slice(from, from + word.length)) === word
    return word.length > 1 ? own.startsWith(word) : own === word
  })
  if (found === undefined) return 0
  return isUnspaced(own) ? found.length : piece.length
}
