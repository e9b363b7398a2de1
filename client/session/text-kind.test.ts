import { expect, it } from 'vitest'
import { textKindOf } from './text-kind.ts'

it('is what was chosen, else what the title says, else Markdown', () => {
  expect(textKindOf('Plan', null)).toBe('Markdown')
  expect(textKindOf('notes.md', null)).toBe('Markdown')
  expect(textKindOf('lib/main.PY', null)).toBe('.py')
  expect(textKindOf('Plan', 'Rust')).toBe('Rust')
  expect(textKindOf('main.py', 'Markdown')).toBe('Markdown')
})
