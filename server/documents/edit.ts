/**
 * Edit: a text that came as a whole, as an update that somebody could have typed.
 *
 * Made on a copy of the document, so the document itself stays what the log holds. People who type at the
 * same time keep their words: only what differs is deleted and inserted.
 */
import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import { CONTENT, META } from '../../shared/protocol.ts'
import { changes } from './changes.ts'
import type { TextEdit } from './documents.ts'
import { mergeUpdates } from './merge.ts'
import { plainLines } from './seed.ts'

/** What stands in a text for what is no text: one place in Yjs, and nothing that anybody types. */
const EMBED = '\ufffc'

/**
 * The clientID for a user’s edits in a room. One of its own for each edit would make every document grow
 * by one more client that all its readers have to know for ever; one that can be told beforehand, somebody
 * else could take first.
 */
export function editClient(salt: Uint8Array, room: string, user: string): number {
  return createHash('sha256').update(salt).update(`${room}/${user}`).digest().readUInt32LE()
}

/** Under `client`, from the state that `state` encodes. Null when there is nothing to do. */
export function editUpdate(state: Uint8Array, client: number, edit: TextEdit): Uint8Array | null {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  doc.clientID = client
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  doc.transact(() => {
    if (edit.kind === 'title') doc.getMap(META).set('title', edit.text)
    else change(doc.getText(CONTENT), edit)
  })
  doc.destroy()
  return updates.length > 0 ? mergeUpdates(updates) : null
}

function change(shared: Y.Text, { kind, text }: TextEdit): void {
  const current = lettersOf(shared)
  const sent = plainLines(text)
  if (kind === 'append') {
    const isInLine = current !== '' && !current.endsWith('\n')
    shared.insert(current.length, sent && (isInLine ? `\n${sent}` : sent))
    return
  }
  for (const { at, deleted, inserted } of changes(current, sent)) {
    if (deleted > 0) shared.delete(at, deleted)
    else shared.insert(at, inserted)
  }
}

/** As long as Yjs counts it. */
function lettersOf(shared: Y.Text): string {
  const pieces: { insert: unknown }[] = shared.toDelta()
  return pieces.map(({ insert }) => (typeof insert === 'string' ? insert : EMBED)).join('')
}
