import * as decoding from 'lib0/decoding'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { awarenessFrame, MessageType, openChatFrame, sayFrame } from '../../shared/protocol.ts'
import { readRemarks } from '../../shared/remarks.ts'
import { linkTo } from '../store/store.contract.ts'
import { type Client, pass, ROOM, stateOf, World } from '../testing/world.ts'
import { BEAT_MS } from './beat.ts'

const MINUTES_10 = 10 * 60_000
afterEach(() => vi.clearAllTimers())

/** Ana on one node, Ben on the other. */
async function twoNodes() {
  const world = new World({ nodes: 2 })
  const [ana, ben] = [world.client('ana'), world.client('ben')]
  ben.node = 1
  for (const client of [ana, ben]) await client.connect()
  await world.quiet()
  return { world, ana, ben }
}

/** The awareness of a stock client on that line, which hears what comes down. */
function awarenessOf(client: Client): Awareness {
  const awareness = new Awareness(client.doc)
  client.onFrame = (frame) => {
    const decoder = decoding.createDecoder(frame)
    if (decoding.readVarUint(decoder) !== MessageType.awareness) return
    applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), 'remote')
  }
  return awareness
}

function announce(client: Client, awareness: Awareness, state: object | null): void {
  awareness.setLocalState(state as Record<string, unknown> | null)
  client.raw(awarenessFrame(encodeAwarenessUpdate(awareness, [client.doc.clientID])))
}

describe('two nodes', () => {
  it('show each what is written on the other', async () => {
    const { world, ana, ben } = await twoNodes()
    ana.type('from one ')
    await world.quiet()
    ben.type('and the other')
    await world.quiet()
    expect([ana.read(), ben.read()]).toEqual(['from one and the other', 'from one and the other'])
    expect([ana.acknowledged, ben.acknowledged]).toEqual([1, 1])
  })

  it('end up the same after both wrote at once', async () => {
    const { world, ana, ben } = await twoNodes()
    for (const letter of 'abcdef') {
      ana.type(letter)
      ben.type(letter)
    }
    await world.quiet()
    expect(stateOf(ana.doc)).toEqual(stateOf(ben.doc))
    expect(stateOf(await world.stored())).toEqual(stateOf(ben.doc))
  })

  it('F9: find what they could not hear in the log, within a second', async () => {
    const { world, ana, ben } = await twoNodes()
    world.buses[0]?.cut()
    ana.type('unheard')
    await world.quiet()
    expect(ben.read()).toBe('')
    await pass(1_000)
    await world.quiet()
    expect(ben.read()).toBe('unheard')
  })

  it('F9: read on when they are heard again', async () => {
    const { world, ana, ben } = await twoNodes()
    world.buses[0]?.cut()
    ana.type('unheard')
    await world.quiet()
    world.buses[0]?.mend()
    await world.quiet()
    expect(ben.read()).toBe('unheard')
  })

  it('F9: lose nothing when one is killed, and its people come to the other', async () => {
    const { world, ana, ben } = await twoNodes()
    ana.type('kept')
    await world.quiet()
    await world.crash(0)
    ana.type(', and more')
    ana.node = 1
    await ana.connect()
    await world.quiet()
    expect([ben.read(), ana.acknowledged]).toEqual(['kept, and more', 2])
  })

  it('say one thing about a clientID that two users want', async () => {
    const { world, ana, ben } = await twoNodes()
    for (const bus of world.buses) bus.cut()
    ben.doc.clientID = ana.doc.clientID
    ana.type('mine')
    ben.type('no, mine')
    await world.quiet()
    await pass(2_000)
    await world.quiet()
    expect([ana.closeCode, ben.closeCode].filter(Boolean)).toEqual([4403])
  })
})

describe('rights on another node', () => {
  const removed = { user: 'ben', name: 'Ben', role: null }

  it('end at once for whoever is removed', async () => {
    const { world, ben } = await twoNodes()
    await world.documents.putPerson(ROOM, 'ben', removed)
    await world.quiet()
    expect(ben.closings).toEqual(['4403 removed'])
  })

  it('end for whoever comes back to a room that was empty there meanwhile', async () => {
    const { world, ben } = await twoNodes()
    ben.cut()
    await world.documents.putPerson(ROOM, 'ben', removed)
    await world.quiet()
    await expect(ben.connect()).rejects.toMatchObject({ code: 'removed' })
  })

  it('end at once for whoever came by a link that is revoked', async () => {
    const { world } = await twoNodes()
    await world.disk.content.putLink(ROOM, linkTo('h', { role: 'editor' }))
    const cy = world.clientBy('h', 'cy')
    cy.node = 1
    await cy.connect()
    await world.quiet()
    await world.documents.changeLink(ROOM, 'h', { revoked: 1 })
    await world.quiet()
    expect(cy.closings).toEqual(['4403 link-revoked'])
  })

  it('end within a beat when nodes do not hear each other', async () => {
    const { world, ben } = await twoNodes()
    for (const bus of world.buses) bus.cut()
    await world.documents.putPerson(ROOM, 'ben', removed)
    await pass(BEAT_MS)
    await world.quiet()
    expect(ben.closings).toEqual(['4403 removed'])
  })
})

