import * as decoding from 'lib0/decoding'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as y from 'y-protocols/awareness'
import * as Y from 'yjs'
import { MessageType, type Role } from '../../shared/protocol.ts'
import { Awareness } from './awareness.ts'
import type { Bulletin } from './bulletin.ts'
import { Clock } from './clock.ts'
import type { Peer } from './peer.ts'

const HOUR = 60 * 60_000
let room: Awareness
beforeEach(() => {
  room = new Awareness(4096, new Clock())
})

function peer(id: string, role: Role = 'editor'): Peer {
  const grant = {
    room: 'room',
    role,
    user: { id, name: id.toUpperCase() },
    expires: Date.now() + HOUR,
  }
  return {
    grant,
    isReady: true,
    waits: () => undefined,
    beat: () => undefined,
    send: () => undefined,
    close: () => undefined,
    refuse: () => undefined,
  }
}

function updateIn(frame: Uint8Array): Uint8Array {
  const decoder = decoding.createDecoder(frame)
  expect(decoding.readVarUint(decoder)).toBe(MessageType.awareness)
  return decoding.readVarUint8Array(decoder)
}

/** What the room has to tell after it has heard something. */
function receive(from: Peer, update: Uint8Array, mayEcho: boolean): Bulletin | null {
  room.receive(from, update, mayEcho)
  return room.takeNews()
}

function leave(self: Peer): Bulletin | null {
  room.leave(self)
  return room.takeNews()
}

/** A person with the awareness of a stock client. */
function person(id: string, clientID: number) {
  const doc = new Y.Doc()
  doc.clientID = clientID
  const awareness = new y.Awareness(doc)
  const self = peer(id)
  const say = (state: object | null) => {
    awareness.setLocalState(state)
    return receive(self, y.encodeAwarenessUpdate(awareness, [clientID]), true)
  }
  const hear = (bulletin: Bulletin | null) => {
    const frame = bulletin?.frameFor(self)
    if (frame) y.applyAwarenessUpdate(awareness, updateIn(Buffer.concat(frame)), 'room')
  }
  const sees = (client: number) => awareness.getStates().get(client)
  return { awareness, peer: self, say, hear, sees }
}

