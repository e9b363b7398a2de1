import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import {
  awarenessFrame,
  ROLES,
  type Role,
  SyncType,
  savedFrame,
  syncFrame,
} from '../../shared/protocol.ts'
import { linkTo } from '../store/store.contract.ts'
import { pass, settle, stateOf, World } from '../testing/world.ts'
import { BEAT_MS } from './beat.ts'
import type { Peer } from './peer.ts'

let world: World
beforeEach(() => {
  world = new World()
})
afterEach(() => vi.clearAllTimers())

async function together(...names: string[]) {
  const clients = names.map((name) => world.client(name))
  for (const client of clients) await client.connect()
  await world.quiet()
  return clients as [(typeof clients)[0], ...typeof clients]
}

describe('two people', () => {
  it('see what the other types', async () => {
    const [alice, bob] = await together('alice', 'bob')
    alice.type('hi')
    await world.quiet()
    expect(bob?.read()).toBe('hi')
  })

  it('see nothing that is not on disk', async () => {
    const [alice, bob] = await together('alice', 'bob')
    world.disk.isFull = true
    alice.type('unsaved')
    await world.quiet()
    expect(bob?.read()).toBe('')
    expect(alice.acknowledged).toBe(0)
  })

  it('end up the same after they typed at the same time', async () => {
    const [alice, bob] = await together('alice', 'bob')
    alice.type('one ')
    bob?.type('two ')
    await world.quiet()
    expect(stateOf(alice.doc)).toEqual(stateOf(bob?.doc ?? new Y.Doc()))
  })

  it('may type on while one of them is coming back', async () => {
    const [alice, bob] = await together('alice', 'bob')
    alice.cut()
    alice.type('offline')
    await alice.connect()
    for (const letter of 'abcdef') alice.type(letter)
    await world.quiet()
    expect([alice.closeCode, alice.acknowledged]).toEqual([undefined, 7])
    expect(bob?.read()).toBe('offlineabcdef')
  })

  it('merge what one wrote offline, once', async () => {
    const [alice, bob] = await together('alice', 'bob')
    alice.cut()
    alice.type('offline')
    bob?.type('online ')
    await world.quiet()
    await alice.connect()
    await world.quiet()
    await alice.connect()
    await world.quiet()
    expect(bob?.read()).toHaveLength('offlineonline '.length)
    expect(alice.acknowledged).toBe(1)
  })
})

describe('saved', () => {
  it('is answered once all that came before is committed', async () => {
    const [alice] = await together('alice')
    alice.type('a').type('b')
    await world.quiet()
    expect(alice.acknowledged).toBe(2)
  })

  it('waits for the disk, says so, and comes when the disk is well again', async () => {
    const [alice, bob] = await together('alice', 'bob')
    world.disk.isFull = true
    alice.type('patience')
    await world.quiet()
    expect([alice.acknowledged, alice.storing, bob?.storing]).toEqual([0, 1, 1])
    world.disk.isFull = false
    await pass(5_000)
    await world.quiet()
    expect([alice.acknowledged, alice.storing, bob?.storing]).toEqual([1, 0, 0])
    expect(bob?.read()).toBe('patience')
  })

  it('is not said of what builds on changes that the server lacks, until it has them too', async () => {
    const [alice] = await together('alice')
    alice.cut()
    const updates: Uint8Array[] = []
    alice.doc.on('update', (update: Uint8Array) => updates.push(update))
    alice.type('first').type('second')
    const mallory = world.client('mallory')
    await mallory.connect()
    mallory.deliver()
    await settle()
    mallory.raw(syncFrame(SyncType.update, updates[1] ?? new Uint8Array()))
    mallory.raw(savedFrame(77))
    mallory.deliver(2)
    await settle()
    const stored = stateOf(await world.stored())
    expect([stored.text, stored.isPending]).toEqual(['', false])
    mallory.deliver()
    expect(mallory.answers).not.toContain(77)
    Y.applyUpdate(mallory.doc, updates[0] ?? new Uint8Array(), 'remote')
    Y.applyUpdate(mallory.doc, updates[1] ?? new Uint8Array(), 'remote')
    await world.quiet()
    mallory.raw(syncFrame(SyncType.step2, Y.encodeStateAsUpdate(mallory.doc)))
    await world.quiet()
    expect(mallory.answers).toContain(77)
    expect(stateOf(await world.stored()).text).toBe('firstsecond')
  })
})

