/**
 * Math: `$…$` in a line, and `$$` around lines, become tokens `math_inline` and `math_block` whose content is TeX.
 *
 * As Pandoc reads them, so that prices stay prices: a `$` opens before what is no space, closes after what is
 * none, and not before a digit. Draws nothing: the TeX is shown as code until somebody draws it.
 */
import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it'

export function math(parser: MarkdownIt): void {
  parser.inline.ruler.after('escape', 'math_inline', inLine)
  parser.block.ruler.after('fence', 'math_block', inLines, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  })
  const { escapeHtml } = parser.utils
  parser.renderer.rules.math_inline = (tokens, at) =>
    `<code class="math">${escapeHtml(tokens[at]?.content ?? '')}</code>`
  parser.renderer.rules.math_block = (tokens, at, _options, _env, self) => {
    const token = tokens[at]
    if (token === undefined) return ''
    return `<pre class="math"${self.renderAttrs(token)}><code>${escapeHtml(token.content)}</code></pre>\n`
  }
}

function inLine(state: StateInline, silent: boolean): boolean {
  const { src, pos, posMax } = state
  if (src[pos] !== '$' || /[\s$]/.test(src[pos + 1] ?? ' ')) return false
  let end = pos + 1
  while (end < posMax && (src[end] !== '$' || src[end - 1] === '\\')) end += 1
  if (end >= posMax || /\s/.test(src[end - 1] ?? ' ') || /\d/.test(src[end + 1] ?? '')) return false
  if (!silent) state.push('math_inline', 'math', 0).content = src.slice(pos + 1, end)
  state.pos = end + 1
  return true
}

function inLines(state: StateBlock, start: number, end: number, silent: boolean): boolean {
  const lineAt = (line: number) =>
    state.src
      .slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
      .trim()
  const opening = lineAt(start)
  if (!opening.startsWith('$$') || (state.sCount[start] ?? 0) - state.blkIndent >= 4) return false
  const whole = /^\$\$(.+)\$\$$/.exec(opening)
  let last = start
  if (whole === null) {
    if (opening !== '$$') return false
    do last += 1
    while (last < end && lineAt(last) !== '$$')
    if (last >= end) return false
  }
  if (silent) return true
  const token = state.push('math_block', 'math', 0)
  token.block = true
  token.content = whole?.[1] ?? state.getLines(start + 1, last, state.tShift[start] ?? 0, false)
  token.map = [start, last + 1]
  state.line = last + 1
  return true
}
