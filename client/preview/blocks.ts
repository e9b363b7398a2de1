/**
 * Blocks: a text as the pieces of HTML at its top level, of which an edit makes few anew.
 *
 * The text is only cut into blocks (cut.ts); what stands in a block is read again when its words have changed,
 * or the links that are defined anywhere. What has to do with footnotes is always read, since their numbers
 * depend on what comes before. Knows no page: HTML comes out, to be made safe by whoever shows it.
 */
import type { Env, MarkdownIt, Token } from 'markdown-it'
import { createMarkdown } from '../markdown/markdown.ts'
import { createCutter, type Piece } from './cut.ts'

export interface Block {
  /** Equal for blocks that look the same. */
  readonly key: string
  /** Its first line in the text, counted from 0. `data-line` in its HTML counts from there. */
  readonly line: number
  readonly html: () => string
}

export interface Blocks {
  readonly of: (text: string) => readonly Block[]
}

export function createBlocks(): Blocks {
  const cut = createCutter()
  const reader = previewing(createMarkdown())
  const ender = previewing(createMarkdown())
  reader.core.ruler.disable(['normalize', 'block', 'footnote_tail'])
  ender.core.ruler.disable(['normalize', 'block'])
  const of = (text: string): readonly Block[] => {
    const plain = text.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD')
    const { pieces, env } = cut(plain)
    const links = JSON.stringify(env.references ?? {})
    const blocks = pieces
      .filter((piece) => !isNote(piece))
      .map((piece) => blockOf(piece, links, () => render(reader, piece.tokens, piece.drawnAt, env)))
    const notes = pieces.filter(isNote).flatMap(({ tokens }) => tokens)
    if (env.footnotes === undefined) return blocks
    const ending = render(ender, notes, 0, env)
    return [...blocks, { key: ending, line: plain.split('\n').length, html: () => ending }]
  }
  return { of }
}

const isNote = ({ tokens }: Piece): boolean => tokens[0]?.type === 'footnote_reference_open'

function blockOf({ words, line }: Piece, links: string, read: () => string): Block {
  if (!/\[\^|\^\[/.test(words))
    return { key: words.includes('[') ? `${links}\n${words}` : words, line, html: read }
  const html = read()
  return { key: `${html}\n${words}`, line, html: () => html }
}

function render(parser: MarkdownIt, tokens: Token[], line: number, env: Env): string {
  const state = new parser.core.State('', parser, env)
  // They may have been read before.
  for (const token of tokens) if (token.type === 'inline') token.children = []
  state.tokens = tokens
  parser.core.process(state)
  env.firstLine = line
  for (const token of state.tokens)
    if (token.map && token.nesting >= 0 && token.type !== 'inline')
      token.attrSet('data-line', String(token.map[0] - line))
  return parser.renderer.render(state.tokens, parser.options, env)
}

/** What the preview draws otherwise than a file that is kept. */
function previewing(parser: MarkdownIt): MarkdownIt {
  const { escapeHtml } = parser.utils
  const { rules } = parser.renderer
  rules.task = (tokens, at, _options, env) => {
    const { isDone, line } = tokens[at]?.meta ?? {}
    const within = Number(line) - Number(env?.firstLine)
    return `<input type="checkbox"${isDone ? ' checked' : ''} data-task="${within}">`
  }
  rules.fence = (tokens, at) => {
    const token = tokens[at]
    if (token === undefined) return ''
    const [language = ''] = token.info.trim().split(/\s+/)
    const line = escapeHtml(String(token.attrGet('data-line') ?? 0))
    const code = `<code data-code="${escapeHtml(language)}">${escapeHtml(token.content)}</code>`
    return `<pre data-line="${line}">${code}</pre>\n`
  }
  // Its address is the dresser's to use: an image that is only made asks for it at once.
  rules.image = (tokens, at, options, env, self) => {
    const token = tokens[at]
    const address = escapeHtml(String(token?.attrGet('src') ?? ''))
    const alt = escapeHtml(self.renderInlineAsText(token?.children ?? [], options, env ?? {}))
    return `<img data-image="${address}" alt="${alt}">`
  }
  return parser
}