describe('what waits for a broken disk', () => {
  it('is bounded: who brings more is sent away, to come back with it', async () => {
    world = new World({ limits: { waitingBytes: 10_000 } })
    const [alice, bob] = await together('alice', 'bob')
    world.disk.fail('isBroken')
    alice.type('x'.repeat(6_000))
    await world.quiet()
    bob?.type('y'.repeat(6_000))
    await world.quiet()
    expect([alice.closeCode, bob?.closeCode]).toEqual([undefined, 1013])
    world.disk.mend()
    await pass(3_000)
    await bob?.connect()
    await world.quiet()
    expect(alice.read()).toHaveLength(12_000)
    expect([alice.acknowledged, bob?.acknowledged]).toEqual([1, 1])
  })
})

describe('a slow reader', () => {
  it('has nothing queued for it, and reads on in one piece when it drains', async () => {
    world = new World({ limits: { unsentBytes: 100 } })
    const [alice, slow] = await together('alice', 'slow')
    if (!slow) throw new Error('nobody')
    slow.isPaused = true
    for (let line = 0; line < 200; line++) {
      alice.type(`line ${line}\n`)
      await world.quiet()
    }
    expect(slow.waitingFrames).toBeLessThan(10)
    slow.isPaused = false
    await world.quiet()
    expect(slow.read()).toBe(alice.read())
    expect(slow.framesReceived).toBeLessThan(15)
  })
})

describe('a room', () => {
  it('opens once however many come at the same time', async () => {
    const before = world.disk.calls
    const clients = Array.from({ length: 20 }, (_, index) => world.client(`person ${index}`))
    await Promise.all(clients.map((client) => client.connect()))
    // head and createRoom to make it; head to open it, since nothing is in it yet; what is set for people.
    expect(world.disk.calls - before).toBe(4)
  })

  it('is not made by a viewer, nor shown to one before it is there', async () => {
    const viewer = world.client('viewer', 'viewer')
    await expect(viewer.connect()).rejects.toMatchObject({ code: 'not-found' })
  })

  it('is made by an editor who comes at the same time as a viewer', async () => {
    const [viewer, editor] = [world.client('viewer', 'viewer'), world.client('editor')]
    const [first, second] = await Promise.allSettled([viewer.connect(), editor.connect()])
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled'])
  })

  it('is never shown empty because it could not be read', async () => {
    const [alice] = await together('alice')
    alice.type('precious')
    await world.quiet()
    await world.crash()
    world.disk.isBroken = true
    const bob = world.client('bob')
    await expect(bob.connect()).rejects.toMatchObject({ code: 'store-failing' })
    world.disk.isBroken = false
    await bob.connect()
    await world.quiet()
    expect(bob.read()).toBe('precious')
  })

  it('F15: is forgotten half a minute after the last person left, with a snapshot, and comes back whole', async () => {
    const [alice] = await together('alice')
    alice.type('kept')
    await world.quiet()
    alice.cut()
    await pass(29_000)
    expect(await world.disk.content.snapshot('room')).toBe(null)
    await pass(1_000 + BEAT_MS)
    expect(await world.disk.content.snapshot('room')).toMatchObject({ seq: 1 })
    const [bob] = await together('bob')
    expect(bob.read()).toBe('kept')
  })

  it('stays when somebody comes back in time', async () => {
    const [alice] = await together('alice')
    alice.type('here')
    await world.quiet()
    alice.cut()
    await pass(20_000)
    await alice.connect()
    await pass(20_000)
    alice.type('!')
    await world.quiet()
    expect(alice.acknowledged).toBe(2)
    expect(await world.disk.content.snapshot('room')).toBe(null)
  })

  it('F16: takes a snapshot at 500 rows', async () => {
    const [alice] = await together('alice')
    for (let row = 0; row < 501; row++) {
      alice.type('x')
      await world.quiet()
    }
    expect((await world.disk.content.snapshot('room'))?.seq).toBe(500)
  })
})

