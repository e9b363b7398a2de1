import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { CONTENT, SyncType, syncFrame } from '../../shared/protocol.ts'
import { YWebsocketDialect } from '../dialects/y-websocket.ts'
import { clientOf } from './authors.ts'
import { framed } from './bytes.ts'
import { Keystrokes } from './keystrokes.ts'

it('are what Yjs writes of the same typing', () => {
  const doc = new Y.Doc()
  doc.clientID = clientOf(3)
  const keystrokes = new Keystrokes(clientOf(3))
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let clock = 0; clock < 300; clock += 1)
    doc.getText(CONTENT).insert(clock, String.fromCharCode(97 + (clock % 26)))
  for (const [clock, update] of updates.entries())
    expect(Uint8Array.from(keystrokes.update(clock))).toEqual(update)
})

it.each([0, 1, 127, 128, 70_000])('are framed as the protocol says, with %i bytes', (length) => {
  const payload = new Uint8Array(length).fill(7)
  const prefix = new YWebsocketDialect('ws://nowhere').prefix('room', 'update')
  expect(Uint8Array.from(framed(prefix, payload))).toEqual(syncFrame(SyncType.update, payload))
})
