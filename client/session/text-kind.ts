/**
 * Text kind: whether a document's text is Markdown or code, and of which language.
 *
 * What somebody has chosen for all (`meta.language`) counts, else the title: one that ends as a file of
 * code is one. Everything else is Markdown.
 */
import { isCode } from '../../shared/file-name.ts'

/** `Markdown`, a language by its name, or by the ending of its files, as in `.py`. */
export type TextKind = string

export const MARKDOWN: TextKind = 'Markdown'

export function textKindOf(title: string, chosen: string | null): TextKind {
  if (chosen !== null) return chosen
  return isCode(title) ? title.slice(title.lastIndexOf('.')).toLowerCase() : MARKDOWN
}
