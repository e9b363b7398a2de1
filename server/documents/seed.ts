/**
 * Seed: the first text of a room, as the update that its log begins with.
 *
 * Only the server seeds, once, in the commit that makes the room: two clients that each fill an empty
 * document would double it.
 */
import * as Y from 'yjs'
import { CONTENT, META } from '../../shared/protocol.ts'
import type { NewRow } from '../store/store.ts'
import type { RoomSeed } from './documents.ts'

/** Line ends become \n: an editor counts \r\n as one, Yjs as two. */
export const plainLines = (text: string): string => text.replaceAll(/\r\n?/g, '\n')

/** No rows for a room that starts empty. */
export function seedRows({ room, user, title, text }: RoomSeed, time: number): NewRow[] {
  if (!title && !text) return []
  const doc = new Y.Doc()
  doc.transact(() => {
    if (title) doc.getMap(META).set('title', title)
    if (text) doc.getText(CONTENT).insert(0, plainLines(text))
  })
  const update = Y.encodeStateAsUpdate(doc)
  return [{ room, time, user, clients: [doc.clientID], update }]
}
