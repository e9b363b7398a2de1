/**
 * Line breaks: keeps the editor's positions and the shared text's the same.
 *
 * CodeMirror counts every line break as one character, Y.Text counts "\r\n" as two; if the editor
 * split at "\r\n", every place after it would be off by one (y-codemirror.next issue 35). So "\n" is
 * the only line break here: a "\r" that another client wrote stays a character, and none is written
 * from here.
 */
import { EditorState, type Extension, type TransactionSpec } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { ySyncAnnotation } from 'y-codemirror.next'

export const toNewlines = (text: string): string => text.replace(/\r\n?/g, '\n')

const ownEditsOnly = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.annotation(ySyncAnnotation) !== undefined)
    return transaction
  const changes: { from: number; to: number; insert: string }[] = []
  let hasReturn = false
  transaction.changes.iterChanges((from, to, _fromB, _toB, inserted) => {
    const text = inserted.sliceString(0, inserted.length, '\n')
    hasReturn ||= text.includes('\r')
    changes.push({ from, to, insert: toNewlines(text) })
  })
  const cleaned: TransactionSpec = { changes, scrollIntoView: transaction.scrollIntoView }
  return hasReturn ? cleaned : transaction
})

export const lineBreaks: Extension = [
  EditorState.lineSeparator.of('\n'),
  EditorView.clipboardInputFilter.of(toNewlines),
  ownEditsOnly,
]