describe('T22: a link', () => {
  const viewers = linkTo('h')

  it.each([
    ['was revoked', { revoked: 1 }, '4403 link-revoked'],
    ['has run out', { expires: 1 }, '4403 link-expired'],
    ['allows something else', { role: 'editor' as const }, '4503 role-changed'],
  ])('that %s is obeyed within a minute, though nobody was told', async (_, change, closing) => {
    const [alice] = await together('alice')
    const bob = world.clientBy('h', 'bob', 'viewer')
    await world.disk.content.putLink('room', viewers)
    await bob.connect()
    await world.quiet()
    await pass(61_000)
    expect(bob.closings).toEqual([])
    await world.disk.content.putLink('room', { ...viewers, ...change })
    await pass(61_000)
    expect([bob.closings, alice.closings]).toEqual([[closing], []])
  })

  it('that changes while somebody is on his way in by it does not let him in', async () => {
    await together('alice')
    world.registry.linkChanged('room', { ...viewers, revoked: 1 })
    const bob = world.clientBy('h', 'bob', 'viewer')
    await expect(bob.connect()).rejects.toMatchObject({ code: 'link-revoked' })
  })
})

describe('a room that is closed', () => {
  it('lets nobody in who was on his way: he is to come to the one that is open then', async () => {
    world = new World({ limits: { openRooms: 1 } })
    const alice = world.client('alice')
    const room = await world.registry.open(alice.grant)
    const peer = { grant: alice.grant } as Peer
    await world.registry.open({ ...alice.grant, room: 'another' })
    expect(() => room.join(peer)).toThrow('room was closed just before')
  })
})

describe('T22: what an owner sets', () => {
  const bobIs = (role: Role | null) =>
    world.documents.putPerson('room', 'bob', { user: 'bob', name: 'Bob', role })

  it.each([
    ['removes him', null, '4403 removed'],
    ['lets him only read', 'viewer' as const, '4503 role-changed'],
  ])('for one person %s at once, and nobody else', async (_, role, closing) => {
    const [alice, bob] = await together('alice', 'bob')
    await bobIs(role)
    await world.quiet()
    expect([bob?.closings, alice.closings]).toEqual([[closing], []])
  })

  it('holds for whoever comes later, until it is taken back', async () => {
    await together('alice')
    await bobIs(null)
    const bob = world.client('bob')
    await expect(bob.connect()).rejects.toMatchObject({ code: 'removed' })
    await world.documents.putPerson('room', 'bob', null)
    await bob.connect()
    bob.type('back')
    await world.quiet()
    expect(bob.acknowledged).toBe(1)
  })

  it('locks a room: owners write, and all others read', async () => {
    const [alice] = await together('alice')
    const owner = world.client('owner', 'owner')
    await owner.connect()
    await world.documents.lock('room', true)
    await world.quiet()
    expect([alice.closings, owner.closings]).toEqual([['4503 role-changed'], []])
    await alice.connect()
    await world.quiet()
    alice.type('not here')
    owner.type('mine')
    await world.quiet()
    expect([alice.acknowledged, owner.acknowledged]).toEqual([0, 1])
    expect(stateOf(await world.stored()).text).toBe('mine')
  })

  // A stock client cannot know that a room is locked, and 4403 would stop it for good.
  it('keeps those who write in a locked room, and takes what they wrote once it is open again', async () => {
    await together('bob')
    const owner = world.client('owner', 'owner')
    await owner.connect()
    await world.documents.lock('room', true)
    const alice = await world.client('alice').connect()
    await world.quiet()
    alice.type('meanwhile')
    await world.quiet()
    expect([alice.closings, owner.read()]).toEqual([[], ''])
    await world.documents.lock('room', false)
    await world.quiet()
    expect(alice.closings).toEqual(['4503 role-changed'])
    await alice.connect()
    await world.quiet()
    expect([alice.acknowledged, owner.read()]).toEqual([1, 'meanwhile'])
  })

  it('locks a room for commenters, too', async () => {
    await together('alice')
    const carol = await world.client('carol', 'commenter').connect()
    await world.documents.lock('room', true)
    await world.quiet()
    expect(carol.closings).toEqual(['4503 role-changed'])
    await carol.connect()
    carol.doc.getMap('comments').set('one', 'not now')
    await world.quiet()
    expect(stateOf(await world.stored()).state).toBe(stateOf(new Y.Doc()).state)
  })
})

