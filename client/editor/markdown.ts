/**
 * Markdown: the language of the text, and the keys that know it.
 *
 * Loaded after the editor stands: nobody needs it to type. Promises that a keystroke costs no more in a
 * paragraph of any length than in a short one (long-blocks.ts).
 */
import { markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { languages } from '@codemirror/language-data'
import type { Extension } from '@codemirror/state'
import { longBlocks } from './long-blocks.ts'
import { markdownLook } from './markdown-look.ts'

export const markdownText: Extension = [
  markdown({
    base: markdownLanguage,
    codeLanguages: languages,
    completeHTMLTags: false,
    extensions: longBlocks,
  }),
  markdownLook,
]
