/**
 * What a hostile or a faulty world does, and what it must not achieve, a story each. The letters and
 * numbers are the rows of our table of threats (T) and faults (F); other rows stand where their code is.
 */

import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as y from 'y-protocols/awareness'
import * as Y from 'yjs'
import { awarenessFrame, Storing, SyncType, syncFrame } from '../shared/protocol.ts'
import { Chance } from './testing/chance.ts'
import { type Client, pass, ROOM, stateOf, World } from './testing/world.ts'

let world: World
beforeEach(() => {
  world = new World()
})
afterEach(() => vi.clearAllTimers())

async function join(name: string): Promise<Client> {
  const client = await world.client(name).connect()
  await world.quiet()
  return client
}

/** Lets everyone see that a client is here, and under which clientID. */
async function announce(client: Client): Promise<void> {
  const presence = new y.Awareness(client.doc)
  client.raw(awarenessFrame(y.encodeAwarenessUpdate(presence, [client.doc.clientID])))
  await world.quiet()
  presence.destroy()
}

/** Text written under a clientID, from a clock of its choice on. */
function forged(clientID: number, known: Y.Doc, text = 'forged'): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(known))
  doc.clientID = clientID
  const before = Y.encodeStateVector(doc)
  doc.getText('content').insert(0, text)
  return Y.encodeStateAsUpdate(doc, before)
}

function varUint(value: number): number[] {
  return [...encoding.encode((encoder) => encoding.writeVarUint(encoder, value))]
}

async function send(client: Client, update: Uint8Array): Promise<void> {
  client.raw(syncFrame(SyncType.update, update))
  await world.quiet()
}

describe('an update that would end a room', () => {
  const BRICKS = {
    'more deleted clocks than a number can count': '01014d0001010174ffffffffffffff7f00',
    'a deleted range as long': '00014d0100ffffffffffffff7f',
    'a clock as high': '01014dffffffffffffff7f0401017401780000',
    'bytes as a prototype': '01014d0008010174017601095f5f70726f746f5f5f740000',
    'nothing that is an update': 'ffffffff',
  }

  it.each(Object.entries(BRICKS))('T3: of %s goes to nobody', async (_, hex) => {
    const [alice, mallory] = [await join('alice'), await join('mallory')]
    await send(mallory, Uint8Array.from(Buffer.from(hex, 'hex')))
    expect(mallory.closeCode).toBe(4400)
    alice.type('honest')
    await world.quiet()
    expect([alice.closeCode, alice.acknowledged]).toEqual([undefined, 1])
    expect((await join('bob')).read()).toBe('honest')
  })

  it('T26: of types nested thousands deep goes to nobody', async () => {
    const [alice, mallory] = [await join('alice'), await join('mallory')]
    const levels = Array.from({ length: 9_999 }, (_, level) => [7, 0, 77, ...varUint(level), 0])
    const deep = [1, ...varUint(10_000), 77, 0, 7, 1, 1, 0x74, 0, ...levels.flat(), 0]
    await send(mallory, Uint8Array.from(deep))
    expect(mallory.closeCode).toBe(4400)
    alice.type('honest')
    await world.quiet()
    expect([alice.closeCode, (await join('bob')).read()]).toEqual([undefined, 'honest'])
  })
})

describe('changes that build on what nobody sent', () => {
  it('T4: are not kept, and nobody is sent them', async () => {
    const [alice, mallory] = [await join('alice'), await join('mallory')]
    alice.type('honest')
    await world.quiet()
    for (let nth = 0; nth < 500; nth++) {
      const future = [1, 1, 77, ...varUint(1_000 + nth * 1_000), 4, 1, 1, 0x74, 3, 1, 1, 1, 0]
      mallory.raw(syncFrame(SyncType.update, Uint8Array.from(future)))
    }
    await world.quiet()
    const bob = await join('bob')
    expect(stateOf(bob.doc)).toEqual(stateOf(alice.doc))
    const stored = await world.stored()
    expect(stateOf(stored)).toEqual(stateOf(alice.doc))
    expect(await world.disk.content.head(ROOM)).toBe(1)
    alice.type('!')
    await world.quiet()
    expect([alice.acknowledged, bob.read()]).toEqual([2, 'honest!'])
  })
})

describe('writing under the clientID of another', () => {
  it('T5: takes nothing from one who is here', async () => {
    const [alice, mallory] = [await join('alice'), await join('mallory')]
    alice.type('mine ')
    await world.quiet()
    await send(mallory, forged(alice.doc.clientID, mallory.doc))
    alice.type('and mine')
    await world.quiet()
    expect([mallory.closeCode, alice.closeCode, alice.acknowledged]).toEqual([4403, undefined, 2])
    expect((await join('bob')).read()).toBe('mine and mine')
  })

  it('T5: takes nothing from one who writes offline, and comes back', async () => {
    const [alice, mallory] = [await join('alice'), await join('mallory')]
    alice.type('online ')
    await world.quiet()
    alice.cut()
    alice.type('an hour of work')
    await send(mallory, forged(alice.doc.clientID, mallory.doc, 'x'.repeat(1_000)))
    expect(mallory.closeCode).toBe(4403)
    await alice.connect()
    await world.quiet()
    expect((await join('bob')).read()).toBe('online an hour of work')
    expect([alice.closeCode, alice.acknowledged]).toEqual([undefined, 2])
  })

  it('T5: takes nothing from one who was seen, and had not written yet', async () => {
    const [alice, mallory] = [await join('alice'), await join('mallory')]
    await announce(alice)
    alice.cut()
    alice.type('an hour of work')
    await send(mallory, forged(alice.doc.clientID, mallory.doc, 'x'.repeat(1_000)))
    expect(mallory.closeCode).toBe(4403)
    await alice.connect()
    await world.quiet()
    expect((await join('bob')).read()).toBe('an hour of work')
    expect([alice.closeCode, alice.acknowledged]).toEqual([undefined, 1])
  })

  it('T5: is no way to hold on to an id that one may only look with', async () => {
    const alice = await join('alice')
    const viewer = await world.client('viewer', 'viewer').connect()
    await announce(viewer)
    await send(alice, forged(viewer.doc.clientID, alice.doc, 'hers'))
    expect([alice.closeCode, (await join('bob')).read()]).toEqual([undefined, 'hers'])
  })
})

