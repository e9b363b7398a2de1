import { markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { ensureSyntaxTree, foldable, foldEffect, foldedRanges } from '@codemirror/language'
import { EditorState, type TransactionSpec } from '@codemirror/state'
import { signal } from '@preact/signals'
import { describe, expect, it } from 'vitest'
import { en } from '../words/en.ts'
import { folding } from './folding.ts'
import { MARKDOWN_PARTS } from './parts.ts'
import { reveal } from './reveal.ts'

function open(doc: string): EditorState {
  const language = markdown({ base: markdownLanguage })
  const extensions = [language, folding(MARKDOWN_PARTS, signal(en))]
  const state = EditorState.create({ doc, extensions })
  ensureSyntaxTree(state, doc.length, 5_000)
  return state
}

const change = (state: EditorState, spec: TransactionSpec) => state.update(spec).state

/** What is folded, as the text of it. */
function hidden(state: EditorState): string[] {
  const found: string[] = []
  foldedRanges(state).between(0, state.doc.length, (from, to) => {
    found.push(state.sliceDoc(from, to))
  })
  return found
}

function fold(state: EditorState, number: number): EditorState {
  const { from, to } = state.doc.line(number)
  const part = foldable(state, from, to)
  if (part === null) throw new Error(`no part on line ${number}`)
  return change(state, { effects: foldEffect.of(part) })
}

const DOC = '# A\n\none\n\n## B\n\ntwo\n\n# C\n\nthree'

describe('the parts of a text in Markdown', () => {
  it.each([
    ['a heading with something under it', '# A\n\none', [1]],
    ['no heading with nothing under it', '# A\n## B\n# C', [1]],
    ['an underlined heading', 'A\n===\n\none', [1]],
    ['an item with others under it', '- a\n  - b\n- c', [1]],
    ['a block of code', 'x\n\n```\na\n```\n', [3]],
    ['no paragraph', 'one\ntwo\nthree', []],
  ])('%s', (_, doc, lines) => {
    const state = open(doc)
    const all = Array.from({ length: state.doc.lines }, (_, at) => at + 1)
    expect(all.filter((at) => MARKDOWN_PARTS.beginsOn(state, state.doc.line(at)))).toEqual(lines)
  })

  it('are all sections when everything is folded, each under its heading', () => {
    const state = open(DOC)
    const all = MARKDOWN_PARTS.all(state).map(({ from, to }) => state.sliceDoc(from, to))
    expect(all).toEqual(['\n\none', '\n\ntwo', '\n\nthree'])
  })
})

describe('what is folded', () => {
  it('is a section with those below it', () => {
    expect(hidden(fold(open(DOC), 1))).toEqual(['\n\none\n\n## B\n\ntwo'])
  })

  it('opens where somebody is led to, and only there', () => {
    const state = fold(fold(open(DOC), 1), 9)
    expect(hidden(change(state, { effects: reveal.of(DOC.indexOf('two')) }))).toEqual(['\n\nthree'])
    expect(hidden(change(state, { effects: reveal.of(0) }))).toHaveLength(2)
  })

  it('opens for a match that ends where it ends', () => {
    const at = DOC.indexOf('two')
    const selection = { anchor: at, head: at + 3 }
    const state = fold(open(DOC), 1)
    expect(hidden(change(state, { selection, userEvent: 'select.search' }))).toEqual([])
  })

  it('stays folded when somebody writes in it, above it or at the end of its heading', () => {
    const state = fold(open(DOC), 5)
    const inside = change(state, { changes: { from: DOC.indexOf('two'), insert: 'new\n' } })
    expect(hidden(inside)).toEqual(['\n\nnew\ntwo'])
    const above = change(inside, { changes: { from: 0, insert: 'top\n' } })
    expect(hidden(above)).toEqual(['\n\nnew\ntwo'])
    const headed = change(state, { changes: { from: state.doc.line(5).to, insert: ' and more' } })
    expect(hidden(headed)).toEqual(['\n\ntwo'])
  })

  it('holds what others add at its end, and opens when one writes there oneself', () => {
    const state = fold(open(DOC), 5)
    const changes = { from: DOC.indexOf('two') + 3, insert: '\nnew' }
    expect(hidden(change(state, { changes }))).toEqual(['\n\ntwo\nnew'])
    expect(hidden(change(state, { changes, userEvent: 'input.type' }))).toEqual([])
  })

  it('opens when a line is begun at the end of its heading', () => {
    const state = fold(open(DOC), 5)
    expect(
      hidden(change(state, { changes: { from: state.doc.line(5).to, insert: '\n' } })),
    ).toEqual([])
  })

  it('is gone with its text', () => {
    const state = fold(open(DOC), 5)
    expect(hidden(change(state, { changes: { from: 0, to: DOC.length, insert: 'new' } }))).toEqual(
      [],
    )
  })
})
