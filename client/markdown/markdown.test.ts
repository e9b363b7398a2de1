import { describe, expect, it } from 'vitest'
import { createMarkdown } from './markdown.ts'
import { outlineOf } from './outline.ts'

const html = (text: string): string => createMarkdown().render(text)

describe('Markdown', () => {
  it('takes dollars for formulas only where no price is meant', () => {
    expect(html('$a^2$ and $x$.')).toContain('<code class="math">a^2</code> and')
    for (const price of ['$5 and $6', 'a $ b $ c', '\\$a$', '$5', '$$'])
      expect(html(price)).not.toContain('class="math"')
    expect(html('$$\n\\frac{1}{2}\n$$')).toContain('\\frac{1}{2}')
    expect(html('$$ a < b $$')).toContain('a &lt; b')
    expect(html('$$\nnever closed')).not.toContain('class="math"')
  })

  it('knows tasks, also numbered and quoted ones, and nothing else in brackets', () => {
    expect(html('- [x] a\n- [ ] b\n1. [X] c')).toMatch(/☑ a[\s\S]*☐ b[\s\S]*☑ c/)
    expect(html('- [y] a\n- []\n\n[x] b')).not.toMatch(/[☐☑]/)
  })

  it('puts footnotes at the end, and the side of a column into a class', () => {
    expect(html('a[^1]\n\n[^1]: why')).toMatch(/footnote-ref[\s\S]*footnotes[\s\S]*why/)
    expect(html('| a |\n| -: |\n| 1 |')).toContain('<td class="column-right">1</td>')
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'vbscript:x',
    'file:///etc/passwd',
    'data:text/html,x',
    'data:image/svg+xml,x',
    'blob:x',
    'weft:x',
  ])('makes no link of %s', (address) => {
    expect(html(`[a](${address}) ![a](${address})`)).not.toMatch(/href|src/)
  })
})

describe('the outline', () => {
  it('has the headings of the text in their order, with their lines', () => {
    const text = '# A *b* `c` #\ntext\n\nUnder\n===\n\n### [Deep](x)\nno\n---'
    expect(outlineOf(text)).toEqual([
      { level: 1, words: 'A b c', line: 0 },
      { level: 1, words: 'Under', line: 3 },
      { level: 3, words: 'Deep', line: 6 },
      { level: 2, words: 'no', line: 7 },
    ])
  })

  it('takes nothing in code, no rule and no table for a heading', () => {
    const text = '```sh\n# no\n```\n~~~\n# no\n```\n~~~\n    # no\n\n---\n| a |\n---\n#no\n- x\n---'
    expect(outlineOf(text)).toEqual([])
    expect(outlineOf('```\ncode\n```\n---\n~~~\ncode\n~~~\n===')).toEqual([])
  })
})
