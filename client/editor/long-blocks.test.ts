import { markdownLanguage } from '@codemirror/lang-markdown'
import { type Tree, TreeFragment } from '@lezer/common'
import type { MarkdownParser } from '@lezer/markdown'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LINE_MAX, longBlocks, PIECE } from './long-blocks.ts'

const LINE = 'The _weft_ goes over one warp thread and **under** the next,'
const paragraph = (lines: number) =>
  Array.from({ length: lines }, (_, at) => `${LINE} row ${at}`).join('\n')

/** The editor's parser, which counts the letters that it looks into for emphasis, links and the like. */
function makeParser() {
  const seen = { letters: 0 }
  const count = () => {
    seen.letters += 1
    return -1
  }
  const counting = { parseInline: [{ name: 'Count', parse: count, before: 'Escape' }] }
  const base = markdownLanguage.parser as MarkdownParser
  return { parser: base.configure([longBlocks, counting]), seen }
}

const blocksOf = (tree: Tree, text: string) => {
  const blocks: string[] = []
  for (let at = tree.topNode.firstChild; at; at = at.nextSibling)
    blocks.push(`${at.name} ${text.slice(at.from, at.to)}`)
  return blocks
}

function parse(text: string): string[] {
  return blocksOf(makeParser().parser.parse(text), text)
}

/** Each node with its place. */
function allOf(tree: Tree): string[] {
  const nodes: string[] = []
  tree.iterate({ enter: ({ name, from, to }) => void nodes.push(`${name} ${from} ${to}`) })
  return nodes
}

/** The parser after an insertion into a text that it knows. */
function typed(text: string, at: number, insert: string) {
  const { parser, seen } = makeParser()
  const before = TreeFragment.addTree(parser.parse(text))
  const change = { fromA: at, toA: at, fromB: at, toB: at + insert.length }
  const after = text.slice(0, at) + insert + text.slice(at)
  seen.letters = 0
  const tree = parser.parse(after, TreeFragment.applyChanges(before, [change]))
  return { tree, letters: seen.letters, fresh: () => makeParser().parser.parse(after) }
}

describe('long blocks', () => {
  it('leave a paragraph of ordinary length alone', () => {
    const text = paragraph(20)
    expect(parse(`${text}\n\nNext.`)).toEqual([`Paragraph ${text}`, 'Paragraph Next.'])
  })

  it('read a giant paragraph as pieces that are all of it, each with its Markdown', () => {
    const text = paragraph(7_000)
    const { parser } = makeParser()
    const tree = parser.parse(text)
    const blocks = blocksOf(tree, text)
    expect(blocks.every((block) => block.startsWith('Paragraph '))).toBe(true)
    expect(blocks.map((block) => block.slice('Paragraph '.length)).join('\n')).toBe(text)
    expect(allOf(tree).filter((node) => node.startsWith('StrongEmphasis '))).toHaveLength(7_000)
  })

  it('look into a few thousand letters for a key in a giant paragraph, wherever it is', () => {
    const text = paragraph(7_000)
    for (let share = 0; share < 1; share += 0.3) {
      const { letters } = typed(text, Math.floor(text.length * share), 'x')
      expect(letters).toBeLessThan(12 * PIECE)
    }
  })

  it('do not look into a giant line at all, and into its neighbours as ever', () => {
    const line = `${LINE} `.repeat(Math.ceil((LINE_MAX + 1) / LINE.length))
    const { parser, seen } = makeParser()
    const text = `A _word_.\n${line}\nAnother.`
    expect(blocksOf(parser.parse(text), text)).toEqual([
      'Paragraph A _word_.',
      `Paragraph ${line}`,
      'Paragraph Another.',
    ])
    expect(seen.letters).toBeLessThan(20)
  })

  it('leave a long table whole', () => {
    const rows = Array.from({ length: 400 }, (_, at) => `| warp ${at} | indigo |`)
    expect(parse(['| a | b |', '|---|---|', ...rows].join('\n'))).toHaveLength(1)
  })

  it('come out the same however the text came to be', () => {
    const lines = fc.array(fc.constantFrom(LINE, 'short', '', '- item', '> quote', '    code'), {
      minLength: 100,
      maxLength: 300,
    })
    const edit = fc.constantFrom('x', '\n', '\n\n', '**', `${LINE}\n`)
    fc.assert(
      fc.property(lines, fc.double({ min: 0, max: 1, noNaN: true }), edit, (all, share, insert) => {
        const text = all.join('\n')
        const { tree, fresh } = typed(text, Math.floor(text.length * share), insert)
        expect(allOf(tree)).toEqual(allOf(fresh()))
      }),
      { numRuns: 60 },
    )
  })
})