describe('T8: rights', () => {
  const update = (change: (doc: Y.Doc) => void) => {
    const doc = new Y.Doc()
    change(doc)
    return Y.encodeStateAsUpdate(doc)
  }
  const write = (doc: Y.Doc) => doc.getText('content').insert(0, 'x')
  const name = (doc: Y.Doc) => doc.getMap('meta').set('title', 'x')
  const comment = (doc: Y.Doc) => doc.getMap('comments').set('one', 'x')
  const both = (doc: Y.Doc) => {
    write(doc)
    comment(doc)
  }
  const writers: readonly Role[] = ['editor', 'owner']
  const commenters: readonly Role[] = ['commenter', ...writers]
  const writing: readonly (readonly [string, number, (doc: Y.Doc) => void, readonly Role[]])[] = [
    ['a step 2', SyncType.step2, write, writers],
    ['text', SyncType.update, write, writers],
    ['a title', SyncType.update, name, writers],
    ['a comment', SyncType.update, comment, commenters],
    ['text and a comment', SyncType.update, both, writers],
  ]
  const reading: readonly (readonly [string, Uint8Array])[] = [
    ['a step 1', syncFrame(SyncType.step1, Uint8Array.of(0))],
    ['a saved question', savedFrame(1)],
    ['an awareness query', Uint8Array.of(3)],
    ['awareness', Uint8Array.of(1, 1, 0)],
  ]

  async function send(role: Role, frame: Uint8Array) {
    await together('alice')
    const peer = await world.client('peer', role).connect()
    peer.raw(frame)
    await world.quiet()
    return { closing: peer.closeCode, rows: await world.disk.content.head('room') }
  }

  for (const role of ROLES) {
    for (const [message, type, change, may] of writing) {
      const isAllowed = may.includes(role)
      it(`${isAllowed ? 'let' : 'do not let'} a ${role} send ${message}`, async () => {
        const told = isAllowed ? { closing: undefined, rows: 1 } : { closing: 4403, rows: 0 }
        expect(await send(role, syncFrame(type, update(change)))).toEqual(told)
      })
    }
    it.each(reading)(`let a ${role} send %s`, async (_, frame) => {
      expect(await send(role, frame)).toEqual({ closing: undefined, rows: 0 })
    })
  }
})

describe('a commenter', () => {
  it('comments, is told that it is saved, and the others see it', async () => {
    const [alice] = await together('alice')
    const carol = await world.client('carol', 'commenter').connect()
    await world.quiet()
    carol.doc.getMap('comments').set('one', 'well said')
    await world.quiet()
    expect([carol.closeCode, carol.acknowledged]).toEqual([undefined, 1])
    expect(alice.doc.getMap('comments').get('one')).toBe('well said')
  })

  it('brings along what he commented while he was away', async () => {
    const [alice] = await together('alice')
    const carol = await world.client('carol', 'commenter').connect()
    await world.quiet()
    carol.cut()
    carol.doc.getMap('comments').set('one', 'on the train')
    await carol.connect()
    await world.quiet()
    expect(carol.acknowledged).toBe(1)
    expect(alice.doc.getMap('comments').get('one')).toBe('on the train')
  })

  it('who writes text goes alone: the others notice nothing, and their words of that moment are kept', async () => {
    const [alice] = await together('alice')
    const carol = await world.client('carol', 'commenter').connect()
    await world.quiet()
    alice.type('ours')
    carol.type('mine')
    await world.quiet()
    expect([carol.closings, alice.closings]).toEqual([['4403 forbidden'], []])
    expect([alice.acknowledged, alice.read()]).toEqual([1, 'ours'])
    expect(stateOf(await world.stored()).text).toBe('ours')
  })

  it('has a clientID of his own, that nobody else can take', async () => {
    const [alice] = await together('alice')
    const carol = await world.client('carol', 'commenter').connect()
    const awareness = new Awareness(carol.doc)
    carol.raw(awarenessFrame(encodeAwarenessUpdate(awareness, [carol.doc.clientID])))
    await world.quiet()
    alice.doc.clientID = carol.doc.clientID
    alice.type('as Carol')
    await world.quiet()
    expect(alice.closings).toEqual(['4403 author-conflict'])
  })
})

