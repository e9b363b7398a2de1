/**
 * Folding: puts parts of the text away under their first lines.
 *
 * Promises that folding changes what this window shows, and nothing else; and that whatever somebody is led
 * to (by a search, a link, their own caret, another's) opens. What others write in a folded part stays there, their
 * carets at its edge. What the parts are is parts.ts's.
 */
import {
  codeFolding,
  foldEffect,
  foldedRanges,
  foldState,
  syntaxTree,
  unfoldEffect,
} from '@codemirror/language'
import {
  EditorState,
  type Extension,
  Facet,
  type StateEffect,
  type Text,
  Transaction,
} from '@codemirror/state'
import {
  type Command,
  EditorView,
  GutterMarker,
  gutter,
  highlightActiveLineGutter,
  keymap,
} from '@codemirror/view'
import type { ReadonlySignal } from '@preact/signals'
import type { Words } from '../words/en.ts'
import { headingLevel, type Parts, partOf, type Range } from './parts.ts'
import { reveal } from './reveal.ts'

/** In lines: how far above the caret the part that it is in may begin. */
const FAR = 2_000

interface Setup {
  readonly parts: Parts
  readonly words: ReadonlySignal<Words>
}

const setup = Facet.define<Setup, Setup | undefined>({ combine: ([first]) => first })

const wordsOf = (state: EditorState) => state.facet(setup)?.words.peek().editing.folding

const linesIn = (doc: Text, { from, to }: Range): number =>
  doc.lineAt(to).number - doc.lineAt(from).number

function foldsIn(state: EditorState, from: number, to: number): Range[] {
  const found: Range[] = []
  foldedRanges(state).between(from, to, (from, to) => {
    found.push({ from, to })
  })
  return found
}

function fold(view: EditorView, parts: readonly Range[]): boolean {
  if (parts.length === 0) return false
  const { head } = view.state.selection.main
  const over = parts.find(({ from, to }) => from < head && head <= to)
  view.dispatch({
    ...(over && { selection: { anchor: over.from } }),
    effects: [
      ...parts.map((part) => foldEffect.of(part)),
      EditorView.announce.of(wordsOf(view.state)?.folded ?? ''),
    ],
  })
  return true
}

function unfold(view: EditorView, parts: readonly Range[]): boolean {
  if (parts.length === 0) return false
  view.dispatch({
    effects: [
      ...parts.map((part) => unfoldEffect.of(part)),
      EditorView.announce.of(wordsOf(view.state)?.unfolded ?? ''),
    ],
  })
  return true
}

/** The smallest part around the caret that is not folded yet. */
function partHere(state: EditorState): Range[] {
  const { head } = state.selection.main
  const { number } = state.doc.lineAt(head)
  for (let at = number; at > Math.max(0, number - FAR); at -= 1) {
    const line = state.doc.line(at)
    if (!state.facet(setup)?.parts.beginsOn(state, line)) continue
    const part = partOf(state, line)
    const isFolded = foldsIn(state, line.from, line.to).length > 0
    if (part !== null && part.to >= head && !isFolded) return [part]
  }
  return []
}

const foldHere: Command = (view) => fold(view, partHere(view.state))

const unfoldHere: Command = (view) => {
  const { from, to } = view.state.doc.lineAt(view.state.selection.main.head)
  return unfold(view, foldsIn(view.state, from, to))
}

const foldAll: Command = (view) => fold(view, view.state.facet(setup)?.parts.all(view.state) ?? [])

const unfoldAll: Command = (view) => unfold(view, foldsIn(view.state, 0, view.state.doc.length))

/** What can be done, by what it is called (words/). */
export const FOLDING = { fold: foldHere, unfold: unfoldHere, foldAll, unfoldAll }

class Sign extends GutterMarker {
  readonly #isFolded: boolean
  /** As tall as the heading that it stands beside. */
  override readonly elementClass: string

  constructor(isFolded: boolean, level: number | null) {
    super()
    this.#isFolded = isFolded
    this.elementClass = level === null ? '' : `is-h${level}`
  }

