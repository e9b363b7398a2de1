import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { codeOf, type WeftError } from '../../shared/errors.ts'
import { TRASH_DAYS } from '../../shared/protocol.ts'
import { linkTo } from '../store/store.contract.ts'
import type { RoomAccess } from '../store/store.ts'
import { append } from '../testing/append.ts'
import { Disk } from '../testing/faulty-store.ts'
import { pass, settle } from '../testing/world.ts'
import { mergeBefore, mergeByMinute, mergeOldRows } from './compaction.ts'
import type { Change, Listener } from './documents.ts'
import { LocalDocuments } from './local.ts'
import { mergeUpdates } from './merge.ts'

afterEach(() => {
  vi.clearAllTimers()
  vi.restoreAllMocks()
})

const HOUR = 60 * 60_000

const SILENT: Listener = {
  committed: () => undefined,
  caughtUp: () => undefined,
  unread: () => undefined,
  claimed: () => undefined,
  linkChanged: () => undefined,
  said: () => undefined,
  tidied: () => undefined,
  accessChanged: () => undefined,
  storing: () => undefined,
  trouble: () => undefined,
  lost: () => undefined,
}

function open(disk = new Disk(), retention = 24 * HOUR, documentBytes = 10_000_000) {
  const changes: Change[] = []
  const damages: string[] = []
  const { store } = disk.handle()
  const documents = new LocalDocuments({ store, retention, documentBytes })
  documents.listen({
    committed: (change) => changes.push(change),
    caughtUp: () => undefined,
    unread: () => undefined,
    claimed: () => undefined,
    linkChanged: () => undefined,
    said: () => undefined,
    tidied: () => undefined,
    accessChanged: () => undefined,
    storing: () => undefined,
    trouble: (error) => {
      if (codeOf(error) !== 'row-damaged') throw error
      damages.push(String(error))
    },
    lost: () => undefined,
  })
  return { disk, documents, changes, damages }
}

/** A person typing: the updates of a document of his own. */
function typist(clientID: number) {
  const doc = new Y.Doc()
  doc.clientID = clientID
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText('content')
  const type = (word: string) => {
    text.insert(text.length, word)
    return updates.at(-1) ?? new Uint8Array()
  }
  return { doc, type, updates }
}

describe('a batch', () => {
  it('is one commit, one row for each person in it, and one change for all readers', async () => {
    const { disk, documents, changes } = open()
    await documents.open('a', true)
    await documents.open('b', true)
    const [ana, ben] = [typist(1), typist(2)]
    for (const room of ['a', 'b']) await documents.text(room)
    const before = disk.calls
    await Promise.all([
      append(documents, 'a', 'ana', ana.type('one ')),
      append(documents, 'a', 'ben', ben.type('two ')),
      append(documents, 'a', 'ana', ana.type('three ')),
      append(documents, 'b', 'ben', typist(3).type('other room')),
    ])
    expect(disk.calls - before).toBe(1)
    expect(changes.map(({ room, from, seq }) => [room, from, seq])).toEqual([
      ['a', 0, 2],
      ['b', 0, 1],
    ])
    const rows = await disk.content.rows('a', 0)
    expect(rows.map(({ user }) => user)).toEqual(['ana', 'ben'])
    expect([...(await disk.content.clients('a'))]).toEqual([
      [1, 'ana'],
      [2, 'ben'],
    ])
    const reader = new Y.Doc()
    Y.applyUpdate(reader, changes[0]?.update ?? new Uint8Array())
    expect(reader.getText('content').length).toBe('one two three '.length)
  })

  it('that brings nothing new is acknowledged without a row', async () => {
    const { disk, documents, changes } = open()
    await documents.open('a', true)
    const update = typist(1).type('once')
    await append(documents, 'a', 'ana', update)
    expect(await append(documents, 'a', 'ana', update)).toBe('committed')
    expect(await disk.content.head('a')).toBe(1)
    expect(changes).toHaveLength(1)
  })

  // No update is known that passes the walk and still makes Yjs throw, so the throw is played.
  it('suffers nothing from an update in it that breaks the document', async () => {
    const { disk, documents } = open()
    await documents.open('a', true)
    const [ana, eve] = [typist(1), typist(9)]
    const evil = eve.type('evil')
    const { integrate } = Y.Item.prototype
    vi.spyOn(Y.Item.prototype, 'integrate').mockImplementation(function (this: Y.Item, ...at) {
      if (this.id.client === 9) throw new Error('in the middle of a transaction')
      return integrate.apply(this, at)
    })
    const [one, two, three] = await Promise.allSettled([
      append(documents, 'a', 'ana', ana.type('fine ')),
      append(documents, 'a', 'eve', evil),
      append(documents, 'a', 'ana', ana.type('words')),
    ])
    expect([one?.status, three?.status]).toEqual(['fulfilled', 'fulfilled'])
    expect(two).toMatchObject({ status: 'rejected', reason: { code: 'malformed' } })
    expect(await documents.text('a')).toBe('fine words')
    expect(await disk.content.rows('a', 0)).toHaveLength(2)
  })
})

