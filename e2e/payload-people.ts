/**
 * Payload people: as many as there are names, in one document at the same time, each with a caret in its text and
 * one thing said in its chat.
 *
 * They have no page: sockets of this process, which came by the document's link as anybody would.
 */
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { StockClient, until } from '../server/testing/live.ts'
import type { CreatedRoom } from '../shared/api.ts'
import { awarenessFrame, sayFrame } from '../shared/protocol.ts'
import { encodeSecret } from '../shared/secrets.ts'
import { LightClient } from '../tools/load/light-client.ts'
import { linkOf, type Server } from './server.ts'

export interface Speaker {
  readonly name: string
  readonly says: string
}

/** Returns when all are there and have spoken, with what makes them leave. */
export async function arrive(
  server: Server,
  room: CreatedRoom,
  speakers: readonly Speaker[],
): Promise<() => void> {
  const [first] = speakers
  const reader = new StockClient(
    server.url,
    room.room,
    await passOf(server, room, `${first?.name}`),
  )
  await reader.synced()
  const [places, end] = [reader.text, reader.text.length]
  const all = speakers.map(async (speaker, at) => {
    const token = await passOf(server, room, speaker.name)
    const address = `${server.url.replace('http', 'ws')}/ws/${room.room}?token=${token}`
    const place = Y.createRelativePositionFromTypeIndex(places, Math.min(at * 2, end))
    return speak(address, speaker, place)
  })
  const clients = await Promise.all(all)
  reader.close()
  return () => {
    for (const client of clients) client.leave()
  }
}

async function passOf(server: Server, room: CreatedRoom, name: string): Promise<string> {
  return (await server.tokenAt(linkOf(room, 'editor'), name)).token
}

async function speak(
  address: string,
  { says }: Speaker,
  place: Y.RelativePosition,
): Promise<LightClient> {
  const client = new LightClient(address)
  client.connect()
  await until(() => client.isSynced)
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalStateField('cursor', { anchor: place, head: place })
  client.send(awarenessFrame(encodeAwarenessUpdate(awareness, [awareness.clientID])))
  awareness.destroy()
  const key = encodeSecret(crypto.getRandomValues(new Uint8Array(16)))
  client.send(sayFrame({ key, text: says, place: '' }))
  return client
}
