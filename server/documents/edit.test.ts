import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { append } from '../testing/append.ts'
import { Disk } from '../testing/faulty-store.ts'
import { pass, settle } from '../testing/world.ts'
import type { TextEdit } from './documents.ts'
import { LocalDocuments } from './local.ts'

afterEach(() => vi.clearAllTimers())

const ROOM = 'room'

/** A room with a first text, and somebody who has it before him and types on his own. */
async function written(text: string, documentBytes = 10_000_000) {
  const disk = new Disk()
  const documents = new LocalDocuments({
    store: disk.handle().store,
    retention: 60 * 60_000,
    documentBytes,
  })
  await documents.create({ room: ROOM, user: 'server', links: [], text })
  const edit = (kind: TextEdit['kind'], text: string, user = 'script') =>
    documents.edit(ROOM, user, { kind, text })
  const doc = new Y.Doc()
  Y.applyUpdate(doc, (await documents.read(ROOM, 0)).update)
  const typed: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => typed.push(update))
  const send = async () => {
    for (const update of typed.splice(0)) await append(documents, ROOM, 'ana', update)
  }
  const rows = () => disk.content.rows(ROOM, 0)
  return { disk, documents, edit, doc, shared: doc.getText('content'), send, rows }
}

describe('an edit', () => {
  it('puts a text in place of another, and keeps what somebody types meanwhile', async () => {
    const { documents, edit, shared, send } = await written('The cat sat on the mat.\n')
    shared.insert(4, 'old ')
    shared.insert(shared.length, 'And slept.\n')
    await edit('replace', 'The dog sat on the rug.\n')
    await send()
    expect(await documents.text(ROOM)).toBe('The old dog sat on the rug.\nAnd slept.\n')
  })

  it.each([
    ['', 'first', 'first'],
    ['a line\n', 'another\n', 'a line\nanother\n'],
    ['an open line', 'another', 'an open line\nanother'],
    ['from Windows', 'one\r\ntwo\rthree', 'from Windows\none\ntwo\nthree'],
    ['nothing to add', '', 'nothing to add'],
  ])('adds to «%s»: it starts on a line of its own', async (before, added, after) => {
    const { documents, edit } = await written(before)
    await edit('append', added)
    expect(await documents.text(ROOM)).toBe(after)
  })

  it('is in the log under its author’s name, and not at all when nothing changes', async () => {
    const { edit, rows } = await written('one')
    await edit('append', 'two', 'ana')
    await edit('replace', 'one\ntwo', 'ben')
    expect((await rows()).map(({ user }) => user)).toEqual(['server', 'ana'])
  })

  it('knows the one before it, however fast they come', async () => {
    const { documents, edit } = await written('')
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}\n`)
    await Promise.all(lines.map((line) => edit('append', line)))
    expect(await documents.text(ROOM)).toBe(lines.join(''))
    await Promise.all([edit('replace', 'the same'), edit('replace', 'the same')])
    expect(await documents.text(ROOM)).toBe('the same')
  })

  it('makes a document one client larger, and not each time', async () => {
    const { documents, edit } = await written('')
    for (let n = 0; n < 30; n++) await edit('replace', `version ${n}`)
    const { stateVector } = await documents.read(ROOM, 0)
    expect(Y.decodeStateVector(stateVector).size).toBe(1)
  })

  it('is not taken back by the undo of somebody else', async () => {
    const { documents, edit, doc, shared, send } = await written('start')
    const undo = new Y.UndoManager(shared)
    shared.insert(5, ' mine')
    await send()
    await edit('append', 'theirs')
    Y.applyUpdate(doc, (await documents.read(ROOM, 0)).update, 'server')
    undo.undo()
    expect(shared.toString()).toBe('start\ntheirs')
  })

  it('counts what is no text as one place, and formats as none', async () => {
    const { documents, edit, shared, send } = await written('a picture: . Nice.')
    shared.insertEmbed(11, { image: 'x.png' })
    shared.format(0, 9, { bold: true })
    await send()
    await edit('append', 'And more.')
    await edit('replace', 'a picture: . Very nice.\nAnd more.')
    expect(await documents.text(ROOM)).toBe('a picture: . Very nice.\nAnd more.')
  })
})

describe('an edit that cannot be', () => {
  it('is refused when the document would grow too large, and nothing of it is kept', async () => {
    const { documents, edit, rows } = await written('small', 10_000)
    await expect(edit('append', 'x'.repeat(20_000))).rejects.toMatchObject({ code: 'too-big' })
    expect(await documents.text(ROOM)).toBe('small')
    await edit('append', 'still works')
    expect(await rows()).toHaveLength(2)
  })

  it('is refused in a room that is none, and in one that is damaged', async () => {
    const { disk, documents, edit } = await written('one')
    await expect(
      documents.edit('nowhere', 'ana', { kind: 'append', text: 'x' }),
    ).rejects.toMatchObject({ code: 'not-found' })
    disk.damage.set(ROOM, 1)
    await expect(edit('append', 'x')).rejects.toMatchObject({ code: 'row-damaged' })
  })

  it('waits for a disk that fails under it, and is refused while one is known to', async () => {
    const { disk, documents, edit } = await written('one')
    disk.fail('isFull')
    const first = edit('append', 'two')
    await settle()
    await expect(edit('append', 'three')).rejects.toMatchObject({ code: 'store-failing' })
    disk.mend()
    await pass(5_000)
    await first
    expect(await documents.text(ROOM)).toBe('one\ntwo')
  })
})