describe('two tabs of one person in one batch', () => {
  it('each hear of their own: what waits of one says nothing of the other', async () => {
    const { documents } = open()
    await documents.open('notes', true)
    const absent = typist(7)
    absent.type('unknown here')
    const before = Y.encodeStateVector(absent.doc)
    absent.doc.getText('content').delete(0, 3)
    const deletion = Y.encodeStateAsUpdate(absent.doc, before)
    const receipts = await Promise.all([
      append(documents, 'notes', 'ana', deletion),
      append(documents, 'notes', 'ana', typist(8).type('whole')),
    ])
    expect(receipts).toEqual(['incomplete', 'committed'])
  })
})

describe('a clientID', () => {
  it('belongs to whoever wrote with it first, in one batch too', async () => {
    const { disk, documents } = open()
    await documents.open('a', true)
    const [ana, eve] = [typist(7), typist(7)]
    const [first, second, third] = await Promise.allSettled([
      append(documents, 'a', 'ana', ana.type('mine')),
      append(documents, 'a', 'eve', eve.type('stolen')),
      append(documents, 'a', 'ben', typist(8).type(' and his')),
    ])
    expect([first?.status, third?.status]).toEqual(['fulfilled', 'fulfilled'])
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'author-conflict' } })
    expect([...(await disk.content.clients('a'))]).toEqual([
      [7, 'ana'],
      [8, 'ben'],
    ])
  })

  it('is not taken by what was not integrated', async () => {
    const { documents } = open()
    await documents.open('a', true)
    const [ana, eve] = [typist(7), typist(7)]
    eve.type('kept back')
    const receipts = await Promise.all([
      append(documents, 'a', 'eve', eve.type('stolen')),
      append(documents, 'a', 'ana', ana.type('mine')),
    ])
    expect(receipts).toEqual(['incomplete', 'committed'])
    expect(await documents.text('a')).toBe('mine')
  })

  it('may be repeated by anyone, and deleted from', async () => {
    const { documents } = open()
    await documents.open('a', true)
    const [ana, ben] = [typist(7), typist(8)]
    const update = ana.type('mine')
    await append(documents, 'a', 'ana', update)
    Y.applyUpdate(ben.doc, update)
    ben.doc.getText('content').delete(0, 2)
    const all = Y.encodeStateAsUpdate(ben.doc)
    expect(await append(documents, 'a', 'ben', all)).toBe('committed')
    expect(await documents.text('a')).toBe('ne')
  })

  it('is its owner’s again after the room was closed', async () => {
    const { documents } = open()
    await documents.open('a', true)
    const ana = typist(7)
    await append(documents, 'a', 'ana', ana.type('mine'))
    await documents.close('a')
    const stolen = append(documents, 'a', 'eve', ana.type(' no more'))
    await expect(stolen).rejects.toMatchObject({ code: 'author-conflict' })
  })

  it('that is reserved is kept for its holder, gone or not, whatever the disk does', async () => {
    const { disk, documents } = open()
    await documents.open('a', true)
    documents.reserve('a', 'ana', 7)
    documents.reserve('a', 'eve', 7)
    documents.release('a', 'ana', 7)
    disk.fail('isFull')
    const ben = append(documents, 'a', 'ben', typist(8).type('his '))
    await settle()
    disk.mend()
    await pass(1_000)
    await ben
    const stolen = append(documents, 'a', 'eve', typist(7).type('stolen'))
    await expect(stolen).rejects.toMatchObject({ code: 'author-conflict' })
    expect(await append(documents, 'a', 'ana', typist(7).type('mine'))).toBe('committed')
  })
})

