/**
 * Page: a small editor as anyone would build it from the documentation of Yjs, who has never read
 * Weft's source: y-websocket and y-codemirror.next as they come from npm, a token in the query.
 */
import { defaultKeymap } from '@codemirror/commands'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { yCollab } from 'y-codemirror.next'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

const asked = new URLSearchParams(location.search)
const doc = new Y.Doc()
const text = doc.getText('content')
const provider = new WebsocketProvider(`ws://${location.host}/ws`, asked.get('room'), doc, {
  params: { token: asked.get('token') },
})
provider.awareness.setLocalStateField('user', { name: 'Anyone', color: '#30bced' })

new EditorView({
  parent: document.body,
  state: EditorState.create({
    doc: text.toString(),
    extensions: [
      keymap.of(defaultKeymap),
      EditorView.contentAttributes.of({ 'aria-label': 'Document text' }),
      yCollab(text, provider.awareness),
    ],
  }),
})