describe('a document that is full', () => {
  it('T10: sends away who adds to it, and lets everyone read and delete', async () => {
    world = new World({ limits: { documentBytes: 10_000 } })
    const [alice, bob] = [await join('alice'), await join('bob')]
    alice.type('x'.repeat(9_000))
    await world.quiet()
    bob.erase(0, 10)
    alice.type('y'.repeat(2_000))
    await world.quiet()
    expect([alice.closeCode, bob.closeCode, bob.acknowledged]).toEqual([4413, undefined, 1])
    expect((await join('carol')).read()).toBe('x'.repeat(8_990))
  })
})

describe('a room that is damaged on disk', () => {
  it('F5: can be read up to there, says so, and calls nothing saved', async () => {
    const alice = await join('alice')
    for (const word of ['one ', 'two ', 'three']) {
      alice.type(word)
      await world.quiet()
    }
    await world.crash()
    world.disk.damage.set(ROOM, 3)
    const [bob, viewer] = [await join('bob'), await world.client('viewer', 'viewer').connect()]
    await world.quiet()
    expect([bob.read(), viewer.read()]).toEqual(['one two ', 'one two '])
    bob.type('four')
    await world.quiet()
    const told = [bob.closeCode, bob.storing, viewer.storing, bob.acknowledged]
    expect(told).toEqual([undefined, Storing.damaged, Storing.damaged, 0])
    expect(await world.disk.content.head(ROOM)).toBe(3)
    expect(world.journal.filter((line) => line.startsWith('a room is damaged'))).toHaveLength(1)
  })

  it('F5: goes on saying so whatever else the disk does, and is well again once it is mended', async () => {
    const alice = await join('alice')
    alice.type('kept')
    await world.quiet()
    await world.crash()
    world.disk.damage.set(ROOM, 1)
    await alice.connect()
    await world.quiet()
    world.registry.storing(Storing.normal, '')
    await world.quiet()
    expect([alice.closeCode, alice.storing]).toEqual([undefined, Storing.damaged])
    world.disk.damage.clear()
    alice.cut()
    alice.type(' offline')
    await pass(31_000)
    await alice.connect()
    await world.quiet()
    expect(alice.acknowledged).toBe(2)
    expect((await join('bob')).read()).toBe('kept offline')
  })
})

describe('a slow store', () => {
  it('F7: shows nobody an empty document before the real one, and doubles nothing', async () => {
    const alice = await join('alice')
    alice.type('precious')
    await world.quiet()
    await world.crash()
    // Before a reading, and after it.
    world.disk.latency = () => 1_500
    const joining = [alice.connect(), world.client('bob').connect()]
    await pass(23_000)
    await world.quiet()
    // Looked up, seen to have rows after its snapshot, loaded, and what is set for people: eight readings, of 3 s each;
    // and the search is told of it meanwhile.
    expect(world.clients.map(({ isConnected }) => isConnected)).toEqual([false, false])
    await pass(5_000)
    await Promise.all(joining)
    await world.quiet()
    expect(world.clients.map((client) => client.read())).toEqual(['precious', 'precious'])
    await pass(60_000)
    await world.quiet()
    expect(stateOf(await world.stored()).text).toBe('precious')
  })

  /** Until the room is being forgotten: its last snapshot is the first call since the last word. */
  async function forgetting(andMs: number): Promise<void> {
    const { calls } = world.disk
    while (world.disk.calls === calls) await vi.advanceTimersToNextTimerAsync()
    await pass(andMs)
  }

  it.each([1, 2, 3])(
    'F8: loses nobody who comes while a room is being forgotten, SEED=%i',
    async (seed) => {
      const chance = new Chance(seed)
      world.disk.latency = () => chance.below(3)
      const people = ['ana', 'ben'].map((name) => world.client(name))
      const words: string[] = []
      for (let visit = 0; visit < 100; visit++) {
        const person = chance.pick(people)
        const joining = person.connect()
        await pass(20)
        await joining
        await world.quiet()
        const word = `${visit} `
        words.push(word)
        person.type(word)
        for (let beat = 0; person.acknowledged < person.updates.length; beat++) {
          expect(beat, word).toBeLessThan(50)
          await pass(3)
          await world.quiet()
        }
        person.cut()
        await chance.pick([() => pass(chance.below(2)), () => forgetting(chance.below(5))])()
      }
      world.disk.latency = () => 0
      await pass(40_000)
      const late = await join('late')
      for (const word of words) expect(late.read()).toContain(word)
      expect(late.text.length).toBe(words.join('').length)
    },
  )
})