describe('presence', () => {
  it('T6: carries the name that the token says, whatever the client claims', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)]
    ben.hear(ana.say({ user: { name: 'Ben', id: 'ben', color: 'url(evil)' }, cursor: null }))
    expect(ben.sees(1)).toMatchObject({
      user: { id: 'ana', name: 'ANA', role: 'editor' },
      cursor: null,
    })
    expect(ben.sees(1)?.user.color).toMatch(/^#[0-9a-f]{6}$/)
  })

  it('T6: belongs to its connection: nobody speaks for another', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)]
    ana.say({ cursor: null })
    ben.say({ cursor: null })
    const forged = person('forger', 1)
    forged.awareness.setLocalState({ cursor: 'forged' })
    const update = y.encodeAwarenessUpdate(forged.awareness, [1])
    expect(receive(ben.peer, update, true)).toBe(null)
    expect(receive(peer('new'), update, false)).toBe(null)
  })

  it('F19: is not doubled by clients that send back what they hear', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)]
    ben.hear(ana.say({ cursor: null }))
    expect(receive(ben.peer, y.encodeAwarenessUpdate(ben.awareness, [1]), true)).toBe(null)
    const otherTab = peer('ana')
    expect(receive(otherTab, y.encodeAwarenessUpdate(ben.awareness, [1]), true)).toBe(null)
  })

  it('goes with its connection, and is seen at once when it comes back', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)]
    ben.hear(ana.say({ cursor: null }))
    ben.hear(leave(ana.peer))
    expect(ben.sees(1)).toBe(undefined)
    const back = peer('ana')
    ben.hear(receive(back, y.encodeAwarenessUpdate(ana.awareness, [1]), false))
    expect(ben.sees(1)).toBeDefined()
  })

  it('of the others is seen at once by whoever lost the line and came back', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)]
    ben.hear(ana.say({ cursor: null }))
    // What the stock provider does when its line is cut: the states go, their clocks stay.
    y.removeAwarenessStates(ben.awareness, [1], 'cut')
    ben.hear(room.everyone())
    expect(ben.sees(1)).toBeDefined()
  })

  it('F11: passes from a dead connection to the new one of the same person', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)]
    ben.hear(ana.say({ cursor: 'old' }))
    const again = peer('ana')
    ana.awareness.setLocalState({ cursor: 'new' })
    ben.hear(receive(again, y.encodeAwarenessUpdate(ana.awareness, [1]), false))
    expect(leave(ana.peer)).toBe(null)
    expect(ben.sees(1)).toMatchObject({ cursor: 'new' })
  })

  it('is renewed by the server, so that a hidden tab does not fade', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)]
    ben.hear(ana.say({ cursor: null }))
    vi.advanceTimersByTime(20_000)
    ben.hear(room.everyone())
    vi.advanceTimersByTime(20_000)
    expect(ben.sees(1)).toBeDefined()
    vi.advanceTimersByTime(20_000)
    expect(ben.sees(1)).toBe(undefined)
  })

  it('is told to everyone but oneself: a client would take it for its own state', () => {
    const ana = person('ana', 1)
    ana.say({ cursor: 'here' })
    expect(room.everyone().frameFor(ana.peer)).toBe(null)
    expect(room.everyone().frameFor(peer('ben'))).not.toBe(null)
  })

  it('is taken from a client that has a clock of the server, when it cannot be an echo', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)]
    // A connection that the server did not yet know to be dead told the next one of itself.
    ana.hear(ana.say({ cursor: 'old' }))
    ana.awareness.setLocalState({ cursor: 'new' })
    const again = peer('ana')
    ben.hear(receive(again, y.encodeAwarenessUpdate(ana.awareness, [1]), false))
    expect(ben.sees(1)).toMatchObject({ cursor: 'new' })
    ana.awareness.setLocalState({ cursor: 'newer' })
    ben.hear(receive(again, y.encodeAwarenessUpdate(ana.awareness, [1]), true))
    expect(ben.sees(1)).toMatchObject({ cursor: 'newer' })
  })

  it('passes on with an unchanged state too, and then moves and leaves as it should', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)]
    ben.hear(ana.say({ cursor: 'same' }))
    const again = peer('ana')
    ben.hear(receive(again, y.encodeAwarenessUpdate(ana.awareness, [1]), false))
    expect(room.everyone().frameFor(again)).toBe(null)
    ana.awareness.setLocalState({ cursor: 'moved' })
    ben.hear(receive(again, y.encodeAwarenessUpdate(ana.awareness, [1]), true))
    expect(ben.sees(1)).toMatchObject({ cursor: 'moved' })
    ben.hear(leave(ana.peer))
    expect(ben.sees(1)).toBeDefined()
    ben.hear(leave(again))
    expect(ben.sees(1)).toBe(undefined)
    expect(room.everyone().frameFor(ben.peer)).toBe(null)
  })

  it('is one clientID for as long as the connection lasts', () => {
    const ana = person('ana', 1)
    ana.say({ cursor: null })
    ana.say(null)
    const other = person('ana', 2)
    other.awareness.setLocalState({ cursor: null })
    expect(receive(ana.peer, y.encodeAwarenessUpdate(other.awareness, [2]), true)).toBe(null)
    expect(ana.say({ cursor: 'back' })).not.toBe(null)
  })

  it('of many is told in one frame, the same bytes to all who are not in it', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)]
    const readers = [person('cid', 3), person('dot', 4)]
    for (const { peer, awareness } of [ana, ben]) {
      awareness.setLocalState({ cursor: null })
      const { clientID } = awareness
      room.receive(peer, y.encodeAwarenessUpdate(awareness, [clientID]), true)
    }
    const news = room.takeNews()
    for (const reader of readers) reader.hear(news)
    expect(readers.map(({ sees }) => [1, 2].every(sees))).toEqual([true, true])
    expect(news?.frameFor(readers[0]?.peer as Peer)).toBe(news?.frameFor(readers[1]?.peer as Peer))
    ana.hear(news)
    expect(ana.sees(1)).not.toHaveProperty('user')
    expect(ana.sees(2)).toHaveProperty('user')
  })

  it('of somebody who moves on before it is told is told once, as it is then', () => {
    const [ana, ben] = [person('ana', 1), person('ben', 2)]
    for (const cursor of ['here', 'there']) {
      ana.awareness.setLocalState({ cursor })
      room.receive(ana.peer, y.encodeAwarenessUpdate(ana.awareness, [1]), true)
    }
    ben.hear(room.takeNews())
    expect(ben.sees(1)).toMatchObject({ cursor: 'there' })
    expect(room.takeNews()).toBe(null)
  })

  it('that only says the same again is not passed on', () => {
    const ana = person('ana', 1)
    ana.say({ cursor: null })
    expect(ana.say({ cursor: null })).toBe(null)
  })

  it.each([
    ['too-big', { note: 'x'.repeat(5_000) }],
    ['malformed', JSON.parse(`${'{"a":'.repeat(9)}1${'}'.repeat(9)}`)],
  ])('T7: that is %s is refused', (code, state) => {
    expect(() => person('ana', 1).say(state)).toThrow(expect.objectContaining({ code }))
  })

  it.each([
    ['no update', Uint8Array.of(255)],
    ['more entries than there are', Uint8Array.of(200, 1, 1)],
    ['bytes at the end', Uint8Array.of(0, 1)],
    ['no JSON', Uint8Array.of(1, 1, 1, 1, 123)],
    ['no object', Uint8Array.of(1, 1, 1, 1, 49)],
  ])('made of %s is refused', (_, update) => {
    expect(() => receive(peer('ana'), update, false)).toThrow(
      expect.objectContaining({ code: 'malformed' }),
    )
  })
})

