/**
 * Editor: CodeMirror over the shared text.
 *
 * Promises that what is on screen is the shared text, character for character; that undo takes back
 * only one's own edits; and that a reader can select and search but not change. Follows the session's
 * signals until `destroy`. Looks are the style's; carets are carets.ts's.
 */
import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorSelection, EditorState, type Extension } from '@codemirror/state'
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
import { effect } from '@preact/signals'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import * as Y from 'yjs'
import type { Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'
import { remoteCarets } from './carets.ts'
import { later } from './later.ts'
import { lineBreaks } from './line-breaks.ts'
import { ownCaret } from './own-caret.ts'

export interface Editor {
  readonly view: EditorView
  readonly focus: () => void
  /** Scrolls to the caret of the first of these awareness clients that has one. */
  readonly goTo: (clients: readonly number[]) => void
  readonly destroy: () => void
}

/** The page's nonce, without which its Content-Security-Policy would refuse CodeMirror's style. */
function nonce(): Extension {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')
  return meta === null ? [] : EditorView.cspNonce.of(meta.nonce || meta.content)
}

/** On the first line the page scrolls to its top: the space above the text belongs to it. */
const topOfPage = EditorView.scrollMargins.of(({ state, documentPadding }) => {
  const isFirstLine = state.selection.main.head <= state.doc.line(1).to
  return isFirstLine ? { top: documentPadding.top } : null
})

const redo = yUndoManagerKeymap.find(({ key }) => key === 'Mod-Shift-z')?.run

/** With CapsLock on, Shift makes a small z, which CodeMirror would take for Mod-z: undo. */
const redoInCapsLock: KeyBinding = {
  any: (view, { key, shiftKey, altKey, ctrlKey, metaKey }) =>
    key === 'z' && shiftKey && !altKey && (ctrlKey || metaKey) && redo?.(view) === true,
}

const behaviour: Extension = [
  lineBreaks,
  highlightSpecialChars(),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  rectangularSelection(),
  crosshairCursor(),
  EditorView.lineWrapping,
  topOfPage,
  search({ top: true }),
  highlightSelectionMatches(),
  EditorView.contentAttributes.of({
    'aria-label': 'Document text',
    spellcheck: 'true',
    tabindex: '0',
  }),
  keymap.of([
    redoInCapsLock,
    ...yUndoManagerKeymap,
    ...searchKeymap,
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

const invitation = (isEmptyForSure: boolean): Extension =>
  isEmptyForSure ? placeholder('Write something. Markdown works.') : []

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

/** Scrolls to this caret, if there is one. */
function center(view: EditorView, caret: { readonly head: number } | undefined): void {
  if (caret === undefined) return
  const at = EditorSelection.cursor(Math.min(caret.head, view.state.doc.length))
  view.dispatch({ effects: EditorView.scrollIntoView(at, { y: 'center' }) })
}

export function createEditor(parent: HTMLElement, session: Session): Editor {
  const { text, awareness } = session
  const undoManager = new Y.UndoManager(text, { captureTimeout: 400, trackedOrigins: new Set() })
  const carets = remoteCarets(text, awareness)
  const markdown = later(() => import('./markdown.ts').then((module) => module.markdownText))
  const rightsSlot = new Compartment()
  const invitationSlot = new Compartment()
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text.toString(),
      extensions: [
        nonce(),
        behaviour,
        markdown.slot,
        clicksBeside,
        rightsSlot.of([]),
        invitationSlot.of([]),
        yCollab(text, null, { undoManager }),
        carets.extension,
      ],
    }),
  })
  const stops = [
    markdown.fill(view),
    effect(() => {
      const mayWrite = canWrite(session.role.value)
      view.dispatch({ effects: rightsSlot.reconfigure(rights(mayWrite, session)) })
    }),
    effect(() => {
      const isKnown = session.loaded.value && canWrite(session.role.value)
      view.dispatch({ effects: invitationSlot.reconfigure(invitation(isKnown)) })
    }),
  ]
  return {
    view,
    focus: () => view.focus(),
    goTo: (clients) => center(view, view.plugin(carets.plugin)?.point(clients)),
    destroy: () => {
      for (const stop of stops) stop()
      view.destroy()
      undoManager.destroy()
    },
  }
}
