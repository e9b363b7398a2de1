import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, createBlocks } from './blocks.ts'

describe('the blocks of a text', () => {
  it('know their lines, and keep their keys when they move', () => {
    const blocks = createBlocks()
    const before = blocks.of('# A\n\ntext\n\n- [ ] one\n- [x] two\n')
    const after = blocks.of('New.\n\n# A\n\ntext\n\n- [ ] one\n- [x] two\n')
    expect(before.map(({ line }) => line)).toEqual([0, 2, 4])
    expect(after.slice(1).map(({ key }) => key)).toEqual(before.map(({ key }) => key))
    expect(after[3]?.html()).toBe(before[2]?.html())
    expect(after[3]?.html()).toMatch(/data-task="0"[\s\S]*checked data-task="1"/)
  })

  it('number footnotes through the whole text, those in footnotes too', () => {
    const text = 'a[^x]\n\nb[^y] c^[here]\n\n[^x]: X[^z]\n[^y]: Y\n[^z]: Z'
    const html = createBlocks()
      .of(text)
      .map((block) => block.html())
    expect(html[0]).toContain('[1]')
    expect(html[1]).toMatch(/\[2\][\s\S]*\[3\]/)
    const notes = html.at(-1) ?? ''
    expect(notes.match(/<li/g)).toHaveLength(4)
    expect(notes).toMatch(/X[\s\S]*\[4\][\s\S]*Y[\s\S]*here[\s\S]*Z/)
  })

  it('are made anew when what their links mean has changed', () => {
    const blocks = createBlocks()
    const [before] = blocks.of('[a]\n\nb\n\n[a]: https://one.example')
    const [after] = blocks.of('[a]\n\nb\n\n[a]: https://two.example')
    expect(before?.key).not.toBe(after?.key)
    expect(after?.html()).toContain('https://two.example')
  })

  it('leave the address of an image to whoever may load it', () => {
    const [block] = createBlocks().of('![a "b"](https://example.org/x.png)')
    expect(block?.html()).toContain(
      '<img data-image="https://example.org/x.png" alt="a &quot;b&quot;">',
    )
  })

  // `$$` is one only where another follows, however far away.
  it('are a formula from where an edit opens one', () => {
    const blocks = createBlocks()
    blocks.of('- b\n> d\n---\n$$')
    expect(blocks.of('$$\n> d\n---\n$$')).toHaveLength(1)
  })

  it('are the same after any edits as of a text that is new', () => {
    const parts = [
      '\n',
      '\n\n',
      '# A',
      '- b',
      '  c',
      '> d',
      '```',
      '[^1]',
      '[a]: /x',
      '| e |\n| - |',
      '---',
      'f g',
      '$$',
      '    h',
      '1. i',
    ]
    const part = fc.constantFrom(...parts)
    const edit = fc.record({ at: fc.nat(400), out: fc.nat(12), into: part })
    const look = (blocks: readonly Block[]) =>
      blocks.map((block) => [block.line, block.key, block.html()])
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 60 }),
        fc.array(edit, { maxLength: 12 }),
        (first, edits) => {
          const blocks = createBlocks()
          let text = first.join('\n')
          expect(look(blocks.of(text))).toEqual(look(createBlocks().of(text)))
          for (const { at, out, into } of edits) {
            text = text.slice(0, at) + into + text.slice(at + out)
            expect(look(blocks.of(text))).toEqual(look(createBlocks().of(text)))
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