describe('people on another node', () => {
  async function introduced() {
    const { world, ana, ben } = await twoNodes()
    const [seenByAna, seenByBen] = [awarenessOf(ana), awarenessOf(ben)]
    announce(ana, seenByAna, { at: 1 })
    announce(ben, seenByBen, { at: 2 })
    await world.quiet()
    await pass(200)
    await world.quiet()
    const seen = (awareness: Awareness) =>
      [...awareness.getStates().values()].map((state) => state.at)
    return { world, ana, ben, seenByAna, seenByBen, seen }
  }

  it('are seen, with what the server says of them', async () => {
    const { ana, seenByBen } = await introduced()
    const state = seenByBen.getStates().get(ana.doc.clientID)
    expect(state).toMatchObject({ at: 1, user: { id: 'ana', name: 'ana', role: 'editor' } })
  })

  it('are gone when they leave', async () => {
    const { world, ana, ben, seenByBen, seen } = await introduced()
    ana.cut()
    await pass(200)
    await world.quiet()
    expect([seen(seenByBen), ben.isConnected]).toEqual([[2], true])
  })

  it('are gone when their node goes down', async () => {
    const { world, seenByBen, seen } = await introduced()
    await world.restart(0)
    await pass(200)
    await world.quiet()
    expect(seen(seenByBen)).toEqual([2])
  })

  it('are gone some time after their node has fallen silent', async () => {
    const { world, seenByBen, seen } = await introduced()
    world.buses[0]?.cut()
    await pass(45_000)
    await world.quiet()
    expect(seen(seenByBen)).toEqual([2])
  })

  it('are there for whoever comes later, and stay while nothing moves', async () => {
    const { world, seen } = await introduced()
    const cy = world.client('cy')
    cy.node = 1
    const seenByCy = awarenessOf(cy)
    seenByCy.setLocalState(null)
    await cy.connect()
    for (let round = 0; round < 5; round++) {
      await world.quiet()
      await pass(20_000)
    }
    await world.quiet()
    expect(seen(seenByCy).sort()).toEqual([1, 2])
  })

  it('are seen by whoever comes from a node whose clock is ahead', async () => {
    const { world, ana, seenByAna, seen } = await introduced()
    vi.setSystemTime(Date.now() + MINUTES_10)
    announce(ana, seenByAna, { at: 3 })
    await world.quiet()
    await pass(16_000)
    await world.quiet()
    vi.setSystemTime(Date.now() - MINUTES_10)
    const states = seenByAna.getStates()
    for (const client of states.keys()) if (client !== ana.doc.clientID) states.delete(client)
    ana.cut()
    ana.node = 1
    await ana.connect()
    announce(ana, seenByAna, { at: 4 })
    await world.quiet()
    await pass(200)
    await world.quiet()
    expect(seen(seenByAna).sort()).toEqual([2, 4])
  })

  it('change nodes under one clientID, and are there once', async () => {
    const { world, ana, seenByAna, seenByBen, seen } = await introduced()
    const again = world.client('ana')
    again.doc.clientID = ana.doc.clientID
    again.node = 1
    await again.connect()
    announce(again, seenByAna, { at: 9 })
    await world.quiet()
    await pass(200)
    ana.cut()
    await pass(20_000)
    await world.quiet()
    expect(seen(seenByBen).sort()).toEqual([2, 9])
  })
})

describe('the chat on two nodes', () => {
  async function listeners() {
    const { world, ana, ben } = await twoNodes()
    const heard = [ana, ben].map((client) => {
      const texts: string[] = []
      client.onFrame = (frame) => {
        const decoder = decoding.createDecoder(frame)
        if (decoding.readVarUint(decoder) !== MessageType.chat) return
        texts.push(...readRemarks(decoder).map(({ text }) => text))
      }
      client.raw(openChatFrame())
      return texts
    })
    await world.quiet()
    const say = (client: Client, text: string) =>
      client.raw(sayFrame({ key: text.replace('?', '').padEnd(22, '_'), text, place: '' }))
    return { world, ana, ben, heard, say }
  }

  it('is one', async () => {
    const { world, ana, ben, heard, say } = await listeners()
    say(ana, 'Anyone?')
    await world.quiet()
    say(ben, 'Me')
    await world.quiet()
    expect(heard).toEqual([
      ['Anyone?', 'Me'],
      ['Anyone?', 'Me'],
    ])
  })

  it('is read from the disk where it could not be heard', async () => {
    const { world, ana, heard, say } = await listeners()
    world.buses[1]?.cut()
    say(ana, 'Anyone?')
    await world.quiet()
    await pass(BEAT_MS)
    await world.quiet()
    expect(heard[1]).toEqual(['Anyone?'])
  })
})

describe('a node that goes down', () => {
  it('sends its people to others over a while, not all at once', async () => {
    const { world, ana } = await twoNodes()
    const others = ['cy', 'di', 'ed'].map((name) => world.client(name))
    for (const other of others) await other.connect()
    await world.quiet()
    world.registry.drain()
    void world.registry.dismiss(1_000)
    const gone: number[] = []
    for (let turn = 0; turn < 10; turn++) {
      await pass(100)
      gone.push([ana, ...others].filter(({ closeCode }) => closeCode === 1012).length)
    }
    expect([gone[0], gone.at(-1)]).toEqual([2, 4])
    expect(gone).toEqual([...gone].sort((a, b) => a - b))
  })

  it('lets nobody go before what he sent is saved, and nothing be lost that comes after', async () => {
    const { world, ana, ben } = await twoNodes()
    world.disk.latency = () => 300
    ana.type('saved first, ')
    ana.deliver()
    await pass(0)
    world.registry.drain()
    void world.registry.dismiss(100)
    await pass(100)
    ana.type('and sent again')
    ana.deliver()
    expect(ana.closings).toEqual([])
    await pass(1_000)
    expect(ana.closings).toEqual(['1012 the server is restarting'])
    expect((await world.stored()).getText('content').toString()).toBe('saved first, ')
    world.disk.mend()
    ana.node = 1
    await ana.connect()
    await world.quiet()
    await pass(1_000)
    await world.quiet()
    expect([ben.read(), ana.acknowledged]).toEqual(['saved first, and sent again', 2])
  })
})
