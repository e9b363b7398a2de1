import { getIndentation, getIndentUnit, indentUnit, language } from '@codemirror/language'
import { EditorState, Text } from '@codemirror/state'
import { signal } from '@preact/signals'
import { describe, expect, it } from 'vitest'
import { en } from '../words/en.ts'
import { codeText, unitOf } from './code.ts'

const open = async (kind: string, doc: string) =>
  EditorState.create({
    doc,
    extensions: await codeText(kind, Text.of(doc.split('\n')), signal(en)),
  })

describe('a file of code', () => {
  it.each([
    ['.py', 'python'],
    ['TypeScript', 'typescript'],
    ['.rs', 'rust'],
  ])('%s has its language', async (kind, name) => {
    expect((await open(kind, '')).facet(language)?.name).toBe(name)
  })

  it('of a language that nobody knows is code without one', async () => {
    const state = await open('.zzz', '')
    expect(state.facet(language)).toBeNull()
    expect(getIndentUnit(state)).toBe(2)
  })

  it('goes on with the indentation that it has', async () => {
    expect(unitOf(Text.of(['a', '\tb']))).toBe('\t')
    expect(unitOf(Text.of(['a', '    b', '  c']))).toBe('    ')
    expect((await open('.py', '')).facet(indentUnit)).toBe('    ')
    const state = await open('.ts', 'if (a) {\n')
    expect(getIndentation(state, state.doc.length)).toBe(2)
  })
})
