/**
 * What a commenter may write: the map `comments`, and nothing else, in however clever a way.
 */
import * as encoding from 'lib0/encoding'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { WeftError } from '../../shared/errors.ts'
import { append } from '../testing/append.ts'
import { Chance } from '../testing/chance.ts'
import { Disk } from '../testing/faulty-store.ts'
import type { Change } from './documents.ts'
import { LocalDocuments } from './local.ts'

const ROOM = 'a'

let disk: Disk
let documents: LocalDocuments
let changes: Change[]
/** As it is on every editor's screen: a text, a title, and a thread of comments. */
let shared: Y.Doc

beforeEach(async () => {
  disk = new Disk()
  changes = []
  documents = new LocalDocuments({ ...disk.handle(), retention: 60_000, documentBytes: 1_000_000 })
  documents.listen({
    committed: (change) => changes.push(change),
    caughtUp: () => undefined,
    claimed: () => undefined,
    linkChanged: () => undefined,
    said: () => undefined,
    tidied: () => undefined,
    accessChanged: () => undefined,
    storing: () => undefined,
    trouble: (error) => {
      throw error
    },
    lost: () => undefined,
    unread: () => undefined,
  })
  await documents.open(ROOM, true)
  shared = new Y.Doc()
  shared.clientID = 1
  shared.getText('content').insert(0, 'ours', { bold: true })
  shared.getMap('meta').set('title', 'Plan')
  const thread = new Y.Map<unknown>()
  shared.getMap('comments').set('thread', thread)
  thread.set('replies', new Y.Array())
  await append(documents, ROOM, 'ana', Y.encodeStateAsUpdate(shared))
  changes.splice(0)
})
afterEach(() => {
  vi.clearAllTimers()
})

/** A commenter's copy of the document, and what a change of it comes to. */
function commenter() {
  const doc = new Y.Doc()
  doc.clientID = 2
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(shared))
  const text = doc.getText('content')
  const comments = doc.getMap<unknown>('comments')
  const thread = comments.get('thread') as Y.Map<Y.Array<string>>
  const edit = (change: () => void): Uint8Array => {
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array) => updates.push(update)
    doc.on('update', collect)
    doc.transact(change)
    doc.off('update', collect)
    return updates.length === 1 && updates[0] ? updates[0] : Y.mergeUpdates(updates)
  }
  return { doc, text, comments, thread, edit }
}

const sends = (update: Uint8Array, user = 'carol') =>
  append(documents, ROOM, user, update, 'comments')

/** One letter whose neighbours are these, as no Yjs would write it. */
function between(origin: Y.ID, rightOrigin: Y.ID): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  const number = (value: number) => encoding.writeVarUint(encoder.restEncoder, value)
  number(1)
  number(1)
  encoder.writeClient(2)
  number(0)
  encoder.writeInfo(0xc0 | 4)
  encoder.writeLeftID(origin)
  encoder.writeRightID(rightOrigin)
  encoder.writeString('x')
  number(0)
  return encoder.toUint8Array()
}

/** All that is on disk of the room. */
const onDisk = async () =>
  JSON.stringify([
    await disk.content.rows(ROOM, 0),
    await disk.content.snapshot(ROOM),
    [...(await disk.content.clients(ROOM))],
  ])

/** What the server would give to a newcomer. */
async function stored() {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, (await documents.read(ROOM, 0)).update)
  const map = (name: string) => doc.getMap(name).toJSON()
  return { content: `${doc.getText('content')}`, meta: map('meta'), comments: map('comments') }
}

type Copy = ReturnType<typeof commenter>

