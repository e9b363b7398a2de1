/**
 * Outline: the headings of a text, for finding one's way in it.
 *
 * A look at each line, without a parser, so that a megabyte costs some milliseconds: `#` headings and
 * underlined ones, not those in code between fences.
 */
export interface Heading {
  /** 1 to 6. */
  readonly level: number
  readonly words: string
  /** Counted from 0. */
  readonly line: number
}

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/
/** Of a line that is no paragraph, which alone can be underlined. */
const NO_PARAGRAPH = /^(\s*$| {4}|\t| {0,3}([>|#]|`{3}|~{3}|[-*+] |\d+[.)] |([-*_] *){3,}$))/

export function outlineOf(text: string): readonly Heading[] {
  const headings: Heading[] = []
  const lines = text.split('\n')
  let fence = ''
  for (const [line, words] of lines.entries()) {
    const [, mark = '', info = ''] = FENCE.exec(words) ?? []
    if (fence !== '') {
      if (mark.startsWith(fence) && info.trim() === '') fence = ''
      continue
    }
    if (mark !== '' && !(mark[0] === '`' && info.includes('`'))) fence = mark
    const heading = headingAt(lines, line)
    if (heading !== null) headings.push(heading)
  }
  return headings
}

function headingAt(lines: readonly string[], line: number): Heading | null {
  const words = lines[line] ?? ''
  const [, hashes, named = ''] = HEADING.exec(words) ?? []
  if (hashes !== undefined) return { level: hashes.length, words: plain(named), line }
  const [, underline] = UNDERLINE.exec(words) ?? []
  const above = lines[line - 1] ?? ''
  if (underline === undefined || line === 0 || NO_PARAGRAPH.test(above)) return null
  return { level: underline.startsWith('=') ? 1 : 2, words: plain(above.trim()), line: line - 1 }
}

/** Without the marks of emphasis, code and links. */
const plain = (words: string): string =>
  words.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*`~]|(?<!\w)_|_(?!\w)/g, '')
