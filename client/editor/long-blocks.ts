/**
 * Long blocks: keeps the Markdown parser's work for a keystroke small, however the text is laid out.
 *
 * The parser reads a paragraph as one piece, and again at every key in it. Promises pieces of a few
 * thousand letters: a longer paragraph is read as several that follow one another, so that Markdown goes
 * on working in all of it, but for what opens in one piece and closes in another. A single line that is
 * longer than any piece should be stays plain. Nothing of this is for good: it is what the text is now.
 */
import type { BlockContext, LeafBlock, Line, MarkdownConfig } from '@lezer/markdown'

/** In letters: a paragraph up to here is one piece, and so is what stands between two seams. */
export const PIECE = 2_000
/** In letters: where a piece ends though no line was a seam. */
const PIECE_MAX = 8_000
/** In letters: a longer line is not looked into. */
export const LINE_MAX = 20_000
/** One line in so many is a seam. */
const SEAMS = 8

/**
 * Whether a piece may end after this line. Told by the line alone, so that an edit moves the seams near
 * it and not all that follow: the parser keeps every piece that begins where one began before.
 */
function isSeam(line: string): boolean {
  let sum = 0
  for (let at = 0; at < line.length; at += 1) sum = (sum * 31 + line.charCodeAt(at)) | 0
  return (sum ^ (sum >>> 16)) % SEAMS === 0
}

/** The row of dashes that makes a table of the row above; a table has no seams. */
const TABLE = /^[^\n]*\|[^\n]*\n[ \t|:-]*-[ \t|:-]*(\n|$)/

function isFull({ content }: LeafBlock): boolean {
  if (content.length < PIECE || TABLE.test(content)) return false
  return content.length >= PIECE_MAX || isSeam(content.slice(content.lastIndexOf('\n') + 1))
}

const isLong = ({ text, pos }: Line): boolean => text.length - pos > LINE_MAX

function skipLong(context: BlockContext, line: Line): boolean {
  if (!isLong(line)) return false
  const from = context.lineStart + line.pos
  context.addElement(context.elt('Paragraph', from, context.lineStart + line.text.length))
  context.nextLine()
  return true
}

export const longBlocks: MarkdownConfig = {
  parseBlock: [
    {
      name: 'LongBlock',
      before: 'ATXHeading',
      parse: skipLong,
      endLeaf: (_context, line, leaf) => isLong(line) || isFull(leaf),
    },
  ],
}
