/**
 * Code: a text that is one file of code: its language, its indentation, its brackets.
 *
 * Loaded when a document is code; the language itself comes from a file of its own. Promises that a
 * language that nobody knows is edited as code all the same, only without colours, and that what the
 * file already uses to indent is gone on with.
 */
import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete'
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  LanguageDescription,
  syntaxHighlighting,
} from '@codemirror/language'
import { languages } from '@codemirror/language-data'
import { type Extension, Prec, type Text } from '@codemirror/state'
import { EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import type { ReadonlySignal } from '@preact/signals'
import { codeLook } from '../markdown/code-look.ts'
import type { TextKind } from '../session/text-kind.ts'
import type { Words } from '../words/en.ts'
import { folding } from './folding.ts'
import { CODE_PARTS } from './parts.ts'

const LINES_TO_LOOK_AT = 1_000

export const languageNames: readonly string[] = languages.map(({ name }) => name)

function languageOf(kind: TextKind): LanguageDescription | null {
  if (kind.startsWith('.')) return LanguageDescription.matchFilename(languages, `file${kind}`)
  return LanguageDescription.matchLanguageName(languages, kind, false)
}

/** The indentation of the first line that has any; two spaces where none has. */
export function unitOf(doc: Text): string {
  for (let number = 1; number <= Math.min(doc.lines, LINES_TO_LOOK_AT); number += 1) {
    const [, unit] = /^(\t| {2,8})\S/.exec(doc.line(number).text) ?? []
    if (unit) return unit
  }
  return '  '
}

export async function codeText(
  kind: TextKind,
  doc: Text,
  words: ReadonlySignal<Words>,
): Promise<Extension> {
  const found = languageOf(kind)
  const unit = unitOf(doc)
  return [
    found ? await found.load() : [],
    syntaxHighlighting(HighlightStyle.define(codeLook)),
    indentUnit.of(unit === '  ' && found?.name === 'Python' ? '    ' : unit),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    lineNumbers(),
    folding(CODE_PARTS, words),
    highlightActiveLine(),
    keymap.of(closeBracketsKeymap),
    EditorView.editorAttributes.of({ class: 'is-code' }),
    Prec.high(EditorView.contentAttributes.of({ spellcheck: 'false', autocapitalize: 'off' })),
  ]
}
