/**
 * Editor: CodeMirror over the shared text.
 *
 * Promises that what is on screen is the shared text, character for character; that undo takes back
 * only one's own edits; and that a reader can select and search but not change. Follows the session's
 * signals until `destroy`. Looks are the style's; carets are carets.ts's.
 */
import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import { Compartment, EditorSelection, EditorState, type Extension, Text } from '@codemirror/state'
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightSpecialChars,
  type KeyBinding,
  keymap,
  placeholder,
  rectangularSelection,
  ViewPlugin,
} from '@codemirror/view'
import { effect, type ReadonlySignal, signal } from '@preact/signals'
import { yCollab } from 'y-codemirror.next'
import * as Y from 'yjs'
import type { Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'
import { MARKDOWN } from '../session/text-kind.ts'
import type { Words } from '../words/en.ts'
import { remoteCarets } from './carets.ts'
import { chosenKeys } from './chosen-keys.ts'
import { type Edges, NO_EDGES } from './edge.ts'
import type { KeyChoice } from './key-habit.ts'
import { later } from './later.ts'
import { lineBreaks } from './line-breaks.ts'
import { lineDirection } from './line-direction.ts'
import { nonce } from './nonce.ts'
import { ownCaret } from './own-caret.ts'
import { redo, undo, undoKeys } from './own-undo.ts'
import type { PictureDesk } from './pictures.ts'
import { placeOfCaret, places, showPlace } from './places.ts'
import { reveal } from './reveal.ts'
import { still } from './still.ts'
import { createToolbox, type Toolbox, type Tools, toolsOf } from './tools.ts'

export interface Editor {
  readonly view: EditorView
  readonly focus: () => void
  readonly tools: Tools
  /** Scrolls to the caret of the first of these awareness clients that has one. */
  readonly goTo: (clients: readonly number[]) => void
  /** Who is above and below what is seen. */
  readonly edges: ReadonlySignal<Edges>
  readonly undo: () => void
  readonly redo: () => void
  /** Opens the search. */
  readonly find: () => void
  /** The line of the caret, as a place to point to. */
  readonly placeHere: () => string
  /** Scrolls to it and marks it for a moment. */
  readonly showPlace: (place: string) => void
  readonly destroy: () => void
}

/** On the first line the page scrolls to its top: the space above the text belongs to it. */
const topOfPage = EditorView.scrollMargins.of(({ state, documentPadding }) => {
  const isFirstLine = state.selection.main.head <= state.doc.line(1).to
  return isFirstLine ? { top: documentPadding.top } : null
})

/** With CapsLock on, Shift makes a small z, which CodeMirror would take for Mod-z: undo. */
const redoInCapsLock: KeyBinding = {
  any: (view, { key, shiftKey, altKey, ctrlKey, metaKey }) =>
    key === 'z' && shiftKey && !altKey && (ctrlKey || metaKey) && redo(view),
}

/** A click beside the column puts the caret at that line's nearer end, instead of doing nothing. */
const clicksBeside = ViewPlugin.define((view) => {
  const onMouseDown = (event: MouseEvent) => {
    const isScrollbar = event.offsetX >= view.scrollDOM.clientWidth
    if (event.target !== view.scrollDOM || event.button !== 0 || isScrollbar) return
    event.preventDefault()
    const at = view.posAtCoords({ x: event.clientX, y: event.clientY }, false)
    view.dispatch({ selection: { anchor: at }, userEvent: 'select.pointer' })
    view.focus()
  }
  view.scrollDOM.addEventListener('mousedown', onMouseDown)
  return { destroy: () => view.scrollDOM.removeEventListener('mousedown', onMouseDown) }
})

/** As soon as it is there. Its own keys, once they are, come before. */
function find(view: EditorView): boolean {
  import('./find.ts').then(
    ({ openSearchPanel }) => openSearchPanel(view),
    // It is loaded again when it is asked for again.
    () => undefined,
  )
  return true
}

const behaviour: Extension = [
  lineBreaks,
  lineDirection,
  highlightSpecialChars(),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  rectangularSelection(),
  crosshairCursor(),
  EditorView.lineWrapping,
  topOfPage,
  clicksBeside,
  still,
  EditorView.contentAttributes.of({ spellcheck: 'true', tabindex: '0' }),
  keymap.of([
    redoInCapsLock,
    ...undoKeys,
    { key: 'Mod-f', run: find, preventDefault: true },
    ...defaultKeymap,
    indentWithTab,
  ]),
]

/** A reader keeps focus and selection: `editable` off would take away both. */
function rights(mayWrite: boolean, session: Session): Extension {
  if (mayWrite) return ownCaret(session.text, session.awareness)
  return [
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
    EditorView.contentAttributes.of({ role: 'textbox', 'aria-readonly': 'true' }),
  ]
}

/** What CodeMirror says itself, what the text is called, and, of an empty one, how one starts. */
const spoken = (words: Words['editor'], isEmptyForSure: boolean): Extension => [
  EditorState.phrases.of(words.phrases),
  EditorView.contentAttributes.of({ 'aria-label': words.label }),
  isEmptyForSure ? placeholder(words.invitation) : [],
]

/** Where it is told what becomes of pictures. */
type News = PictureDesk['news']

const isMarkdown = ({ kind }: Session): boolean => kind.value === MARKDOWN

/** Until the letters of what is emphasized are there, or cannot be had: coming after it, they would move the text. */
async function slanted(): Promise<void> {
  const { fontFamily } = getComputedStyle(document.body)
  await document.fonts.load(`italic 1em ${fontFamily}`).catch(() => [])
}

/** What the text looks like, and the keys that know it. */
async function dressOf(
  session: Session,
  toolbox: Toolbox,
  news: News,
  words: ReadonlySignal<Words>,
): Promise<Extension> {
  const { text, sendPicture: send } = session
  const now = session.kind.peek()
  if (now === MARKDOWN) {
    const [{ markdownText }] = await Promise.all([import('./markdown.ts'), slanted()])
    return markdownText(toolbox, { text, send, news }, words)
  }
  return (await import('./code.ts')).codeText(now, Text.of(text.toString().split('\n')), words)
}

/** Where the others are, in what is seen and beyond it; what they point to; following and calling them. */
function othersIn(session: Session) {
  const { text, awareness, following } = session
  const carets = remoteCarets(text, awareness)
  const edges = signal(NO_EDGES)
  const rest = later(async () => {
    const [{ follow }, { watchEdges }, { mentionNames }] = await Promise.all([
      import('./follow.ts'),
      import('./edges.ts'),
      import('./mention-names.ts'),
    ])
    return [
      follow(text, awareness, following),
      watchEdges(carets.plugin, session, edges),
      mentionNames(session),
    ]
  })
  return { carets, edges, extension: [carets.extension, places, rest.slot], fill: rest.fill }
}

/** What of the editor follows the session and the words, or comes later: its slots, and what fills them. */
function changingOf(session: Session, toolbox: Toolbox, news: News, words: ReadonlySignal<Words>) {
  const finder = later(async () => (await import('./find.ts')).finding)
  const dress = later(() => dressOf(session, toolbox, news, words))
  const [rightsSlot, wordsSlot] = [new Compartment(), new Compartment()]
  const fill = (view: EditorView) => [
    finder.fill(view),
    effect(() => {
      if (session.kind.value !== MARKDOWN) toolbox.on.value = null
      return dress.fill(view)
    }),
    effect(() => {
      const mayWrite = canWrite(session.role.value)
      view.dispatch({ effects: rightsSlot.reconfigure(rights(mayWrite, session)) })
    }),
    effect(() => {
      const isKnown = session.loaded.value && canWrite(session.role.value) && isMarkdown(session)
      view.dispatch({ effects: wordsSlot.reconfigure(spoken(words.value.editor, isKnown)) })
    }),
  ]
  // Other phrases than before would make the editor anew.
  const first = wordsSlot.of(spoken(words.peek().editor, false))
  return { slots: [finder.slot, dress.slot, rightsSlot.of([]), first], fill }
}

export function createEditor(
  parent: HTMLElement,
  session: Session,
  words: ReadonlySignal<Words>,
  news: News,
  keys: KeyChoice,
): Editor {
  const { text } = session
  const undoManager = new Y.UndoManager(text, { captureTimeout: 400, trackedOrigins: new Set() })
  const others = othersIn(session)
  const toolbox = createToolbox(undoManager)
  const changing = changingOf(session, toolbox, news, words)
  const chosen = chosenKeys(session, keys, { undoManager, words, saved: keys.saved })
  const view = new EditorView({
    parent,
    doc: text.toString(),
    extensions: [
      nonce(),
      behaviour,
      chosen.slot,
      changing.slots,
      yCollab(text, null, { undoManager }),
      toolbox.extension,
      others.extension,
    ],
  })
  const stops = [others.fill(view), ...changing.fill(view), chosen.fill(view)]
  return {
    ...handles(view, text, others),
    tools: toolsOf(toolbox, view),
    destroy: () => {
      for (const stop of stops) stop()
      view.destroy()
      undoManager.destroy()
    },
  }
}

function handles(
  view: EditorView,
  text: Y.Text,
  { carets, edges }: ReturnType<typeof othersIn>,
): Omit<Editor, 'destroy' | 'tools'> {
  const withFocus = (command: () => void) => () => {
    view.focus()
    command()
  }
  return {
    view,
    edges,
    focus: () => view.focus(),
    undo: withFocus(() => undo(view)),
    redo: withFocus(() => redo(view)),
    find: withFocus(() => find(view)),
    goTo: (clients) => {
      const caret = view.plugin(carets.plugin)?.point(clients)
      if (caret === undefined) return
      const at = EditorSelection.cursor(Math.min(caret.head, view.state.doc.length))
      const scroll = EditorView.scrollIntoView(at, { y: 'center' })
      view.dispatch({ effects: [reveal.of(at.head), scroll] })
    },
    placeHere: () => placeOfCaret(view, text),
    showPlace: (place) => showPlace(view, text, place),
  }
}
