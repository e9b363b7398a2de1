import { expect, it } from 'vitest'
import { directionOf } from './line-direction.ts'

it('goes by the first letter, whatever marks stand before it', () => {
  expect(directionOf('# النسيج and more')).toBe('rtl')
  expect(directionOf('- [ ] שלום')).toBe('rtl')
  expect(directionOf('> Weaving النسيج')).toBe('ltr')
  expect(directionOf('日本')).toBe('ltr')
})

it('leaves a line without letters as the page runs', () => {
  expect(['', '---', '1. 2. 🧵'].map(directionOf)).toEqual([null, null, null])
})
