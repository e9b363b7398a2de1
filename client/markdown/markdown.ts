/**
 * Markdown: the one reading of a text that the preview, what is exported and what is printed share.
 *
 * Promises that HTML in the text stays text, that no link leads anywhere but to the web, a mail address or
 * this site, and that footnotes, tasks and maths are known. How a task, a formula or a diagram looks is for
 * whoever draws it: here a task is a box of a letter, a formula its TeX.
 */
import createParser, { type MarkdownIt, type Token } from 'markdown-it'
import footnotes from 'markdown-it-footnote'
import { math } from './math.ts'

/** No colon that somebody might yet read as the end of a scheme. */
const OWN = /^[^:/?#]*([/?#]|$)/
const SAFE = /^(https?:|mailto:|data:image\/(png|gif|jpeg|webp);)/i

const HAS_SIDES = /^(bullet_list|ordered_list|blockquote|table)_open$/

/** Of a link or a picture. An address without a scheme is one of this site. */
export const isSafeAddress = (address: string): boolean =>
  OWN.test(address.trim()) || SAFE.test(address.trim())

export function createMarkdown(): MarkdownIt {
  const parser = createParser({ html: false, linkify: true })
  parser.validateLink = isSafeAddress
  parser.use(footnotes).use(math)
  parser.core.ruler.push('tasks', ({ tokens, Token }) => {
    for (const [at, token] of tokens.entries()) {
      const item = tokens[at - 2]
      if (item?.type === 'list_item_open' && tick(token, Token)) item.attrSet('class', 'task')
    }
  })
  // As a class: a page's policy may allow no style in an attribute.
  parser.core.ruler.push('columns', ({ tokens }) => {
    for (const token of tokens) {
      const [, side] = /^text-align:(\w+)$/.exec(String(token.attrGet('style') ?? '')) ?? []
      if (side !== undefined) token.attrs = [['class', `column-${side}`]]
    }
  })
  // Theirs is the side on which bullets, bars and first columns stand; what is inside runs by its own first letter.
  parser.core.ruler.push('sides', ({ tokens }) => {
    for (const token of tokens)
      if (token.level === 0 && HAS_SIDES.test(token.type)) token.attrSet('dir', 'auto')
  })
  parser.renderer.rules.task = (tokens, at) => (tokens[at]?.meta?.isDone ? '☑ ' : '☐ ')
  return parser
}

/** A task's box, which Markdown itself does not know. Its `meta` tells the line and whether it is done. */
function tick({ children, map }: Token, Made: typeof Token): boolean {
  const [first] = children ?? []
  const [mark, letter] = (first?.type === 'text' && /^\[([ xX])\] /.exec(first.content)) || []
  if (!first || !children || mark === undefined) return false
  first.content = first.content.slice(mark.length)
  const task = new Made('task', '', 0)
  task.meta = { isDone: letter !== ' ', line: map?.[0] ?? 0 }
  children.unshift(task)
  return true
}
