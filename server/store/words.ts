/**
 * Words: how a text is cut into what a search can find.
 *
 * SQLite's tokenizer parts words at spaces and marks, and scripts that write without spaces would be one
 * long word. So their letters are set apart with a space of no width, which an excerpt drops again.
 */
const APART = '\u200b'
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu
export const WORD = /[\p{L}\p{M}\p{N}\p{Co}]+/gu

export const setApart = (text: string): string => text.replace(UNSPACED, `$&${APART}`)

export const closeUp = (text: string): string => text.replaceAll(APART, '')

export const wordsOf = (text: string): readonly string[] => setApart(text).match(WORD) ?? []

/** Whatever its case and accents. */
export const folded = (word: string): string =>
  word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

export const isUnspaced = (letter: string): boolean => letter.search(UNSPACED) === 0

/**
 * An FTS5 query that finds texts in which each word begins one; null when there is no word in it. A
 * single letter is a word of its own: half of all words begin with it, and to gather them takes a second.
 * So is one that was set apart, with which nothing longer begins.
 */
export function queryOf(words: string): string | null {
  const found = words.match(WORD) ?? []
  const terms = found.map((word) => `"${setApart(word)}"${isWhole(word) ? '' : '*'}`)
  return terms.length > 0 ? terms.join(' ') : null
}

const isWhole = (word: string): boolean => word.length === 1 || isUnspaced([...word].at(-1) ?? '')