describe('a backup that was put back', () => {
  /** Ana and Ben, and what the server knew when the backup was made; each has written more since. */
  async function putBack() {
    const { disk, documents } = open()
    await documents.open('a', true)
    const [ana, ben] = [typist(7), typist(8)]
    const first = ana.type('Before. ')
    await append(documents, 'a', 'ana', first)
    await disk.content.noteRestored(Date.now())
    await documents.close('a')
    await documents.open('a', false)
    Y.applyUpdate(ben.doc, first)
    Y.applyUpdate(ben.doc, ana.type('Ana’s. '))
    ben.type('Ben’s. ')
    const all = Y.encodeStateAsUpdate(ben.doc)
    return { disk, documents, ana, ben, all }
  }

  it('F20: is given by one what another has written since, and that stays the other’s', async () => {
    const { disk, documents, ana, all } = await putBack()
    documents.reserve('a', 'ben', 8)
    expect(await append(documents, 'a', 'ben', all)).toBe('committed')
    expect(await documents.text('a')).toBe('Before. Ana’s. Ben’s. ')
    ana.type('And more.')
    expect(await append(documents, 'a', 'ana', Y.encodeStateAsUpdate(ana.doc))).toBe('committed')
    expect(await documents.text('a')).toContain('And more.')
    expect([...(await disk.content.clients('a'))]).toEqual([
      [7, 'ana'],
      [8, 'ben'],
    ])
  })

  it('F20: takes nobody for the author of what he brings of one whom it has never seen', async () => {
    const { disk, documents, ana, ben } = await putBack()
    const cleo = typist(9)
    Y.applyUpdate(cleo.doc, Y.encodeStateAsUpdate(ana.doc))
    Y.applyUpdate(ben.doc, cleo.type('Cleo’s. '))
    documents.reserve('a', 'ben', 8)
    await append(documents, 'a', 'ben', Y.encodeStateAsUpdate(ben.doc))
    expect((await disk.content.clients('a')).has(9)).toBe(false)
    documents.reserve('a', 'cleo', 9)
    const more = append(documents, 'a', 'cleo', cleo.type('And more.'))
    expect(await more).toBe('committed')
    expect((await disk.content.clients('a')).get(9)).toBe('cleo')
  })

  // Both come back in the middle of a word, which waits for what the backup lacks.
  it('F20: is given it also when the other has come, but nothing of his could be taken yet', async () => {
    const { documents, ana, all } = await putBack()
    expect(await append(documents, 'a', 'ana', ana.type('Newest.'))).toBe('incomplete')
    expect(await append(documents, 'a', 'ben', all)).toBe('committed')
    expect(await append(documents, 'a', 'ana', Y.encodeStateAsUpdate(ana.doc))).toBe('committed')
    expect(await documents.text('a')).toContain('Newest.')
  })

  it('T5: lets nobody write as one who has been here since', async () => {
    const { documents, ana, all } = await putBack()
    await append(documents, 'a', 'ben', all)
    await append(documents, 'a', 'ana', ana.type('Here. '))
    const stolen = append(documents, 'a', 'eve', ana.type('Stolen. '))
    await expect(stolen).rejects.toMatchObject({ code: 'author-conflict' })
  })

  it('T5: lets nobody write as another when a month has passed', async () => {
    const { documents, all } = await putBack()
    vi.setSystemTime(Date.now() + 31 * 24 * HOUR)
    const late = append(documents, 'a', 'ben', all)
    await expect(late).rejects.toMatchObject({ code: 'author-conflict' })
  })

  it('drops what a commenter brings of the others, and does not send him away', async () => {
    const { documents, all } = await putBack()
    const [outcome] = await documents.append('a', [{ user: 'ben', scope: 'comments', update: all }])
    expect(outcome).toBe('ignored')
    expect(await documents.text('a')).toBe('Before. ')
  })
})

describe('a guest who signs in', () => {
  /** He has written in two documents, one of them open; in the other tab he has only been seen. */
  async function guest() {
    const opened = open()
    const { documents } = opened
    const his = typist(7)
    const before = his.type('Before. ')
    for (const room of ['a', 'b']) {
      await documents.open(room, true)
      await append(documents, room, 'guest', before)
    }
    await documents.close('b')
    documents.reserve('a', 'guest', 8)
    return { ...opened, his, tab: typist(8) }
  }

  it('comes back with what he wrote offline, and nothing of it is lost', async () => {
    const { documents, his } = await guest()
    his.type('On the train. ')
    await documents.claim('guest', 'person')
    const unsent = Y.encodeStateAsUpdate(his.doc)
    await documents.open('b', false)
    expect(await append(documents, 'a', 'person', unsent)).toBe('committed')
    expect(await append(documents, 'b', 'person', unsent)).toBe('committed')
    expect(await documents.text('a')).toBe('Before. On the train. ')
    expect(await documents.text('b')).toBe('Before. On the train. ')
    const stolen = append(documents, 'a', 'eve', his.type('Stolen. '))
    await expect(stolen).rejects.toMatchObject({ code: 'author-conflict' })
  })

  it('keeps the clientIDs that he was only seen with', async () => {
    const { documents, tab } = await guest()
    await documents.claim('guest', 'person')
    const stolen = append(documents, 'a', 'eve', typist(8).type('Stolen. '))
    await expect(stolen).rejects.toMatchObject({ code: 'author-conflict' })
    expect(await append(documents, 'a', 'person', tab.type('Mine. '))).toBe('committed')
  })

  it('loses nothing that is on its way, or that another tab sends as the guest', async () => {
    const { disk, documents, his, tab } = await guest()
    disk.fail('isFull')
    const waiting = append(documents, 'a', 'guest', his.type('Waiting. '))
    await settle()
    disk.mend()
    const claim = documents.claim('guest', 'person')
    const meanwhile = append(documents, 'a', 'guest', tab.type('Meanwhile. '))
    await claim
    documents.reserve('a', 'guest', 9)
    const after = append(documents, 'a', 'guest', his.type('After. '))
    await pass(1_000)
    expect(await Promise.all([waiting, meanwhile, after])).toEqual(Array(3).fill('committed'))
    expect(await append(documents, 'a', 'person', typist(9).type('Here. '))).toBe('committed')
    expect(new Set((await disk.content.clients('a')).values())).toEqual(new Set(['person']))
  })

  it('is told of with what owners had set for him, and stays a guest when the disk fails', async () => {
    const { disk, documents, his } = await guest()
    const heard: [string, RoomAccess][] = []
    documents.listen({ ...SILENT, accessChanged: (...change) => heard.push(change) })
    await documents.putPerson('a', 'guest', { user: 'guest', name: 'Gus', role: 'viewer' })
    heard.length = 0
    disk.fail('isFull')
    await expect(documents.claim('guest', 'person')).rejects.toMatchObject({
      code: 'store-failing',
    })
    disk.mend()
    expect(await append(documents, 'a', 'guest', his.type('Still he. '))).toBe('committed')
    await documents.claim('guest', 'person')
    const people = [{ user: 'person', name: 'Gus', role: 'viewer' as const }]
    expect(heard).toMatchObject([['a', { isLocked: false, gone: null, people }]])
  })
})

