/**
 * Vim: its keys over the shared text.
 *
 * Promises that `u` and Ctrl-R are about one's own changes only, each insertion and each command one step;
 * that what others write meanwhile is not repeated; that `:w` says whether all is saved; and that outside of insert mode Tab leaves the text.
 */
import { type Extension, Facet, Prec } from '@codemirror/state'
import { type Command, type EditorView, ViewPlugin } from '@codemirror/view'
import { effect } from '@preact/signals'
import { CodeMirror, getCM, Vim, vim } from '@replit/codemirror-vim'
import type { KeyDesk } from './key-habit.ts'
import { redo, undo } from './own-undo.ts'
import { isRemote } from './remote.ts'

/** In ms. */
const SAID = 5_000

const desk = Facet.define<KeyDesk, KeyDesk | undefined>({ combine: ([first]) => first })

/** It goes on being true while it is said. */
function saySaved(cm: CodeMirror): void {
  const saved = cm.cm6.state.facet(desk)?.saved
  if (saved === undefined) return
  const line = document.createElement('span')
  line.setAttribute('role', 'status')
  const stop = effect(() => {
    line.textContent = saved.value
  })
  cm.openNotification(line, { bottom: true, duration: SAID })
  setTimeout(stop, SAID)
}

/** Vim has its cursor where the change begins, and nothing selected. */
const ofHistory = (command: Command) => (cm: CodeMirror) => {
  command(cm.cm6)
  cm.cm6.dispatch({ selection: { anchor: cm.cm6.state.selection.main.from } })
}

/** Vim's commands are the same in all editors; each finds its own editor's desk. */
function teach(): void {
  Object.assign(CodeMirror.commands, { undo: ofHistory(undo), redo: ofHistory(redo) })
  Vim.defineEx('undo', 'u', ofHistory(undo))
  Vim.defineEx('redo', 'red', ofHistory(redo))
  Vim.defineEx('write', 'w', saySaved)
  Vim.defineEx('wq', 'wq', saySaved)
  Vim.defineEx('xit', 'x', saySaved)
}

/** Vim would take what others write for what is being inserted, and repeat it. */
function onlyOwn(cm: CodeMirror): void {
  cm.onChange = (update) => {
    CodeMirror.prototype.onChange.call(cm, update)
    if (cm.curOp && isRemote(update)) Object.assign(cm.curOp, { change: null, lastChange: null })
  }
}

/** Names its field; its looks are the style's. */
function dressDialog(dialog: Element | null | undefined, name: string): void {
  dialog?.querySelector('input')?.setAttribute('aria-label', name)
  dialog?.querySelector<HTMLElement>('div.cm-vim-message')?.style.removeProperty('color')
}

const INSERTS = /^(insert|replace)/

/** Follows the mode. */
function modes(view: EditorView) {
  const cm = getCM(view)
  if (cm) onlyOwn(cm)
  const { undoManager, words } = view.state.facet(desk) ?? {}
  const { captureTimeout } = undoManager ?? {}
  const step = () => undoManager?.stopCapturing()
  let isInserting = false
  const onMode = ({ mode }: { readonly mode: string }) => {
    isInserting = INSERTS.test(mode)
    step()
    if (undoManager) undoManager.captureTimeout = isInserting ? Infinity : (captureTimeout ?? 0)
    view.setTabFocusMode(!isInserting)
  }
  // Each letter that is inserted is a command, too.
  const onCommand = () => {
    if (!isInserting) step()
  }
  const onDialog = () => dressDialog(cm?.state.dialog, words?.value.keyHabit.command ?? '')
  cm?.on('vim-mode-change', onMode)
  cm?.on('vim-command-done', onCommand)
  cm?.on('dialog', onDialog)
  onMode({ mode: 'normal' })
  return {
    destroy() {
      onMode({ mode: 'normal' })
      view.setTabFocusMode(false)
    },
  }
}

export function vimKeys(around: KeyDesk): Extension {
  teach()
  return [desk.of(around), Prec.highest(vim({ status: true })), ViewPlugin.define(modes)]
}
