/**
 * What a peer sends too fast, or more of than can be committed, is left unread; nothing of it is lost.
 */
import * as encoding from 'lib0/encoding'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import {
  CloseCode,
  DEFAULT_LIMITS,
  type Limits,
  SyncType,
  syncFrame,
} from '../../shared/protocol.ts'
import { pass, settle, World } from '../testing/world.ts'

const { messageRate, messageBurst, byteRate, byteBurst } = DEFAULT_LIMITS
afterEach(() => vi.clearAllTimers())

async function meet(limits: Partial<Limits> = {}) {
  const world = new World({ limits: { messageRate, messageBurst, ...limits } })
  const [ana, ben] = [await world.client('ana').connect(), await world.client('ben').connect()]
  await world.quiet()
  return { world, ana, ben }
}

const query = encoding.encode((encoder) => encoding.writeVarUint(encoder, 3))

describe('somebody who sends too fast', () => {
  it('is not read for as long as it takes, and then all of it arrives', async () => {
    const { world, ana, ben } = await meet()
    for (let key = 0; key < 200; key++) ana.type('x')
    await world.quiet()
    expect([ana.isHeld, ana.closeCode]).toEqual([true, undefined])
    for (let second = 0; second < 10; second++) {
      await pass(1_000)
      await world.quiet()
    }
    expect([ana.isHeld, ana.acknowledged, ben.read().length]).toEqual([false, 200, 200])
  })

  it('is not taken for dead meanwhile', async () => {
    const { world, ana } = await meet({ messageRate: 1, messageBurst: 100 })
    ana.isDeaf = true
    for (let key = 0; key < 60; key++) ana.type('x')
    await world.quiet()
    await pass(40_000)
    expect([ana.isHeld, ana.isConnected]).toEqual([true, true])
  })

  it('is refused with 4529 when twice a burst was in what had already come', async () => {
    const { world, ana, ben } = await meet()
    for (let i = 0; i < 2 * messageBurst + 10; i++) ana.raw(query)
    await world.quiet()
    expect([ana.closeCode, ben.closeCode]).toEqual([CloseCode.tooFast, undefined])
  })

  it('pays for a step 1 as for thirty messages: each has a document encoded', async () => {
    const { world, ana } = await meet()
    const step1 = syncFrame(SyncType.step1, Y.encodeStateVector(new Y.Doc()))
    for (let i = 0; i < 11; i++) ana.raw(step1)
    await world.quiet()
    expect([ana.isHeld, ana.closeCode]).toEqual([true, undefined])
  })

  it('is measured in bytes too', async () => {
    const { world, ana, ben } = await meet({ byteRate: 100, byteBurst: 1_000 })
    ana.type('x'.repeat(1_500))
    await world.quiet()
    expect([ana.isHeld, ben.read().length]).toEqual([true, 1_500])
    ana.type('y')
    await world.quiet()
    expect(ben.read()).toHaveLength(1_500)
    await pass(10_000)
    await world.quiet()
    expect(ben.read()).toHaveLength(1_501)
  })
})

describe('somebody whose changes cannot be committed', () => {
  it('is not read beyond a megabyte, and nobody else is sent away for it', async () => {
    const { world, ana, ben } = await meet({ byteRate, byteBurst })
    world.disk.isFull = true
    for (let i = 0; i < 8; i++) ana.type('x'.repeat(300_000))
    for (let i = 0; i < 8; i++) ana.deliver(1)
    ben.type('still typing')
    await world.quiet()
    expect([ana.isHeld, ana.isConnected, ben.isConnected]).toEqual([true, true, true])
    world.disk.mend()
    for (let second = 0; second < 30; second++) {
      await pass(1_000)
      await world.quiet()
    }
    expect([ana.acknowledged, ben.acknowledged, ana.isHeld]).toEqual([8, 1, false])
  })

  it('cannot fill up what may wait with large changes: keystrokes still find room', async () => {
    const { world, ana, ben } = await meet({ waitingBytes: 1_000_000 })
    world.disk.isFull = true
    ana.type('x'.repeat(400_000))
    await world.quiet()
    ana.type('x'.repeat(400_000))
    ben.type('still typing')
    await world.quiet()
    await settle()
    expect([ana.closeCode, ben.closeCode]).toEqual([CloseCode.overloaded, undefined])
  })
})
