/**
 * Highlight: code in the colours that it has in the text, by the same languages.
 *
 * Loaded when there is code, and each language when it is first named.
 */
import { LanguageDescription } from '@codemirror/language'
import { languages } from '@codemirror/language-data'
import { highlightCode, tagHighlighter } from '@lezer/highlight'
import { codeLook } from '../markdown/code-look.ts'

/** In characters: code longer than that stays plain, so that the preview never stops for it. */
const LONGEST = 100_000

const look = tagHighlighter(codeLook)

export async function highlight(code: HTMLElement, language: string): Promise<void> {
  const text = code.textContent ?? ''
  const known = LanguageDescription.matchLanguageName(languages, language, true)
  if (known === null || text.length > LONGEST) return
  const { parser } = (await known.load()).language
  const nodes: Node[] = []
  highlightCode(
    text,
    parser.parse(text),
    look,
    (piece, classes) => nodes.push(classes === '' ? new Text(piece) : dressed(piece, classes)),
    () => nodes.push(new Text('\n')),
  )
  code.replaceChildren(...nodes)
}

function dressed(piece: string, classes: string): HTMLElement {
  const span = document.createElement('span')
  span.className = classes
  span.textContent = piece
  return span
}
