import { describe, expect, it } from 'vitest'
import { Chance } from '../testing/chance.ts'
import { changes } from './changes.ts'

function applied(from: string, to: string): string {
  let text = from
  for (const { at, deleted, inserted } of changes(from, to)) {
    expect(text.slice(at, at + deleted) + inserted, 'half a letter').toSatisfy(isWhole)
    text = text.slice(0, at) + inserted + text.slice(at + deleted)
  }
  return text
}

const isWhole = (text: unknown): boolean => (text as string).isWellFormed()

describe('changes', () => {
  it.each([
    ['nothing', 'the same', 'the same', 0],
    ['a word', 'one two three', 'one 2 three', 2],
    ['words far apart', 'one two three four', 'ONE two three FOUR', 4],
    ['from empty', '', 'something', 1],
    ['to empty', 'something', '', 1],
    ['a line moved away', 'a\nb\nc\nd\n', 'b\nc\na\nd\n', 2],
    ['a pair that shares its first half', 'x👍y', 'x👎y', 2],
    ['a pair that shares its second half', '\u{1f44d}', '\u{1044d}', 2],
  ])('are no more than needed: %s', (_, from, to, most) => {
    expect(applied(from, to)).toBe(to)
    expect(changes(from, to).length).toBeLessThanOrEqual(most)
  })

  it('leave every line between two that changed alone, in a long text', () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `line ${index} of many\n`)
    const changed = lines.with(3, 'the third\n').with(99_990, 'near the end\n')
    const deleted = changes(lines.join(''), changed.join('')).map((splice) => splice.deleted)
    expect(deleted.reduce((sum, each) => sum + each)).toBeLessThan(60)
  })

  it.each([
    ['of one letter', 'a'.repeat(2_000_000), `b${'a'.repeat(1_000_000)}c${'a'.repeat(500_000)}d`],
    ['of lines that repeat', 'x\ny\n'.repeat(500_000), 'y\nx\nz\n'.repeat(400_000)],
    ['with nothing in common', 'one two '.repeat(300_000), '34'.repeat(1_000_000)],
  ])(
    'T30: of texts that are hard to compare are found before anyone waits long: %s',
    (_, from, to) => {
      // Letter by letter they take minutes, which is over the time that a test has.
      expect(changes(from, to).length).toBeLessThan(10)
    },
  )

  it('make one text of the other, whatever they are', () => {
    const chance = new Chance(7)
    const text = () =>
      Array.from({ length: chance.below(60) }, () =>
        chance.pick(['a', 'b', 'cd', '\n', '\n\n', '👍', '👎', '𐑍', '👨‍👩‍👧']),
      ).join('')
    for (let story = 0; story < 2_000; story++) {
      const [from, to] = [text(), text()]
      expect(applied(from, to)).toBe(to)
    }
  })
})
