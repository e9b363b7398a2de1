/**
 * Blocks: a text as the pieces of HTML at its top level, of which an edit makes few anew.
 *
 * The whole text is only cut into blocks; what stands in a block is read again when its words have changed,
 * or the links that are defined anywhere. What has to do with footnotes is always read, since their numbers
 * depend on what comes before. Knows no page: HTML comes out, to be made safe by whoever shows it.
 */
import type { Env, MarkdownIt, Token } from 'markdown-it'
import { createMarkdown } from '../markdown/markdown.ts'

export interface Block {
  /** Equal for blocks that look the same. */
  readonly key: string
  /** Its first line in the text, counted from 0. `data-line` in its HTML counts from there. */
  readonly line: number
  readonly html: () => string
}

interface Group {
  readonly tokens: Token[]
  readonly line: number
}

export interface Blocks {
  readonly of: (text: string) => readonly Block[]
}

export function createBlocks(): Blocks {
  const cutter = createMarkdown()
  const reader = previewing(createMarkdown())
  const ender = previewing(createMarkdown())
  reader.core.ruler.disable(['normalize', 'block', 'footnote_tail'])
  ender.core.ruler.disable(['normalize', 'block'])
  const of = (text: string): readonly Block[] => {
    const env: Env = {}
    const tokens: Token[] = []
    const plain = text.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD')
    cutter.block.parse(plain, cutter, env, tokens)
    const groups = grouped(tokens)
    const lines = plain.split('\n')
    const links = JSON.stringify(env.references ?? {})
    const notes = groups.filter(isNote)
    const blocks = groups
      .filter((group) => !isNote(group))
      .map((group, at, all) => {
        const words = lines.slice(group.line, all[at + 1]?.line ?? lines.length).join('\n')
        return blockOf(group, words, links, (tokens) => render(reader, tokens, group.line, env))
      })
    if (notes.length === 0 && !('footnotes' in env)) return blocks
    const ending = render(
      ender,
      notes.flatMap(({ tokens }) => tokens),
      0,
      env,
    )
    return [...blocks, { key: ending, line: lines.length, html: () => ending }]
  }
  return { of }
}

const isNote = ({ tokens }: Group): boolean => tokens[0]?.type === 'footnote_reference_open'

function grouped(tokens: readonly Token[]): readonly Group[] {
  const groups: Group[] = []
  let open: Token[] = []
  let depth = 0
  for (const token of tokens) {
    open.push(token)
    depth += token.nesting
    if (depth > 0) continue
    groups.push({ tokens: open, line: open.find(({ map }) => map !== null)?.map?.[0] ?? 0 })
    open = []
  }
  return groups
}

function blockOf(
  { tokens, line }: Group,
  words: string,
  links: string,
  read: (tokens: Token[]) => string,
): Block {
  if (!/\[\^|\^\[/.test(words)) {
    const key = words.includes('[') ? `${links}\n${words}` : words
    return { key, line, html: () => read(tokens) }
  }
  const html = read(tokens)
  return { key: `${html}\n${words}`, line, html: () => html }
}

function render(parser: MarkdownIt, tokens: Token[], line: number, env: Env): string {
  const state = new parser.core.State('', parser, env)
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
