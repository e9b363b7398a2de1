import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { awarenessFrame, CONTENT, SyncType, syncFrame } from '../../shared/protocol.ts'
import { bytes, Kind, raw } from '../../tools/fuzz/wire.ts'
import { HocuspocusDialect } from '../dialects/hocuspocus.ts'
import { YWebsocketDialect } from '../dialects/y-websocket.ts'
import { clientOf } from './authors.ts'
import { framed } from './bytes.ts'
import { cursorsOf, Frames, runsOf } from './frames.ts'
import { Keystrokes } from './keystrokes.ts'

const ann = clientOf(0)
const bob = clientOf(1)

const keystroke = (client: number, clock: number) => new Keystrokes(client).update(clock)
const words = (client: number, text: string) =>
  bytes(1, 1, client, 0, raw(Kind.string), 1, CONTENT, text, 0)
const frameOf = (update: Uint8Array) => Buffer.from(syncFrame(SyncType.update, update))

/** Counts what it really has to read. */
class CountingDialect extends YWebsocketDialect {
  reads = 0

  override read(data: Uint8Array) {
    this.reads += 1
    return super.read(data)
  }
}

describe('the runs of an update', () => {
  it('are the clocks of a keystroke', () => {
    expect(runsOf(keystroke(ann, 7))).toEqual([{ client: ann, clock: 7, end: 8 }])
  })

  it('are those of each client when many were merged', () => {
    const updates = [keystroke(ann, 0), keystroke(bob, 0), keystroke(ann, 1), keystroke(ann, 2)]
    const runs = runsOf(Y.mergeUpdates(updates))
    expect(runs).toContainEqual({ client: ann, clock: 0, end: 3 })
    expect(runs).toContainEqual({ client: bob, clock: 0, end: 1 })
    expect(runs).toHaveLength(2)
  })

  it('count what a document has deleted and forgotten as well', () => {
    const doc = new Y.Doc()
    doc.clientID = ann
    doc.getText('content').insert(0, 'hello 👋')
    doc.getText('content').delete(1, 3)
    expect(runsOf(Y.encodeStateAsUpdate(doc))).toEqual([{ client: ann, clock: 0, end: 8 }])
  })

  it('are none of an empty update', () => {
    expect(runsOf(Uint8Array.of(0, 0))).toEqual([])
  })
})

describe('the cursors of an awareness update', () => {
  it('are those that have a move', () => {
    const update = bytes(3, ann, 1, '{"cursor":1,"move":12}', bob, 9, 'null', 5, 1, '{}')
    expect(cursorsOf(update)).toEqual([{ client: ann, move: 12 }])
  })
})

describe('frames', () => {
  it('are decoded once, however many are sent them', () => {
    const dialect = new CountingDialect('ws://nowhere')
    const frames = new Frames(dialect)
    for (let receiver = 0; receiver < 50; receiver += 1)
      for (let clock = 0; clock < 20; clock += 1)
        expect(frames.decode(frameOf(keystroke(ann, clock))).runs[0]?.clock).toBe(clock)
    expect(dialect.reads).toBe(20)
  })

  it('that begin alike are not taken for each other', () => {
    const frames = new Frames(new YWebsocketDialect('ws://nowhere'))
    const long = (end: string) => frameOf(words(ann, 'x'.repeat(200) + end))
    // The same bytes but for the last two, which are two characters here and one there.
    expect(frames.decode(long('ab')).runs).toEqual([{ client: ann, clock: 0, end: 202 }])
    expect(frames.decode(long('é')).runs).toEqual([{ client: ann, clock: 0, end: 201 }])
    expect(frames.decode(long('ab')).runs).toEqual([{ client: ann, clock: 0, end: 202 }])
    expect(frames.decode(awareness()).type).toBe('awareness')
    expect(frames.decode(awareness()).cursors).toEqual([{ client: bob, move: 3 }])
  })

  it('of Hocuspocus have the room in front', () => {
    const dialect = new HocuspocusDialect('ws://nowhere')
    const frames = new Frames(dialect)
    const frame = framed(dialect.prefix('a room', 'update'), keystroke(ann, 3))
    expect(frames.decode(frame)).toEqual({
      type: 'update',
      runs: [{ client: ann, clock: 3, end: 4 }],
      cursors: [],
    })
  })
})

const awareness = () => Buffer.from(awarenessFrame(bytes(1, bob, 1, '{"move":3}')))