describe('T8: a commenter may', () => {
  it.each<[string, (copy: Copy) => void]>([
    ['comment', ({ comments }) => void comments.set('one', 'well said')],
    ['replace a comment', ({ comments }) => void comments.set('thread', 'another')],
    ['delete a comment', ({ comments }) => comments.delete('thread')],
    ['answer, in a list within a map', ({ thread }) => thread.get('replies')?.push(['so it is'])],
    [
      'delete what he nested himself, in one go',
      ({ comments }) => {
        comments.set('mine', new Y.Map([['inner', new Y.Array()]]))
        comments.delete('mine')
      },
    ],
    [
      'format a text within a comment',
      ({ comments }) => {
        const words = new Y.Text('well said')
        comments.set('rich', words)
        words.format(0, 4, { bold: true })
        words.format(0, 4, { bold: null })
      },
    ],
  ])('%s', async (_, change) => {
    const copy = commenter()
    expect(await sends(copy.edit(() => change(copy)))).toBe('committed')
    expect((await stored()).comments).toEqual(copy.comments.toJSON())
    expect(await documents.text(ROOM)).toBe('ours')
  })

  it('send again what everybody knows', async () => {
    const { doc } = commenter()
    expect(await sends(Y.encodeStateAsUpdate(doc))).toBe('committed')
    expect(changes).toEqual([])
  })

  it('bring what he wrote while he was an editor, once that is known', async () => {
    const { doc, text, edit } = commenter()
    await append(
      documents,
      ROOM,
      'carol',
      edit(() => text.insert(4, ' and mine')),
    )
    edit(() => doc.getMap('comments').set('one', 'later'))
    expect(await sends(Y.encodeStateAsUpdate(doc))).toBe('committed')
    expect(await documents.text(ROOM)).toBe('ours and mine')
  })

  it('comment under a thread that somebody has deleted meanwhile', async () => {
    const copy = commenter()
    const late = copy.edit(() => copy.thread.set('late', new Y.Array()))
    shared.getMap('comments').delete('thread')
    await append(documents, ROOM, 'ana', Y.encodeStateAsUpdate(shared))
    expect(await sends(late)).toBe('committed')
  })
})

