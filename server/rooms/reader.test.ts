import * as decoding from 'lib0/decoding'
import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { SyncType, syncFrame } from '../../shared/protocol.ts'
import { LocalDocuments } from '../documents/local.ts'
import { MemoryStore } from '../store/memory.ts'
import { append } from '../testing/append.ts'
import { settle } from '../testing/world.ts'
import { Reader } from './reader.ts'

const NOTHING = Uint8Array.of(0)
let author: Y.Doc

let documents: LocalDocuments
let reader: Reader
let peer: { isReady: boolean; frames: Uint8Array[] }

beforeEach(async () => {
  author = new Y.Doc()
  documents = new LocalDocuments({
    store: new MemoryStore(),
    retention: 60_000,
    documentBytes: 1_000_000,
  })
  peer = { isReady: true, frames: [] }
  reader = new Reader({
    room: 'room',
    documents,
    peer: {
      grant: { room: 'room', role: 'viewer', user: { id: 'ana', name: 'Ana' }, expires: 0 },
      get isReady() {
        return peer.isReady
      },
      waits: () => undefined,
      beat: () => undefined,
      send: (...parts) => void peer.frames.push(Buffer.concat(parts)),
      close: () => undefined,
      refuse: (error) => {
        throw error
      },
    },
    synced: ({ update }) => void peer.frames.push(syncFrame(SyncType.step2, update)),
  })
  documents.listen({
    committed: (change) => reader.committed(change, syncFrame(SyncType.update, change.update)),
    caughtUp: () => undefined,
    claimed: () => undefined,
    linkChanged: () => undefined,
    said: () => undefined,
    tidied: () => undefined,
    accessChanged: () => undefined,
    storing: () => undefined,
    trouble: () => undefined,
    lost: () => undefined,
    unread: () => undefined,
  })
  await documents.open('room', true)
})

async function write(text: string): Promise<void> {
  const before = Y.encodeStateVector(author)
  author.getText('content').insert(author.getText('content').length, text)
  await append(documents, 'room', 'ben', Y.encodeStateAsUpdate(author, before))
  await settle()
}

/** What a client has after the frames that it was sent. */
function shown(): string {
  const doc = new Y.Doc()
  for (const frame of peer.frames) {
    const decoder = decoding.createDecoder(frame)
    decoding.readVarUint(decoder)
    decoding.readVarUint(decoder)
    Y.applyUpdate(doc, decoding.readVarUint8Array(decoder))
  }
  return doc.getText('content').toString()
}

async function sync(): Promise<void> {
  reader.sync(NOTHING)
  await settle()
}

describe('a reader', () => {
  it('gets nothing before it has asked, and then everything in one frame', async () => {
    await write('one ')
    await write('two ')
    expect(peer.frames).toHaveLength(0)
    await sync()
    expect([peer.frames.length, shown()]).toEqual([1, author.getText('content').toString()])
  })

  it('at the end of the log gets what is committed, frame by frame', async () => {
    await sync()
    await write('three ')
    await write('four ')
    expect([peer.frames.length, shown()]).toEqual([3, author.getText('content').toString()])
  })

  it('that was not ready for a while is not handed the next frame over a gap', async () => {
    await sync()
    peer.isReady = false
    await write('missed ')
    peer.isReady = true
    await write('next ')
    expect([peer.frames.length, shown()]).toEqual([2, author.getText('content').toString()])
  })

  it('that is not ready has nothing queued, however often it asks', async () => {
    await write('much ')
    peer.isReady = false
    for (let times = 0; times < 10; times++) reader.sync(NOTHING)
    expect(peer.frames).toHaveLength(0)
    peer.isReady = true
    reader.readOn()
    await settle()
    expect([peer.frames.length, shown()]).toEqual([1, author.getText('content').toString()])
  })
})