describe('a reader whose own Yjs tidies up', () => {
  it.each<Role>(['viewer', 'commenter'])(
    'is not closed for it as a %s, nothing of it is kept, and none of it is called saved',
    async (role) => {
      const [alice] = await together('alice')
      alice.type('words')
      await world.quiet()
      const viewer = world.client('viewer', role)
      await viewer.connect()
      await world.quiet()
      const before = Y.encodeStateVector(viewer.doc)
      viewer.doc.transact(() => viewer.text.delete(0, 2), 'remote')
      viewer.raw(syncFrame(SyncType.update, Y.encodeStateAsUpdate(viewer.doc, before)))
      viewer.raw(savedFrame(5))
      await world.quiet()
      expect([viewer.closeCode, viewer.answers]).toEqual([undefined, [1]])
      expect(stateOf(await world.stored()).text).toBe('words')
    },
  )
})

describe('a reader that asks for everything and reads nothing', () => {
  it('has no more than one answer waiting for it', async () => {
    world = new World({ limits: { unsentBytes: 100 } })
    const [alice] = await together('alice')
    alice.type('x'.repeat(1_000))
    await world.quiet()
    const greedy = world.client('greedy', 'viewer')
    await greedy.connect()
    greedy.isPaused = true
    for (let times = 0; times < 100; times++)
      greedy.raw(syncFrame(SyncType.step1, Uint8Array.of(0)))
    for (let times = 0; times < 100; times++) greedy.raw(Uint8Array.of(3))
    await world.quiet()
    expect(greedy.waitingFrames).toBeLessThan(5)
    greedy.isPaused = false
    await world.quiet()
    expect(greedy.read()).toBe(alice.read())
  })
})

describe('a bad message', () => {
  const encoder = encoding.createEncoder()
  encoding.writeUint8Array(encoder, Uint8Array.of(0, 2, 3, 255, 255, 255))
  it('closes its sender with 4400 and touches nobody else', async () => {
    const [alice, mallory] = await together('alice', 'mallory')
    alice.type('fine')
    mallory?.raw(encoding.toUint8Array(encoder))
    await world.quiet()
    expect(mallory?.closeCode).toBe(4400)
    expect([alice.closeCode, alice.acknowledged]).toEqual([undefined, 1])
  })
})

describe('the line', () => {
  it('is kept alive: a silent client hears something every 20 s', async () => {
    const [alice] = await together('alice')
    const before = alice.framesReceived
    await pass(20_000)
    await world.quiet()
    expect(alice.framesReceived).toBeGreaterThan(before)
  })

  it('is not given up while a large message is on its way', async () => {
    const [alice] = await together('alice')
    alice.isDeaf = true
    for (let beat = 0; beat < 12; beat++) {
      alice.receivedBytes += 1_000
      await pass(5_000)
    }
    expect(alice.closeCode).toBe(undefined)
    await pass(36_000)
    expect(alice.closeCode).toBe(1006)
  })

  it('F11: is given up when nothing comes back for 30 s', async () => {
    const [alice] = await together('alice')
    alice.isDeaf = true
    await pass(36_000)
    expect(alice.closeCode).toBe(1006)
  })

  it('F14: is not given up because the clock was set', async () => {
    const [alice] = await together('alice')
    vi.setSystemTime(Date.now() + 600_000)
    await pass(6_000)
    expect(alice.isConnected).toBe(true)
  })

  it('ends with its grant, to come back with a fresh one', async () => {
    const alice = world.client('alice', 'editor', Date.now() + 60_000)
    await alice.connect()
    await pass(85_000)
    expect(alice.closeCode).toBe(undefined)
    await pass(10_000)
    expect(alice.closeCode).toBe(4503)
  })
})
