import { describe, expect, it } from 'vitest'
import { endingOf, fileNameOf, isCode, textFileNameOf } from './file-name.ts'

describe('a document as a file', () => {
  it.each([
    ['Travel plan', 'Travel plan.md'],
    ['', 'untitled.md'],
    ['main.py', 'main.py'],
    ['notes.txt', 'notes.txt'],
    ['a/b: "c"?', 'a b c.md'],
    ['Version 2.0', 'Version 2.0.md'],
    ['...', '....md'],
  ])('called %o is %o', (title, name) => {
    expect(fileNameOf(title)).toBe(name)
  })

  it('of another kind has that kind’s ending', () => {
    expect(['Plan', 'notes.md', 'main.py'].map((title) => fileNameOf(title, '.html'))).toEqual([
      'Plan.html',
      'notes.html',
      'main.py.html',
    ])
  })

  it('in a language that was chosen has the ending of its files', () => {
    expect(['Rust', 'Markdown', 'Brainfuck'].map(endingOf)).toEqual(['.rs', '.md', '.txt'])
    expect(textFileNameOf('main', 'Python')).toBe('main.py')
    expect(textFileNameOf('notes.md', 'Rust')).toBe('notes.rs')
    // But its title's own ending is the first to say it.
    expect(textFileNameOf('notes.js', 'Markdown')).toBe('notes.js')
    expect(textFileNameOf('Plan', null)).toBe('Plan.md')
    const inherited = ['constructor', 'toString', '__proto__', 'hasOwnProperty']
    expect(new Set(inherited.map(endingOf))).toEqual(new Set(['.txt']))
  })

  it('is code when its title ends as a file of code does', () => {
    expect(['main.py', 'a.c', 'lib.RS'].map(isCode)).toEqual([true, true, true])
    expect(['Plan', 'notes.md', 'read.txt', 'Version 2.0'].map(isCode)).toEqual([
      false,
      false,
      false,
      false,
    ])
  })
})
