/**
 * Html: a document as a page of its own, to keep or to print.
 *
 * Markdown as the preview reads it (markdown/markdown.ts); code as it stands. Loaded when somebody asks for it.
 */

import { createMarkdown } from '../markdown/markdown.ts'
import type { Words } from '../words/en.ts'
import { MARKDOWN, type TextKind } from './text-kind.ts'

const STYLE = `
  body { max-width: 42rem; margin: 3rem auto; padding: 0 1.5rem; color: #231f1a; background: #fff;
    font: 400 17px/1.6 Inter, system-ui, sans-serif; overflow-wrap: break-word }
  :is(p, li, h1, h2, h3, h4, h5, h6, th, td) { unicode-bidi: plaintext }
  li { text-align: -webkit-match-parent; text-align: match-parent }
  h1, h2, h3, h4 { margin: 1.6em 0 .5em; line-height: 1.25; break-after: avoid }
  h1.title { margin-top: 0; font-size: 2rem }
  a { color: #333f96 }
  code, pre { font-family: "JetBrains Mono", ui-monospace, monospace; font-size: .875em }
  pre { padding: 1em; border-radius: 9px; background: #f5f1e9; white-space: pre-wrap }
  pre, blockquote, table, img { break-inside: avoid }
  blockquote { margin-inline: 0; padding-inline-start: 1em; border-inline-start: 3px solid #d9cfbd; color: #5f574c }
  table { border-collapse: collapse }
  th, td { padding: .35em .75em; border: 1px solid #d9cfbd }
  img { max-width: 100% }
  .column-right { text-align: right }
  .column-center { text-align: center }
  .task { list-style: none }
  hr { border: 0; border-top: 1px solid #d9cfbd }
  @media print { body { max-width: none; margin: 0; padding: 0; font-size: 11pt } }
`

/** It is opened where no server says what it may do: it may be looked at. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; img-src http: https: data:`

export interface Written {
  readonly title: string
  readonly kind: TextKind
  readonly text: string
}

/**
 * In the language of these words, which whoever wrote it reads. `nonce`: where a Content-Security-Policy asks
 * the style sheet for one.
 */
export function htmlOf({ title, kind, text }: Written, words: Words, nonce = ''): string {
  const parser = createMarkdown()
  const { escapeHtml } = parser.utils
  const style = nonce === '' ? '<style>' : `<style nonce="${escapeHtml(nonce)}">`
  const heading = title === '' ? '' : `<h1 class="title">${escapeHtml(title)}</h1>`
  const body =
    kind === MARKDOWN ? parser.render(text) : `<pre><code>${escapeHtml(text)}</code></pre>`
  return [
    `<!doctype html><html lang="${words.tag}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(title || words.common.untitled)}</title>${style}${STYLE}</style></head>`,
    `<body>${heading}${body}</body></html>`,
  ].join('\n')
}
