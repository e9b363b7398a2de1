import * as decoding from 'lib0/decoding'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { MessageType, openChatFrame, sayFrame } from '../../shared/protocol.ts'
import { cleanRemark, REMARKS_SHOWN, type Remark, readRemarks } from '../../shared/remarks.ts'
import { type Client, ROOM, settle, World } from '../testing/world.ts'

let world: World
beforeEach(() => {
  world = new World()
})
afterEach(() => vi.clearAllTimers())

/** Somebody in the room, and every remark that has come to him. */
async function guest(name: string, role: Client['grant']['role'] = 'editor', isOpen = true) {
  const client = world.client(name, role)
  const heard: Remark[] = []
  client.onFrame = (frame) => {
    const decoder = decoding.createDecoder(frame)
    if (decoding.readVarUint(decoder) === MessageType.chat) heard.push(...readRemarks(decoder))
  }
  await client.connect()
  if (isOpen) client.raw(openChatFrame())
  await world.quiet()
  const say = (text: string, place = '') => client.raw(sayFrame({ key: keyOf(text), text, place }))
  const texts = () => heard.map((remark) => remark.text)
  return { client, heard, texts, say }
}

const keyOf = (text: string) => Buffer.from(text).toString('base64url').padEnd(22, '_').slice(0, 32)

describe('a remark', () => {
  it('reaches all who have opened the chat, its author too, and nobody else', async () => {
    const [ana, ben] = [await guest('ana'), await guest('ben')]
    const stock = await guest('stock', 'editor', false)
    ana.say('Shall we?', '{"type":null}')
    await world.quiet()
    expect(ben.heard).toMatchObject([
      { seq: 1, user: 'ana', name: 'ana', text: 'Shall we?', place: '{"type":null}' },
    ])
    expect(ana.heard).toEqual(ben.heard)
    expect(stock.heard).toEqual([])
  })

  it('is on disk before anyone sees it, and said again once the disk is well', async () => {
    const [ana, ben] = [await guest('ana'), await guest('ben')]
    world.disk.isFull = true
    ana.say('Anyone?')
    await world.quiet()
    expect([ana.texts(), ben.texts(), ana.client.closeCode]).toEqual([[], [], undefined])
    world.disk.mend()
    ana.say('Anyone?')
    ana.say('Anyone?')
    await world.quiet()
    expect((await world.disk.content.remarks(ROOM, 9)).length).toBe(1)
    expect(new Set(ben.heard.map(({ seq }) => seq))).toEqual(new Set([1]))
  })

  it('waits for whoever comes later, the last two hundred', async () => {
    const ana = await guest('ana')
    for (let n = 0; n < REMARKS_SHOWN + 3; n++) ana.say(`remark ${n}`)
    await world.quiet()
    const vic = await guest('vic', 'viewer')
    expect([vic.texts().length, vic.texts()[0]]).toEqual([REMARKS_SHOWN, 'remark 3'])
  })

  it('is not queued for a reader that lags: he is shown all of it when he has caught up', async () => {
    world = new World({ limits: { unsentBytes: 100 } })
    const [ana, ben] = [await guest('ana'), await guest('ben')]
    ben.client.pause(true)
    for (let n = 0; n < 50; n++) ana.say(`remark ${n}`)
    ana.client.deliver()
    await settle()
    expect(ben.client.waitingFrames).toBeLessThan(5)
    ben.client.pause(false)
    await world.quiet()
    expect(ben.texts().at(-1)).toBe('remark 49')
    expect(new Set(ben.texts()).size).toBe(50)
  })

  it('is for owners alone while the room is locked; what comes too late is dropped', async () => {
    const [ana, ben] = [await guest('ana', 'owner'), await guest('ben')]
    ben.client.isHeld = true
    ben.say('Too late')
    await world.documents.lock(ROOM, true)
    await settle()
    expect(ben.client.closings).toEqual(['4503 role-changed'])
    const back = await guest('ben')
    back.say('Still me')
    ana.say('Only I')
    await world.quiet()
    expect([back.client.closeCode, back.texts()]).toEqual([undefined, ['Only I']])
  })

  it('of a guest who has signed in is the person’s', async () => {
    const ana = await guest('guest')
    await world.documents.claim('guest', 'person')
    ana.say('Me again')
    await world.quiet()
    expect(ana.heard).toMatchObject([{ user: 'person', name: 'guest' }])
  })
})

describe('T32: what is said', () => {
  it('T32: names its author by the server’s word, whatever key another had', async () => {
    const [ana, eve] = [await guest('ana'), await guest('eve')]
    ana.say('Mine')
    eve.say('Mine')
    await world.quiet()
    expect(ana.heard.map(({ user, seq }) => [user, seq])).toEqual([
      ['ana', 1],
      ['eve', 2],
    ])
  })

  it.each([
    ['nothing', ''],
    ['spaces', '  '],
    ['a control character', 'a\u0007b'],
    ['another direction', 'a\u202eb'],
    ['a separator of lines', 'a\u2028b'],
    ['more than is taken', 'x'.repeat(2_001)],
  ])('T32: %s closes with 4400 and is not kept', async (_, text) => {
    const [ana, eve] = [await guest('ana'), await guest('eve')]
    eve.client.raw(sayFrame({ key: 'k'.repeat(22), text, place: '' }))
    await world.quiet()
    expect([eve.client.closeCode, ana.heard]).toEqual([4400, []])
    expect(cleanRemark(cleanRemark(text))).toBe(cleanRemark(text))
  })

  it.each([
    ['no key', { key: '', text: 'a', place: '' }],
    ['a key of any shape', { key: '../'.repeat(7), text: 'a', place: '' }],
    ['a huge place', { key: 'k'.repeat(22), text: 'a', place: 'x'.repeat(513) }],
    ['a place with control characters', { key: 'k'.repeat(22), text: 'a', place: '\u0000' }],
  ])('T32: %s closes with 4400', async (_, say) => {
    const eve = await guest('eve')
    eve.client.raw(sayFrame(say))
    await world.quiet()
    expect(eve.client.closeCode).toBe(4400)
  })

  it('T32: a flood is not read, then ends its own line, and the others go on', async () => {
    world = new World({ limits: { messageRate: 60, messageBurst: 300 } })
    const [ana, eve] = [await guest('ana'), await guest('eve')]
    for (let n = 0; n < 40; n++) eve.say(`flood ${n}`)
    eve.client.deliver()
    await settle()
    expect(eve.client.closings).toEqual(['4529 too-fast'])
    ana.say('Calm')
    await world.quiet()
    expect(ana.texts().length).toBeLessThan(21)
    expect([ana.client.closeCode, ana.texts().at(-1)]).toEqual([undefined, 'Calm'])
  })
})
