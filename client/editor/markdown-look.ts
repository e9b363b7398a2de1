/**
 * Markdown look: gives each piece of Markdown the class that the style dresses.
 *
 * Promises never to change the text or hide a character of it: what is written stays visible, only
 * quieter or louder. Inline pieces come from the syntax highlighter, whole lines (headings, quotes,
 * code blocks) from a walk over the visible tree. How they look is style/markdown.css's.
 */
import { HighlightStyle, syntaxHighlighting, syntaxTree } from '@codemirror/language'
import { type EditorState, type Extension, type Range, RangeSet } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { codeLook } from '../markdown/code-look.ts'

const inline = HighlightStyle.define([
  { tag: tags.heading, class: 'md-heading-text' },
  { tag: tags.strong, class: 'md-strong' },
  { tag: tags.emphasis, class: 'md-emphasis' },
  { tag: tags.strikethrough, class: 'md-strike' },
  { tag: tags.link, class: 'md-link' },
  { tag: tags.url, class: 'md-url' },
  { tag: tags.monospace, class: 'md-code' },
  { tag: tags.labelName, class: 'md-info' },
  { tag: tags.contentSeparator, class: 'md-rule' },
  { tag: [tags.processingInstruction, tags.escape], class: 'md-mark' },
  { tag: tags.atom, class: 'md-task' },
  ...codeLook,
])

/** The classes of the lines that a node covers; `ends` also marks its first and last line. */
const LINES: Readonly<Record<string, { readonly class: string; readonly ends?: boolean }>> = {
  ATXHeading1: { class: 'md-line-h1' },
  ATXHeading2: { class: 'md-line-h2' },
  ATXHeading3: { class: 'md-line-h3' },
  ATXHeading4: { class: 'md-line-h4' },
  ATXHeading5: { class: 'md-line-h4' },
  ATXHeading6: { class: 'md-line-h4' },
  SetextHeading1: { class: 'md-line-h1' },
  SetextHeading2: { class: 'md-line-h2' },
  Blockquote: { class: 'md-line-quote' },
  FencedCode: { class: 'md-line-code', ends: true },
  CodeBlock: { class: 'md-line-code', ends: true },
  Table: { class: 'md-line-table' },
}

function lineRanges(state: EditorState, from: number, to: number): Range<Decoration>[] {
  const ranges: Range<Decoration>[] = []
  syntaxTree(state).iterate({
    from,
    to,
    enter: (node) => {
      const look = LINES[node.name]
      if (look === undefined) return
      const first = state.doc.lineAt(node.from).number
      const last = state.doc.lineAt(node.to).number
      const start = Math.max(first, state.doc.lineAt(from).number)
      const end = Math.min(last, state.doc.lineAt(to).number)
      for (let number = start; number <= end; number += 1) {
        const ends = look.ends === true ? endClasses(look.class, number, first, last) : ''
        const line = Decoration.line({ class: `${look.class}${ends}` })
        ranges.push(line.range(state.doc.line(number).from))
      }
    },
  })
  return ranges
}

const endClasses = (base: string, number: number, first: number, last: number): string =>
  (number === first ? ` ${base}-first` : '') + (number === last ? ` ${base}-last` : '')

function decorate(view: EditorView): DecorationSet {
  const ranges = view.visibleRanges.flatMap(({ from, to }) => lineRanges(view.state, from, to))
  return RangeSet.of(ranges, true)
}

const lines = ViewPlugin.define(
  (view) => ({
    decorations: decorate(view),
    update(update: ViewUpdate) {
      const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state)
      if (update.docChanged || update.viewportChanged || isParsed) {
        this.decorations = decorate(update.view)
      }
    },
  }),
  { decorations: (plugin) => plugin.decorations },
)

export const markdownLook: Extension = [syntaxHighlighting(inline), lines]
