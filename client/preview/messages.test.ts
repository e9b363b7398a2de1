import { describe, expect, it } from 'vitest'
import { fromDiagrams, fromPreview } from './messages.ts'

describe('what comes out of a frame', () => {
  it.each([
    { type: 'ready' },
    { type: 'tick', line: 3, words: '- [ ] a' },
    { type: 'scroll', line: 2.5 },
    { type: 'key', key: 'undo' },
    { type: 'diagram', source: 'graph LR' },
  ])('is taken in its shape: %o', (message) => {
    expect(fromPreview({ ...message, more: 'x' })).toEqual(message)
  })

  it.each([
    null,
    'ready',
    {},
    { type: 'text', text: 'x' },
    { type: 'tick', line: -1, words: '' },
    { type: 'tick', line: Number.NaN, words: '' },
    { type: 'tick', line: 1, words: 'x'.repeat(50_001) },
    { type: 'scroll', line: '1' },
    { type: 'key', key: 'constructor' },
    { type: 'diagram', source: 1 },
  ])('is nothing in any other: %o', (message) => {
    expect(fromPreview(message)).toBeNull()
  })

  it('is a diagram, or that there is none', () => {
    expect(fromDiagrams('ready')).toBe('ready')
    expect(fromDiagrams({ source: 'a', svg: null })).toEqual({ source: 'a', svg: null })
    for (const wrong of [null, {}, { source: 'a', svg: 1 }]) expect(fromDiagrams(wrong)).toBeNull()
  })
})
