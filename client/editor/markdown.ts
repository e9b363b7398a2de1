/**
 * Markdown: the language of the text, and the keys that know it.
 *
 * Loaded after the editor stands: nobody needs it to type. Promises that a keystroke costs no more in a
 * paragraph of any length than in a short one (long-blocks.ts).
 */
import { markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { languages } from '@codemirror/language-data'
import { type Extension, Prec } from '@codemirror/state'
import { keymap } from '@codemirror/view'
import type { ReadonlySignal } from '@preact/signals'
import type { Text } from 'yjs'
import type { Words } from '../words/en.ts'
import { folding } from './folding.ts'
import { LIST_KEYS } from './list-keys.ts'
import { longBlocks } from './long-blocks.ts'
import { markdownLook } from './markdown-look.ts'
import { markdownTools } from './markdown-tools.ts'
import { MARKDOWN_PARTS } from './parts.ts'
import { pasteAsMarkdown } from './paste.ts'
import { type PictureDesk, pictureText } from './pictures.ts'
import type { Toolbox } from './tools.ts'

export const markdownText = (
  toolbox: Toolbox,
  desk: PictureDesk & { readonly text: Text },
  words: ReadonlySignal<Words>,
): Extension => [
  markdown({
    base: markdownLanguage,
    codeLanguages: languages,
    completeHTMLTags: false,
    extensions: longBlocks,
    addKeymap: false,
    pasteURLAsLink: false,
  }),
  markdownLook,
  Prec.high(keymap.of(LIST_KEYS)),
  markdownTools(toolbox),
  pictureText(desk),
  pasteAsMarkdown(desk.text),
  folding(MARKDOWN_PARTS, words),
]