describe('T8: a commenter may not', () => {
  it.each<[string, (copy: Copy) => void]>([
    ['write text', ({ text }) => text.insert(2, 'x')],
    ['write text, and delete it again', ({ text }) => [text.insert(2, 'x'), text.delete(2, 1)]],
    ['replace text', ({ text }) => [text.delete(0, 1), text.insert(0, 'x')]],
    ['format text', ({ text }) => text.format(0, 2, { italic: true })],
    ['name the document', ({ doc }) => doc.getMap('meta').set('title', 'Mine')],
    ['write into a root of his own', ({ doc }) => doc.getMap('more').set('a', 'b')],
    [
      'write into a root that is called like a comment',
      ({ doc }) => doc.getMap('Comments').set('a', 'b'),
    ],
    ['nest in the text', ({ text }) => text.insertEmbed(1, new Y.Map([['a', 'b']]))],
    ['nest in the title', ({ doc }) => doc.getMap('meta').set('title', new Y.Text('x'))],
    ['comment and write', ({ comments, text }) => [comments.set('a', 'b'), text.insert(0, 'x')]],
    [
      'comment and delete text',
      ({ comments, text }) => [comments.set('a', 'b'), text.delete(0, 1)],
    ],
    [
      'comment and delete the title',
      ({ comments, doc }) => [comments.set('a', 'b'), doc.getMap('meta').delete('title')],
    ],
  ])('%s', async (_, change) => {
    const before = await onDisk()
    const copy = commenter()
    const update = copy.edit(() => void change(copy))
    await expect(sends(update)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await onDisk()).toBe(before)
    expect(changes).toEqual([])
    expect(await stored()).toEqual({
      content: 'ours',
      meta: { title: 'Plan' },
      comments: { thread: { replies: [] } },
    })
  })

  it('fill the root of the comments as if it were a list', async () => {
    const doc = new Y.Doc()
    doc.getArray('comments').push(['unseen'])
    await expect(sends(Y.encodeStateAsUpdate(doc))).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('comment deeper than anything may lie: the climb out of there ends before it does', async () => {
    const { comments, edit } = commenter()
    const update = edit(() => {
      let inner = comments
      for (let depth = 0; depth < 40; depth++) inner = inner.set('a', new Y.Map()) as Y.Map<unknown>
    })
    await expect(sends(update)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('write where nothing but a neighbour tells that it is text', async () => {
    const { text, edit } = commenter()
    const update = edit(() => text.insert(4, 'x'))
    const [item] = Y.decodeUpdate(update).structs
    expect(item instanceof Y.Item && item.parent).toBe(null)
    await expect(sends(update)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it.each([
    ['comments', 'text'],
    ['text', 'comments'],
  ] as const)('write between the %s and the %s', async (left, right) => {
    const { text, comments } = commenter()
    const ids = { text: text._start?.lastId, comments: comments._map.get('thread')?.lastId }
    const [origin, rightOrigin] = [ids[left], ids[right]]
    if (!origin || !rightOrigin) throw new Error('nothing to write between')
    const before = await onDisk()
    await expect(sends(between(origin, rightOrigin))).rejects.toBeInstanceOf(WeftError)
    expect(await onDisk()).toBe(before)
    expect(await documents.text(ROOM)).toBe('ours')
  })

  it('write text in two pieces, the second before the first', async () => {
    const { text, edit } = commenter()
    const pieces = ['one', 'two'].map((word) => edit(() => text.insert(0, word))).reverse()
    const appends = pieces.map((update) => ({ user: 'carol', scope: 'comments', update }) as const)
    const outcomes = await documents.append(ROOM, appends)
    expect(outcomes).toMatchObject(['incomplete', { code: 'forbidden' }])
    expect(await documents.text(ROOM)).toBe('ours')
  })

  it('have the document read anew by writing text, though it is refused', async () => {
    const { text, edit } = commenter()
    const reads = vi.spyOn(disk.content, 'clients')
    await expect(sends(edit(() => text.insert(4, 'x')))).rejects.toMatchObject({
      code: 'forbidden',
    })
    await append(documents, ROOM, 'ana', Y.encodeStateAsUpdate(shared))
    expect(reads).not.toHaveBeenCalled()
  })

  it('hide in his comments what shows only with them where it lies', async () => {
    const { text, comments, edit } = commenter()
    const comment = edit(() => void comments.set('one', 'fine'))
    const shown = comments._map.get('one')?.lastId
    const place = text._start?.lastId
    if (!shown || !place) throw new Error('nothing to hide beside')
    const appends = [between(shown, place), comment].map(
      (update) => ({ user: 'carol', scope: 'comments', update }) as const,
    )
    const outcomes = await documents.append(ROOM, appends)
    expect(outcomes[0]).not.toBe('committed')
    expect(await documents.text(ROOM)).toBe('ours')
  })

  it('leave a text waiting that comes to be with a comment later', async () => {
    const { text, comments, edit } = commenter()
    const first = edit(() => void comments.set('one', 'fine'))
    const second = edit(() => text.insert(0, 'x'))
    await expect(sends(second)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await sends(first)).toBe('committed')
    expect(await documents.text(ROOM)).toBe('ours')
  })

  it('write text by a second line, while he is an editor in the first', async () => {
    const { text, edit } = commenter()
    const [one, two] = ['a', 'b'].map((word) => edit(() => text.insert(0, word)))
    const outcomes = await documents.append(ROOM, [
      { user: 'carol', scope: 'all', update: one ?? new Uint8Array() },
      { user: 'carol', scope: 'comments', update: two ?? new Uint8Array() },
    ])
    expect(outcomes).toMatchObject(['committed', { code: 'forbidden' }])
    expect(await documents.text(ROOM)).toBe('aours')
  })
})

describe('what a commenter only deletes', () => {
  it.each<[string, (copy: Copy) => void]>([
    ['of the text', ({ text }) => text.delete(1, 2)],
    ['of the title', ({ doc }) => doc.getMap('meta').delete('title')],
    [
      'of text and comments at once',
      ({ text, comments }) => [text.delete(0, 1), comments.delete('thread')],
    ],
  ])('%s is left out, and no fault', async (_, change) => {
    const before = await onDisk()
    const copy = commenter()
    expect(await sends(copy.edit(() => void change(copy)))).toBe('ignored')
    expect(await onDisk()).toBe(before)
    expect(await stored()).toMatchObject({ content: 'ours', meta: { title: 'Plan' } })
  })

  it('and others have deleted already is nothing new', async () => {
    const { text, edit } = commenter()
    const update = edit(() => text.delete(0, 2))
    await append(documents, ROOM, 'ana', update)
    expect(await sends(update)).toBe('committed')
  })
})

it('a refused comment takes nobody else’s words of the same moment with it', async () => {
  const copy = commenter()
  const dan = commenter()
  dan.doc.clientID = 4
  shared.getText('content').insert(4, '!')
  const outcomes = await documents.append(ROOM, [
    { user: 'carol', scope: 'comments', update: copy.edit(() => copy.text.insert(0, 'x')) },
    {
      user: 'dan',
      scope: 'comments',
      update: dan.edit(() => void dan.comments.set('one', 'fine')),
    },
    { user: 'ana', scope: 'all', update: Y.encodeStateAsUpdate(shared) },
  ])
  expect(outcomes).toMatchObject([{ code: 'forbidden' }, 'committed', 'committed'])
  expect(await stored()).toMatchObject({ content: 'ours!', comments: { one: 'fine' } })
})

describe('T8: whatever a commenter tries', () => {
  const words = (chance: Chance) => 'x'.repeat(1 + chance.below(3))
  const tricks: readonly ((copy: Copy, chance: Chance) => void)[] = [
    ({ text }, chance) => text.insert(chance.below(text.length + 1), words(chance)),
    ({ text }, chance) => text.delete(chance.below(text.length || 1), Math.min(1, text.length)),
    ({ text }, chance) => text.format(0, chance.below(text.length + 1), { bold: null }),
    ({ doc }, chance) => doc.getMap('meta').set('title', words(chance)),
    ({ comments }, chance) => comments.set('thread', new Y.Map([['a', words(chance)]])),
    ({ comments }, chance) => comments.set(words(chance), new Y.Text(words(chance))),
    ({ comments }, chance) => comments.delete(chance.pick(['thread', 'x', 'xx'])),
    ({ thread }, chance) => thread.set('replies', Y.Array.from([words(chance)])),
  ]

  /** What a few of them come to; every third update has bytes changed. */
  function attempt(chance: Chance, client: number): Uint8Array {
    const copy = commenter()
    copy.doc.clientID = client
    const some = Array.from({ length: 1 + chance.below(3) }, () => chance.pick(tricks))
    const update = copy.edit(() => {
      for (const trick of some) trick(copy, chance)
    })
    if (update.length > 0 && chance.below(3) === 0)
      update[chance.below(update.length)] = chance.below(256)
    return update
  }

  it.each([1, 2, 3, 4])('text and title stay, seed %i', async (seed) => {
    const chance = new Chance(seed)
    const tally = { committed: 0, ignored: 0, incomplete: 0, refused: 0 }
    for (let client = 100; client < 200; client++) {
      const outcome = await sends(attempt(chance, client), `carol ${client}`).catch(
        () => 'refused' as const,
      )
      tally[outcome] += 1
      expect(await stored()).toMatchObject({ content: 'ours', meta: { title: 'Plan' } })
    }
    // Each way through was taken.
    const { committed, ignored, refused } = tally
    expect(Math.min(committed, ignored, refused)).toBeGreaterThan(0)
  })
})

it('what a commenter wrote and deleted while away comes as nothing, and is taken as that', async () => {
  const copy = commenter()
  copy.edit(() => copy.comments.set('mine', new Y.Map([['inner', 'x']])))
  copy.edit(() => copy.comments.delete('mine'))
  const update = Y.encodeStateAsUpdate(copy.doc)
  expect(Y.decodeUpdate(update).structs.some((each) => each instanceof Y.GC)).toBe(true)
  expect(await sends(update)).toBe('committed')
  expect((await stored()).comments).toEqual({ thread: { replies: [] } })
})