  override eq(other: Sign): boolean {
    return this.#isFolded === other.#isFolded && this.elementClass === other.elementClass
  }

  override toDOM({ state }: EditorView): HTMLElement {
    const sign = document.createElement('span')
    sign.className = this.#isFolded ? 'fold-sign is-folded' : 'fold-sign'
    sign.title = wordsOf(state)?.[this.#isFolded ? 'unfold' : 'fold'] ?? ''
    return sign
  }
}

const signs = gutter({
  class: 'fold-signs',
  lineMarker({ state }, block) {
    const line = state.doc.lineAt(block.from)
    const isFolded = foldsIn(state, line.from, line.to).length > 0
    if (!isFolded && !state.facet(setup)?.parts.beginsOn(state, line)) return null
    return new Sign(isFolded, headingLevel(state, line))
  },
  lineMarkerChange: ({ startState, state }) =>
    syntaxTree(startState) !== syntaxTree(state) ||
    startState.field(foldState, false) !== state.field(foldState, false),
  domEventHandlers: {
    click(view, block) {
      const line = view.state.doc.lineAt(block.from)
      const folded = foldsIn(view.state, line.from, line.to)
      const part = partOf(view.state, line)
      return folded.length > 0 ? unfold(view, folded) : part !== null && fold(view, [part])
    },
  },
})

/** What stands in the place of a part: a button that brings it back. */
const placeholder = codeFolding({
  preparePlaceholder: ({ doc }, part) => linesIn(doc, part),
  placeholderDOM({ state }, onclick, lines: number) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'fold'
    // On the way out of the text there may be hundreds; the keys open the one at the caret.
    button.tabIndex = -1
    button.textContent = wordsOf(state)?.lines(lines) ?? ''
    button.title = wordsOf(state)?.unfold ?? ''
    button.setAttribute('aria-expanded', 'false')
    button.onclick = onclick
    return button
  },
})

/**
 * What others add at its end is part of it, and its lines are counted anew. One opens that one writes on oneself,
 * or whose first line is gone or goes on in another.
 */
function renewed(transaction: Transaction, old: Range): StateEffect<Range>[] {
  const { startState, changes, newDoc } = transaction
  const now = { from: changes.mapPos(old.from, 1), to: changes.mapPos(old.to, -1) }
  const grown = { from: now.from, to: changes.mapPos(old.to, 1) }
  if (now.from >= now.to) return []
  const isWrittenOn = grown.to > now.to && transaction.annotation(Transaction.userEvent)
  const isHeadless = newDoc.lineAt(now.from).from === now.from
  if (isWrittenOn || isHeadless) return [unfoldEffect.of(now)]
  const isSame = grown.to === now.to && linesIn(newDoc, now) === linesIn(startState.doc, old)
  return isSame ? [] : [unfoldEffect.of(now), foldEffect.of(grown)]
}

const keeping = EditorState.transactionExtender.of((transaction) => {
  const { startState, changes, effects, newSelection } = transaction
  if (foldedRanges(startState).size === 0) return null
  const ledTo = effects.flatMap((effect) => (effect.is(reveal) ? [effect.value] : []))
  if (transaction.isUserEvent('select.search')) ledTo.push(newSelection.main.from)
  const news = ledTo.flatMap((at) =>
    foldsIn(startState, at, at)
      .filter(({ from, to }) => from < at && at <= to)
      .map((part) => unfoldEffect.of(part)),
  )
  changes.iterChangedRanges((from, to) => {
    for (const part of foldsIn(startState, from, to)) news.push(...renewed(transaction, part))
  })
  return news.length > 0 ? { effects: news } : null
})

export const folding = (parts: Parts, words: ReadonlySignal<Words>): Extension => [
  setup.of({ parts, words }),
  placeholder,
  keeping,
  signs,
  highlightActiveLineGutter(),
  keymap.of([
    { key: 'Ctrl-Shift-[', run: foldHere, preventDefault: true },
    { key: 'Ctrl-Shift-]', run: unfoldHere, preventDefault: true },
  ]),
]
