import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { TRASH_DAYS } from '../../shared/protocol.ts'
import { append } from '../testing/append.ts'
import { Disk } from '../testing/faulty-store.ts'
import { pass } from '../testing/world.ts'
import type { Listener } from './documents.ts'
import { LocalDocuments } from './local.ts'

afterEach(() => {
  vi.clearAllTimers()
})

const DAY = 24 * 60 * 60_000
const SEARCH = { isTrash: false, limit: 50, offset: 0 }

function open(disk = new Disk()) {
  const troubles: string[] = []
  const { store } = disk.handle()
  const documents = new LocalDocuments({ store, retention: DAY, documentBytes: 10_000_000 })
  const nothing = () => undefined
  documents.listen({
    ...{
      committed: nothing,
      caughtUp: nothing,
      claimed: nothing,
      linkChanged: nothing,
      said: nothing,
      tidied: nothing,
      accessChanged: nothing,
    },
    ...{ storing: nothing, lost: nothing, unread: nothing },
    trouble: (error) => troubles.push(String(error)),
  } satisfies Listener)
  /** What a search finds that does not ask for what is just being indexed. */
  const found = async (words: string) =>
    (await disk.content.rooms(null, { ...SEARCH, words })).map(({ room }) => room)
  return { disk, documents, troubles, found }
}

/** Somebody who writes in a room. */
function writer(documents: LocalDocuments, room = 'notes') {
  const doc = new Y.Doc()
  let update: Uint8Array = new Uint8Array()
  doc.on('update', (next: Uint8Array) => {
    update = next
  })
  const type = (words: string) => {
    doc.getText('content').insert(0, words)
    return append(documents, room, 'ana', update)
  }
  const name = (title: unknown) => {
    doc.getMap('meta').set('title', title)
    return append(documents, room, 'ana', update)
  }
  return { type, name }
}

describe('a text that changes', () => {
  it('is found a second later, and while it goes on changing every ten', async () => {
    const { documents, found } = open()
    await documents.open('notes', true)
    const { type } = writer(documents)
    await type('apples ')
    expect(await found('apples')).toEqual([])
    await pass(2_000)
    expect(await found('apples')).toEqual(['notes'])
    await type('pears ')
    await pass(2_000)
    expect(await found('pears')).toEqual([])
    await pass(10_000)
    expect(await found('pears')).toEqual(['notes'])
  })

  it('is found at once by who asks for a list, when it has just begun to', async () => {
    const { documents } = open()
    await documents.open('notes', true)
    await writer(documents).type('apples ')
    const rooms = await documents.rooms(null, { ...SEARCH, words: 'apples' })
    expect(rooms.map(({ room }) => room)).toEqual(['notes'])
  })

  it('is found by who asks for a list, on a slow disk, too, with all that has changed', async () => {
    const { disk, documents } = open()
    const names = ['a', 'b', 'c', 'd']
    for (const room of names)
      await documents.create({ room, user: 'ana', links: [], title: `Plan ${room}` })
    disk.latency = () => 30
    const listed = documents.rooms(null, { ...SEARCH, words: '' })
    await pass(5_000)
    expect((await listed).map(({ title }) => title).sort()).toEqual(
      names.map((room) => `Plan ${room}`),
    )
  })

  it('is found as it was last when its room is closed', async () => {
    const { documents, found } = open()
    await documents.open('notes', true)
    const { type } = writer(documents)
    await type('apples ')
    await pass(2_000)
    await type('pears ')
    await documents.close('notes')
    expect(await found('pears')).toEqual(['notes'])
  })

  it('is found after a start, when a crash came first', async () => {
    const { disk, documents } = open()
    await documents.open('notes', true)
    await writer(documents).type('apples ')
    vi.clearAllTimers()
    const { found } = open(disk)
    expect(await found('apples')).toEqual([])
    await pass(3_000)
    expect(await found('apples')).toEqual(['notes'])
  })

  it('has a title of one plain line, whatever somebody has made it', async () => {
    const { documents } = open()
    await documents.open('notes', true)
    const { name } = writer(documents)
    const title = async () => {
      await pass(2_000)
      return (await documents.rooms(null, { ...SEARCH, words: '' }))[0]?.title
    }
    for (const [given, shown] of [
      ['Plans', 'Plans'],
      [' two\nlines\u202e ', 'two lines'],
      ['x'.repeat(10_000), 'x'.repeat(200)],
      [7, ''],
      [{ toString: 'no' }, ''],
    ] as const) {
      await name(given)
      expect(await title()).toBe(shown)
    }
  })

  it('waits for a disk that is full, and says so seldom', async () => {
    const { disk, documents, troubles, found } = open()
    await documents.open('notes', true)
    await writer(documents).type('apples ')
    disk.fail('isFull')
    await pass(25_000)
    expect(troubles).toHaveLength(3)
    disk.mend()
    await pass(11_000)
    expect(await found('apples')).toEqual(['notes'])
  })
})

describe('the trash', () => {
  it('is emptied of what has been in it for thirty days, and of nothing else', async () => {
    const { disk, documents } = open()
    for (const room of ['old', 'young', 'kept']) await documents.open(room, true)
    /** The clock goes on; what is done every ten minutes has been done. */
    const later = async (milliseconds: number) => {
      vi.setSystemTime(Date.now() + milliseconds)
      await pass(10 * 60_000)
    }
    await documents.trash('old', true)
    await later(DAY)
    await documents.trash('young', true)
    await later((TRASH_DAYS - 1) * DAY - 30 * 60_000)
    const heads = async () => [
      await disk.content.head('old'),
      await disk.content.head('young'),
      await disk.content.head('kept'),
    ]
    expect(await heads()).toEqual([0, 0, 0])
    await later(30 * 60_000)
    expect(await heads()).toEqual([null, 0, 0])
    await documents.trash('young', false)
    await later(2 * DAY)
    expect(await heads()).toEqual([null, 0, 0])
  })
})
