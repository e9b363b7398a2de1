/** Stories of texts, with what is selected in them: before a command, and after it. */
import { deleteMarkupBackward, markdown, markdownLanguage } from '@codemirror/lang-markdown'
import { ensureSyntaxTree } from '@codemirror/language'
import {
  EditorSelection,
  EditorState,
  type SelectionRange,
  type StateCommand,
} from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { COMMANDS, type CommandId } from './commands.ts'
import { dedentItem, indentItem } from './list-indent.ts'
import { goOn } from './list-keys.ts'

/** `«words»` is selected, `|` a caret. */
function stateOf(told: string): EditorState {
  const ranges: SelectionRange[] = []
  let doc = ''
  let anchor = 0
  for (const char of told) {
    if (char === '«') anchor = doc.length
    else if (char === '»') ranges.push(EditorSelection.range(anchor, doc.length))
    else if (char === '|') ranges.push(EditorSelection.cursor(doc.length))
    else doc += char === '¦' ? '|' : char
  }
  return EditorState.create({
    doc,
    selection: EditorSelection.create(ranges),
    extensions: [
      EditorState.allowMultipleSelections.of(true),
      markdown({ base: markdownLanguage, addKeymap: false }),
    ],
  })
}

function told(state: EditorState): string {
  let text = state.doc.toString().replaceAll('|', '¦')
  for (const { from, to, empty } of [...state.selection.ranges].reverse())
    text = empty
      ? `${text.slice(0, from)}|${text.slice(from)}`
      : `${text.slice(0, from)}«${text.slice(from, to)}»${text.slice(to)}`
  return text
}

function outcome(before: string, run: StateCommand): string {
  let state = stateOf(before)
  ensureSyntaxTree(state, state.doc.length, 5_000)
  let count = 0
  const isDone = run({
    state,
    dispatch: (transaction) => {
      count += 1
      state = transaction.state
    },
  })
  expect(count).toBe(isDone ? 1 : 0)
  return isDone ? told(state) : 'nothing'
}

const command = (id: CommandId) => {
  const found = COMMANDS.find((each) => each.id === id)
  if (!found) throw new Error(`no command ${id}`)
  return found
}
const does = (id: CommandId, before: string) => outcome(before, command(id).run)

describe('a mark', () => {
  it.each<[CommandId, string, string]>([
    ['bold', 'one «two» three', 'one **«two»** three'],
    ['bold', 'one tw|o three', 'one **tw|o** three'],
    ['bold', 'one | three', 'one **|** three'],
    ['bold', 'one **|** three', 'one | three'],
    ['bold', 'one« two »three', 'one **«two»** three'],
    ['bold', '«one **two** three»', '**«one two three»**'],
    ['bold', '«one\n- two»\n\nthree', '**«one**\n- **two»**\n\nthree'],
    ['bold', '> # «a title»', '> # **«a title»**'],
    ['italic', '«one» and «two»', '*«one»* and *«two»*'],
    ['strike', '«gone»', '~~«gone»~~'],
    ['code', '«a`b»', '`` «a`b» ``'],
    ['code', '«npm i»', '`«npm i»`'],
  ])('%s: %o becomes %o', (id, before, becomes) => {
    expect(does(id, before)).toBe(becomes)
  })

  it.each<[CommandId, string, string]>([
    ['bold', 'one **«two»** three', 'one «two» three'],
    ['bold', 'one «**two**» three', 'one «two» three'],
    ['bold', 'one **tw|o** three', 'one tw|o three'],
    ['bold', 'one __tw|o__', 'one tw|o'],
    ['italic', '***«both»***', '**«both»**'],
    ['strike', '~~o|ne~~ ~~t|wo~~', 'o|ne t|wo'],
    ['code', '`` a`|b ``', ' a`|b '],
  ])('%s off: %o becomes %o', (id, before, becomes) => {
    expect(does(id, before)).toBe(becomes)
  })

  it('goes on for all selections when it is on for some', () => {
    expect(does('bold', '**«one»** «two»')).toBe('**«one»** **«two»**')
  })

  it('knows whether it is on', () => {
    const isOn = (id: CommandId, text: string) => command(id).isOn?.(stateOf(text))
    expect(isOn('bold', 'a **b|c** d')).toBe(true)
    expect(isOn('bold', 'a **bc** d|')).toBe(false)
    expect(isOn('bold', '`**b|**`')).toBe(false)
    expect(isOn('bold', '**a|** b|')).toBe(false)
    expect(isOn('heading2', '## a|')).toBe(true)
    expect(isOn('bullets', '- [ ] a|')).toBe(false)
    expect(isOn('tasks', '- [x] a|')).toBe(true)
  })
})

