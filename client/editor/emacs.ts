/**
 * Emacs: its keys over the shared text.
 *
 * Promises that undo is about one's own changes only, that the mark stays while others write, and that
 * Enter goes on with a list as it does without these keys.
 */
import { type Extension, Prec } from '@codemirror/state'
import { ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { EmacsHandler, emacs } from '@replit/codemirror-emacs'
import { redo, undo } from './own-undo.ts'
import { isRemote } from './remote.ts'

/** Left to the editor's own keys. */
const notEmacs = { exec: () => false }

/** Its keys are the same in all editors. */
function teach(): void {
  EmacsHandler.bindKey('C-/|C-x u|S-C--|C-z', undo)
  EmacsHandler.bindKey('S-C-/|S-C-x u|C--|S-C-z', redo)
  // M-x asks for a command line, which there is not; M-y needs another history than the shared text's.
  EmacsHandler.bindKey('Return|Backspace|M-x|M-y', notEmacs)
}

type Keys = ViewPlugin<{ em: EmacsHandler }>

/** Emacs lets go of the mark at any change. This is asked before it, and puts the mark back after it. */
const heldMark = (keys: Keys) =>
  ViewPlugin.define((view) => {
    let emacs: EmacsHandler | undefined
    // Not in this turn: it is made after this.
    queueMicrotask(() => {
      emacs = view.plugin(keys)?.em
    })
    return {
      update(update: ViewUpdate) {
        const mark = isRemote(update) ? emacs?.emacsMark() : null
        if (!mark) return
        queueMicrotask(() => emacs?.setEmacsMark(emacs.updateMark(mark, update.changes)))
      },
    }
  })

export function emacsKeys(): Extension {
  teach()
  const keys = emacs()
  const [, plugin] = keys as unknown as readonly [Extension, Keys]
  return Prec.highest([heldMark(plugin), keys])
}
