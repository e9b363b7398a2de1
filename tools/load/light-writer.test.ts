import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { CONTENT, SyncType, syncFrame } from '../../shared/protocol.ts'
import { insertion } from './light-writer.ts'

it('writes what Yjs writes', () => {
  const doc = new Y.Doc()
  doc.clientID = 300
  const frames: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => frames.push(syncFrame(SyncType.update, update)))
  const text = doc.getText(CONTENT)
  const byHand: Uint8Array[] = []
  for (const word of ['<300:0>', '<300:1>', 'ä 👋']) {
    byHand.push(Uint8Array.from(insertion(300, text.length, word)))
    text.insert(text.length, word)
  }
  expect(byHand).toEqual(frames.map((frame) => Uint8Array.from(frame)))
})