describe('a document that is full', () => {
  const small = () => open(new Disk(), 24 * HOUR, 10_000)
  const add = async (documents: LocalDocuments, update: Uint8Array) =>
    append(documents, 'a', 'ana', update).catch(({ code }: WeftError) => code)

  it('takes nothing that adds to it, and everything that deletes', async () => {
    const { documents, changes } = small()
    await documents.open('a', true)
    const ana = typist(1)
    expect(await add(documents, ana.type('x'.repeat(9_900)))).toBe('committed')
    expect(await add(documents, ana.type('y'.repeat(200)))).toBe('too-big')
    const text = ana.doc.getText('content')
    text.delete(0, 100)
    expect(await add(documents, ana.updates.at(-1) ?? new Uint8Array())).toBe('committed')
    expect(changes).toHaveLength(2)
    expect(await documents.text('a')).toHaveLength(9_800)
  })

  it('has room again when enough of it was deleted', async () => {
    const { documents } = small()
    await documents.open('a', true)
    const ana = typist(1)
    await add(documents, ana.type('x'.repeat(9_900)))
    ana.doc.getText('content').delete(0, 5_000)
    await add(documents, ana.updates.at(-1) ?? new Uint8Array())
    expect(await add(documents, ana.type('y'.repeat(1_000)))).toBe('committed')
  })

  it('is not measured for every update that it refuses', async () => {
    const { documents } = small()
    await documents.open('a', true)
    const ana = typist(1)
    await add(documents, ana.type('x'.repeat(9_900)))
    const tooMuch = ana.type('y'.repeat(1_000))
    expect(await add(documents, tooMuch)).toBe('too-big')
    // What is deleted now it would only notice by measuring.
    const other = typist(2)
    Y.applyUpdate(other.doc, ana.updates[0] ?? new Uint8Array())
    other.doc.getText('content').delete(0, 9_000)
    await add(documents, other.updates.at(-1) ?? new Uint8Array())
    expect(await add(documents, tooMuch)).toBe('too-big')
    await pass(5_000)
    expect(await add(documents, tooMuch)).toBe('committed')
  })

  it('takes again what it has, in one update with a little that is new', async () => {
    const { documents } = small()
    await documents.open('a', true)
    const ana = typist(1)
    await add(documents, ana.type('x'.repeat(9_000)))
    ana.type('new')
    expect(await add(documents, Y.encodeStateAsUpdate(ana.doc))).toBe('committed')
  })

  it('is no less full for what one batch brings in pieces', async () => {
    const { documents } = small()
    await documents.open('a', true)
    const [ana, ben] = [typist(1), typist(2)]
    const outcomes = await Promise.all([
      add(documents, ana.type('x'.repeat(6_000))),
      add(documents, ana.type('y'.repeat(6_000))),
      add(documents, ben.type('z'.repeat(6_000))),
    ])
    expect(outcomes).toEqual(['committed', 'too-big', 'too-big'])
  })

  it('is not made with too long a text', async () => {
    const { documents } = small()
    const text = 'x'.repeat(10_001)
    const made = documents.create({ room: 'a', user: 'server', links: [], text })
    await expect(made).rejects.toMatchObject({ code: 'too-big' })
    await expect(documents.open('a', false)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a link', () => {
  const links = [linkTo('own', { role: 'owner' }), linkTo('h')]
  async function shared() {
    const { documents, disk } = open()
    const changed: string[] = []
    documents.listen({
      ...SILENT,
      linkChanged: (room, { hash, role, revoked }) =>
        void changed.push(`${room} ${hash} ${role} ${revoked}`),
    })
    await documents.create({ room: 'a', user: 'server', links })
    return { documents, disk, changed }
  }

  it('that is revoked stays revoked, whatever else is asked at the same moment', async () => {
    const { documents, changed } = await shared()
    const both = [
      documents.changeLink('a', 'h', { revoked: 5 }),
      documents.changeLink('a', 'h', { label: 'for Ben', role: 'editor' as const }),
    ]
    await expect(Promise.all(both)).rejects.toMatchObject({ code: 'not-found' })
    expect(changed).toEqual(['a h viewer 5'])
    expect(await documents.link('a', 'h')).toEqual(linkTo('h', { revoked: 5 }))
  })

  it('is not taken from the last who own the room', async () => {
    const { documents } = await shared()
    for (const change of [{ revoked: 5 }, { role: 'editor' as const }, { expires: 5 }])
      await expect(documents.changeLink('a', 'own', change)).rejects.toMatchObject({
        code: 'last-owner',
      })
    await documents.addLink('a', linkTo('other', { role: 'owner' }))
    await documents.changeLink('a', 'own', { revoked: 5 })
  })

  it('opens for people while the disk is full, but for one who must be the only one', async () => {
    const { documents, disk } = await shared()
    await documents.addLink('a', linkTo('once', { once: true }))
    disk.isFull = true
    const use = { user: 'ana', name: 'Ana', first: 1, last: 1 }
    expect(await documents.useLink('a', 'h', use)).toBe(true)
    await expect(documents.useLink('a', 'once', use)).rejects.toMatchObject({
      code: 'store-failing',
    })
  })
})

describe('the shape of a document', () => {
  /** Lists, each inside the one before, as one update a level. */
  function nested(levels: number): Uint8Array[] {
    const { doc, updates } = typist(5)
    let list = doc.getArray<unknown>('deep')
    for (let level = 0; level < levels; level++) {
      const inner = new Y.Array<unknown>()
      list.insert(0, [inner])
      list = inner
    }
    return updates
  }

  it('T26: is no deeper than 32 types, in one update or in many', async () => {
    const { documents } = open()
    await documents.open('a', true)
    const levels = nested(33)
    for (const level of levels.slice(0, 32)) await append(documents, 'a', 'eve', level)
    const [deeper, fine] = await Promise.allSettled([
      append(documents, 'a', 'eve', levels[32] ?? new Uint8Array()),
      append(documents, 'a', 'ana', typist(1).type('fine')),
    ])
    expect(deeper).toMatchObject({ status: 'rejected', reason: { code: 'malformed' } })
    expect(fine?.status).toBe('fulfilled')
    await documents.open('b', true)
    const atOnce = append(documents, 'b', 'eve', mergeUpdates(nested(1_000)))
    await expect(atOnce).rejects.toMatchObject({ code: 'malformed' })
    expect(await append(documents, 'b', 'ana', typist(1).type('fine'))).toBe('committed')
  })

  it('has no more than 1,000 roots', async () => {
    const { documents } = open()
    await documents.open('a', true)
    const { doc } = typist(5)
    doc.transact(() => {
      for (let root = 0; root < 999; root++) doc.getMap(`root ${root}`).set('a', 1)
    })
    const wide = Y.encodeStateAsUpdate(doc)
    doc.getMap('one').set('a', 1)
    doc.getMap('too many').set('a', 1)
    const wider = append(documents, 'a', 'eve', Y.encodeStateAsUpdate(doc))
    await expect(wider).rejects.toMatchObject({ code: 'malformed' })
    expect(await append(documents, 'a', 'ana', wide)).toBe('committed')
  })
})

describe('what waits for changes that nobody sent', () => {
  /** A deletion in text that the server has never seen. */
  function waitingDelete(): Uint8Array {
    const stranger = typist(77)
    stranger.type('unknown')
    const before = Y.encodeStateVector(stranger.doc)
    stranger.doc.getText('content').delete(0, 3)
    return Y.encodeStateAsUpdate(stranger.doc, before)
  }

  it('is not held against the others in its batch', async () => {
    const { documents } = open()
    await documents.open('a', true)
    const receipts = await Promise.all([
      append(documents, 'a', 'mallory', waitingDelete()),
      append(documents, 'a', 'bob', typist(1).type('good')),
    ])
    expect(receipts).toEqual(['incomplete', 'committed'])
  })

  it('never becomes part of what another writes', async () => {
    const { disk, documents } = open()
    await documents.open('a', true)
    const bea = typist(2)
    const first = bea.type('bea ')
    const mallory = typist(9)
    Y.applyUpdate(mallory.doc, first)
    const forged = mallory.type('mallory')
    const receipts = await Promise.all([
      append(documents, 'a', 'mallory', forged),
      append(documents, 'a', 'bea', first),
    ])
    expect(receipts).toEqual(['incomplete', 'committed'])
    expect(await documents.text('a')).toBe('bea ')
    expect([...(await disk.content.clients('a'))]).toEqual([[2, 'bea']])
  })
})

describe('a room that the store cannot read', () => {
  it('keeps no other room from being saved', async () => {
    const { disk, documents } = open()
    await documents.open('good', true)
    await documents.open('bad', true)
    await documents.close('bad')
    const { rows } = disk.content
    vi.spyOn(disk.content, 'rows').mockImplementation(async (room, after) => {
      if (room === 'bad') throw new Error('SQLITE_CORRUPT')
      return rows.call(disk.content, room, after)
    })
    const bad = append(documents, 'bad', 'bob', typist(2).type('bad'))
    const good = append(documents, 'good', 'ana', typist(1).type('good'))
    await expect(bad).rejects.toMatchObject({ code: 'store-failing' })
    expect(await good).toBe('committed')
  })
})

describe('many who join a big document at once', () => {
  const newcomer = Uint8Array.of(0)

  async function big() {
    const opened = open()
    await opened.documents.open('a', true)
    const ana = typist(1)
    await append(opened.documents, 'a', 'ana', ana.type('x'.repeat(100_000)))
    return { ...opened, ana }
  }

  it('F17: are all given the one encoding, and whoever comes later all that was saved by then', async () => {
    const { documents, ana } = await big()
    const reads = Array.from({ length: 20 }, () => documents.read('a', newcomer))
    const [first, ...others] = await Promise.all(reads)
    for (const { update } of others) expect(update).toBe(first?.update)
    await append(documents, 'a', 'ana', ana.type('more'))
    const doc = new Y.Doc()
    Y.applyUpdate(doc, (await documents.read('a', newcomer)).update)
    expect(doc.getText('content').length).toBe(100_004)
  })

  it('F17: let what is written meanwhile go first, and are answered in order', async () => {
    const { documents, ana } = await big()
    const order: string[] = []
    const note = (what: string) => () => void order.push(what)
    const reads = ['one', 'two', 'three', 'four'].map((name) =>
      documents.read('a', newcomer).then(note(name)),
    )
    // As from another thread: it comes when the first is being answered.
    await new Promise((resolve) => setImmediate(resolve))
    const written = append(documents, 'a', 'ana', ana.type('more')).then(note('written'))
    await Promise.all([...reads, written])
    expect(order).toEqual(['one', 'written', 'two', 'three', 'four'])
  })
})

describe('a room that was closed in peace', () => {
  const newcomer = Uint8Array.of(0)

  async function closed() {
    const { disk, documents } = open()
    await documents.open('a', true)
    const ana = typist(1)
    await append(documents, 'a', 'ana', ana.type('kept'))
    await documents.close('a')
    return { ...open(disk), ana }
  }

  it('is given to whoever has nothing without a document being made', async () => {
    const { disk, documents } = await closed()
    await documents.open('a', false)
    const before = disk.calls
    const { seq, update } = await documents.read('a', newcomer)
    expect([seq, disk.calls - before]).toEqual([1, 0])
    const doc = new Y.Doc()
    Y.applyUpdate(doc, update)
    expect(doc.getText('content').toString()).toBe('kept')
  })

  it('has a document from the first word on, and newcomers read that', async () => {
    const { documents, ana } = await closed()
    await documents.open('a', false)
    await append(documents, 'a', 'ana', ana.type(' on'))
    const { seq } = await documents.read('a', newcomer)
    expect([seq, await documents.text('a')]).toEqual([2, 'kept on'])
  })
})

describe('a damaged room', () => {
  const WORDS = ['one ', 'two ', 'three ', 'four']

  /** Four words in a room that was then closed, so under a snapshot, and some more words after it. */
  async function written(retention = 24 * HOUR, more: readonly string[] = []) {
    const { disk, documents } = open(new Disk(), retention)
    await documents.open('a', true)
    const ana = typist(1)
    for (const word of WORDS) await append(documents, 'a', 'ana', ana.type(word))
    if (more.length > 0) await documents.close('a')
    await documents.open('a', false)
    for (const word of more) await append(documents, 'a', 'ana', ana.type(word))
    return { disk, ana }
  }

  it('is read up to its bad row, told of once, and never written', async () => {
    const { disk, ana } = await written()
    disk.damage.set('a', 3)
    const { documents, damages } = open(disk)
    await documents.open('a', false)
    expect(await documents.text('a')).toBe('one two ')
    const refused = append(documents, 'a', 'ana', ana.type('five'))
    await expect(refused).rejects.toMatchObject({ code: 'row-damaged' })
    await documents.close('a')
    expect(damages).toHaveLength(1)
    expect([await disk.content.head('a'), await disk.content.snapshot('a')]).toEqual([4, null])
  })

  it('is read from its snapshot on', async () => {
    const { disk } = await written(24 * HOUR, [' five', ' six'])
    disk.damage.set('a', 6)
    expect(await open(disk).documents.text('a')).toBe('one two three four five')
  })

  it('whose snapshot is bad is read from the start, while all rows are there', async () => {
    const { disk } = await written(24 * HOUR, [' five'])
    disk.damage.set('a', 'snapshot')
    expect(await open(disk).documents.text('a')).toBe('one two three four five')
  })

  it('whose snapshot is bad, and which has lost rows by age, is refused', async () => {
    const { disk } = await written(-1, [' five'])
    disk.damage.set('a', 'snapshot')
    const { documents } = open(disk)
    await expect(documents.open('a', false)).rejects.toMatchObject({ code: 'row-damaged' })
  })

  it('is read up to a row that Yjs cannot take, or that builds on what is not there', async () => {
    const eve = typist(9)
    eve.type('kept back')
    for (const update of [Uint8Array.of(1, 1), eve.type('builds on it')]) {
      const { disk, ana } = await written()
      const row = { room: 'a', time: 0, user: 'eve', clients: [], update }
      await disk.content.commit([row, { ...row, update: ana.type('after') }])
      expect(await open(disk).documents.text('a')).toBe('one two three four')
    }
  })

  it('keeps nobody else’s words from being saved, or merged', async () => {
    const { disk } = await written()
    const { documents: before } = open(disk)
    await before.open('a', false)
    await before.open('b', true)
    const ben = typist(2)
    for (const word of WORDS) await append(before, 'b', 'ben', ben.type(word))
    for (const room of ['a', 'b']) await before.close(room)
    disk.damage.set('a', 'snapshot')
    const { documents, damages } = open(disk)
    await documents.open('a', false)
    await documents.open('b', false)
    const [bad, good] = await Promise.allSettled([
      append(documents, 'a', 'ana', typist(3).type('lost')),
      append(documents, 'b', 'ben', ben.type('kept')),
    ])
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled'])
    await pass(2 * HOUR)
    expect(await disk.content.unmerged('a', 9)).toHaveLength(4)
    expect(await disk.content.unmerged('b', 9)).toEqual([])
    expect(damages).toHaveLength(1)
  })

  it('keeps no other from being merged though nobody has opened it', async () => {
    const { disk } = await written()
    const { documents } = open(disk)
    await documents.open('b', true)
    await append(documents, 'b', 'ben', typist(2).type('his'))
    for (const room of ['a', 'b']) {
      await documents.open(room, false)
      await documents.close(room)
    }
    disk.damage.set('a', 2)
    await pass(2 * HOUR)
    const unmerged = async (room: string) => (await disk.content.unmerged(room, 9)).length
    expect([await unmerged('a'), await unmerged('b')]).toEqual([4, 0])
  })
})

describe('reading', () => {
  it('from a position gives what was written since, in one piece', async () => {
    const { documents } = open()
    await documents.open('a', true)
    const ana = typist(1)
    for (const word of ['one ', 'two ', 'three'])
      await append(documents, 'a', 'ana', ana.type(word))
    const { seq, update } = await documents.read('a', 1)
    const reader = new Y.Doc()
    Y.applyUpdate(reader, ana.updates[0] ?? new Uint8Array())
    Y.applyUpdate(reader, update)
    expect([seq, reader.getText('content').toString()]).toEqual([3, 'one two three'])
  })

  it('from a position whose rows are gone gives everything', async () => {
    const { disk, documents } = open(new Disk(), -1)
    await documents.open('a', true)
    const ana = typist(1)
    for (const word of ['one ', 'two ', 'three'])
      await append(documents, 'a', 'ana', ana.type(word))
    await documents.close('a')
    expect(await disk.content.rows('a', 0)).toEqual([])
    await documents.open('a', false)
    const reader = new Y.Doc()
    Y.applyUpdate(reader, (await documents.read('a', 1)).update)
    expect(reader.getText('content').toString()).toBe('one two three')
  })

  it('for a state vector that is none is refused', async () => {
    const { documents } = open()
    await documents.open('a', true)
    const reading = documents.read('a', Uint8Array.of(255, 255))
    await expect(reading).rejects.toMatchObject({ code: 'malformed' })
  })

  it('a room that is not open leaves nothing in memory', async () => {
    const { disk, documents } = open()
    await documents.create({ room: 'a', user: 'server', links: [], text: 'hello' })
    expect(await documents.text('a')).toBe('hello')
    await settle()
    const before = disk.calls
    await documents.text('a')
    // head, snapshot, rows, clients, restored: loaded again.
    expect(disk.calls - before).toBe(5)
  })
})

describe('compaction', () => {
  const row = (seq: number, time: number, user: string, update: Uint8Array) => ({
    seq,
    time,
    user,
    update,
  })

  it('makes one row for each user and minute, and changes nothing of what they say', () => {
    const [ana, ben] = [typist(1), typist(2)]
    const rows = [
      row(1, 0, 'ana', ana.type('a')),
      row(2, 10, 'ben', ben.type('b')),
      row(3, 20, 'ana', ana.type('c')),
      row(4, 60_001, 'ana', ana.type('d')),
    ]
    const merged = mergeByMinute(rows)
    expect(merged.map(({ seq, user }) => [seq, user])).toEqual([
      [2, 'ben'],
      [3, 'ana'],
      [4, 'ana'],
    ])
    const [before, after] = [rows, merged].map((some) => {
      const doc = new Y.Doc()
      for (const { update } of some) Y.applyUpdate(doc, update)
      return Buffer.from(Y.encodeStateAsUpdate(doc)).toString('hex')
    })
    expect(after).toBe(before)
  })

  it('F16: keeps the rows of the last hour, and drops those past retention', async () => {
    const { disk, documents } = open(new Disk(), 3 * HOUR)
    await documents.open('a', true)
    const ana = typist(1)
    const start = Date.now()
    for (let minute = 0; minute < 120; minute++) {
      for (const word of ['x', 'y', 'z']) await append(documents, 'a', 'ana', ana.type(word))
      vi.setSystemTime(start + minute * 60_000)
    }
    await documents.close('a')
    while (await mergeOldRows(disk.content, 'a', mergeBefore(Date.now())));
    const rows = await disk.content.rows('a', 0)
    const old = rows.filter(({ time }) => time < Date.now() - HOUR)
    expect([old.length, rows.length - old.length]).toEqual([59, 60 * 3])
    vi.setSystemTime(start + 4 * HOUR)
    await pass(10 * 60_000)
    const left = await disk.content.rows('a', 0)
    expect(left.every(({ time }) => time >= Date.now() - 3 * HOUR)).toBe(true)
    expect(left.length).toBeGreaterThan(0)
    expect(left.length).toBeLessThan(60)
  })

  it('F18: is of what the document holds, not of all that was ever written', async () => {
    const { disk, documents } = open()
    await documents.open('a', true)
    const ana = typist(1)
    const text = ana.doc.getText('content')
    for (let row = 0; row < 1_200; row++) {
      await append(documents, 'a', 'ana', ana.type(`secret ${row}`))
      text.delete(0, text.length)
      await append(documents, 'a', 'ana', ana.updates.at(-1) ?? new Uint8Array())
    }
    await settle()
    const { seq, state } = (await disk.content.snapshot('a')) ?? { seq: 0, state: new Uint8Array() }
    expect(seq).toBeGreaterThan(1_500)
    expect(Buffer.from(state).includes('secret')).toBe(false)
    // And whoever is thousands of rows behind gets the same, not a merge of them.
    const { update } = await documents.read('a', 1)
    expect(Buffer.from(update).includes('secret')).toBe(false)
  })

  it('leaves rows alone behind one that a stepping clock made newer', async () => {
    const { disk, documents } = open()
    await documents.open('a', true)
    const ana = typist(1)
    const start = Date.now()
    for (const time of [start, start + 5 * HOUR, start + 1]) {
      vi.setSystemTime(time)
      await append(documents, 'a', 'ana', ana.type('x'))
    }
    await documents.close('a')
    while (await mergeOldRows(disk.content, 'a', mergeBefore(start + 2 * HOUR)));
    expect(await disk.content.rows('a', 0)).toHaveLength(3)
  })
})

describe('keeping house', () => {
  it('says what it has freed, and nothing when that is nothing', async () => {
    const { documents } = open()
    const tidied: object[] = []
    documents.listen({ ...SILENT, tidied: (freed) => tidied.push(freed) })
    for (const room of ['a', 'b']) await documents.open(room, true)
    const ana = typist(1)
    for (const word of ['one', 'two', 'three']) await append(documents, 'a', 'ana', ana.type(word))
    const written = ana.updates.reduce((sum, { byteLength }) => sum + byteLength, 0)
    const bytes = written - mergeUpdates(ana.updates).byteLength
    await documents.close('a')
    await pass(2 * HOUR)
    expect(tidied).toEqual([
      { rooms: 1, rows: 2, bytes, deleted: 0, milliseconds: expect.any(Number) },
    ])
    await documents.trash('b', true)
    vi.setSystemTime(Date.now() + (TRASH_DAYS + 1) * 24 * HOUR)
    await pass(10 * 60_000)
    expect(tidied.at(-1)).toMatchObject({ deleted: 1, rows: 1 })
    await pass(HOUR)
    expect(tidied).toHaveLength(2)
  })

  it('drops what has expired in all rooms, and answers others after every few', async () => {
    const { disk, documents } = open(new Disk(), HOUR)
    const rooms = Array.from({ length: 250 }, (_, n) => `r${n}`)
    const row = { time: Date.now(), user: 'ana', clients: [], update: typist(1).type('x') }
    for (const room of rooms) {
      await disk.content.createRoom({ room, time: 1, links: [], rows: [{ ...row, room }] })
      await disk.content.saveSnapshot(room, { seq: 1, state: row.update }, 0)
    }
    const left = async () => {
      const kept = await Promise.all(rooms.map((room) => disk.content.rows(room, 0)))
      return kept.flat().length
    }
    const seen: number[] = []
    const expire = disk.content.expire.bind(disk.content)
    vi.spyOn(disk.content, 'expire').mockImplementation((...step) => {
      void documents.text('r0').then(async () => seen.push(await left()))
      return expire(...step)
    })
    vi.setSystemTime(Date.now() + 2 * HOUR)
    await pass(10 * 60_000)
    expect(seen).toEqual([150, 50, 0])
  })
})

describe('merging', () => {
  it('of thousands is the same as applying them one by one', () => {
    const ana = typist(1)
    for (let word = 0; word < 3_000; word++) ana.type(`${word} `)
    const doc = new Y.Doc()
    Y.applyUpdate(doc, mergeUpdates(ana.updates))
    expect(doc.getText('content').toString()).toBe(ana.doc.getText('content').toString())
  })

  it('of none is an update that does nothing', () => {
    const doc = new Y.Doc()
    Y.applyUpdate(doc, mergeUpdates([]))
    expect(doc.getText('content').length).toBe(0)
  })
})