it('what comes late from a line that was left does not take a person’s place from his next one', () => {
  const [ana, ben] = [person('ana', 1), person('ben', 2)]
  ben.hear(ana.say({ cursor: 'a' }))
  ana.awareness.setLocalState(null)
  const held = y.encodeAwarenessUpdate(ana.awareness, [1])
  ana.awareness.setLocalState({ cursor: 'b' })
  const next = peer('ana')
  ben.hear(receive(next, y.encodeAwarenessUpdate(ana.awareness, [1]), false))
  ben.hear(receive(ana.peer, held, true))
  ben.hear(leave(ana.peer))
  expect(ben.sees(1)).toMatchObject({ cursor: 'b' })
})

describe('people on another node', () => {
  const [ana, ben] = [
    { client: 1, user: 'ana', state: '{"at":1}' },
    { client: 2, user: 'ben', state: '{"at":2}' },
  ] as const

  it('come, and go one by one or with all that are not named any more', () => {
    expect(room.hear('b', [ana, ben], false)).toEqual({ came: [ana, ben], left: [] })
    expect(room.hear('b', [{ ...ana, state: null }], false)).toEqual({
      came: [],
      left: [{ client: 1, user: 'ana' }],
    })
    expect(room.hear('b', [ana], true)).toEqual({ came: [ana], left: [{ client: 2, user: 'ben' }] })
    expect(room.forget('b')).toEqual([{ client: 1, user: 'ana' }])
  })

  it('do not go when it is another node that does not name them', () => {
    room.hear('b', [ana], true)
    expect(room.hear('c', [], true)).toEqual({ came: [], left: [] })
    expect(room.forget('c')).toEqual([])
  })
})