describe('a link', () => {
  it.each([
    ['see «the book» now', 'see [the book](|) now'],
    ['see bo|ok', 'see [book](|)'],
    ['«https://weft.example/a»', '[|](https://weft.example/a)'],
    ['| x', '[|]() x'],
    ['see [the bo|ok](https://a.example)', 'see the bo|ok'],
  ])('%o becomes %o', (before, becomes) => {
    expect(does('link', before)).toBe(becomes)
  })
})

describe('whole lines', () => {
  it.each<[CommandId, string, string]>([
    ['heading1', 'a ti|tle', '# a ti|tle'],
    ['heading2', '# a ti|tle', '## a ti|tle'],
    ['heading2', '## a ti|tle', 'a ti|tle'],
    ['heading3', '|', '### |'],
    ['bullets', '«one\n\ntwo»', '- «one\n\n- two»'],
    ['bullets', '- «one\n- two»', '«one\ntwo»'],
    ['numbers', '- «one\n- two»', '1. «one\n2. two»'],
    ['tasks', '- [x] «one\ntwo»', '- [x] «one\n- [ ] two»'],
    ['bullets', '> o|ne', '> - o|ne'],
    ['quote', 'o|ne\nt|wo', '> o|ne\n> t|wo'],
    ['quote', '> «one\n> two»', '«one\ntwo»'],
  ])('%s: %o becomes %o', (id, before, becomes) => {
    expect(does(id, before)).toBe(becomes)
  })
})

describe('what comes as lines of its own', () => {
  it('has empty lines around it', () => {
    expect(does('rule', 'a|b\nc')).toBe('ab\n\n---\n|\nc')
    expect(does('rule', 'a\n\n|')).toBe('a\n\n---\n|')
    const table = '¦ «A»   ¦ B   ¦\n¦ --- ¦ --- ¦\n¦     ¦     ¦'
    expect(does('table', 'words|')).toBe(`words\n\n${table}\n`)
  })
})

describe('a list', () => {
  it.each([
    ['- one|', '- one\n- |'],
    ['1. one|\n2. two', '1. one\n2. |\n3. two'],
    ['- [x] one|', '- [x] one\n- [ ] |'],
    ['> one|', '> one\n> |'],
    ['- one\n- |', '- one\n|'],
  ])('goes on at Enter: %o becomes %o', (before, becomes) => {
    expect(outcome(before, goOn)).toBe(becomes)
  })

  it('is left with Backspace', () => {
    expect(outcome('- one\n- |', deleteMarkupBackward)).toBe('- one\n  |')
  })

  it.each([
    ['- one\n- tw|o', '- one\n  - tw|o'],
    ['1. one\n2. tw|o\n3. three', '1. one\n   1. tw|o\n2. three'],
    ['1. one\n   1. two\n2. thr|ee\n3. four', '1. one\n   1. two\n   2. thr|ee\n2. four'],
    ['- one\n- tw|o\n  - three\n- four', '- one\n  - tw|o\n    - three\n- four'],
    ['1. one\n1. tw|o\n1. three', '1. one\n   1. tw|o\n1. three'],
    ['> - one\n> - tw|o', '> - one\n>   - tw|o'],
    ['- «one\n- two»', '  - «one\n  - two»'],
    ['words|', 'nothing'],
  ])('Tab: %o becomes %o', (before, becomes) => {
    expect(outcome(before, indentItem)).toBe(becomes)
  })

  it.each([
    ['- one\n  - tw|o', '- one\n- tw|o'],
    ['1. one\n   1. tw|o\n2. three', '1. one\n2. tw|o\n3. three'],
    ['- one|', '- one|'],
    ['>> - on|e', '>> - on|e'],
    ['1. one\n> - tw|o', '1. one\n> - tw|o'],
    ['> - one\n>   - tw|o', '> - one\n> - tw|o'],
    ['- one\n  - tw|o\n> >- three', '- one\n- tw|o\n> >- three'],
  ])('Shift-Tab: %o becomes %o', (before, becomes) => {
    expect(outcome(before, dedentItem)).toBe(becomes)
  })
})

it('nothing is changed for a reader', () => {
  const state = EditorState.create({ doc: '- words', extensions: EditorState.readOnly.of(true) })
  const dispatch = () => expect.unreachable()
  const runs = [...COMMANDS.map(({ run }) => run), indentItem, dedentItem]
  expect(runs.map((run) => run({ state, dispatch }))).toEqual(runs.map(() => false))
})
