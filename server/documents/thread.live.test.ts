import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { Storing } from '../../shared/protocol.ts'
import { append } from '../testing/append.ts'
import type { Change } from './documents.ts'
import { ThreadDocuments } from './thread.ts'

const folder = mkdtempSync(join(tmpdir(), 'weft-thread-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** No call of the interface can end a thread, so the test has to get hold of it. */
const threads: Worker[] = []
const { postMessage } = Worker.prototype
vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...message) {
  threads.push(this)
  return postMessage.apply(this, message)
})

const settings = { retention: 1_000, documentBytes: 1_000_000 }

function hello(clientID = 1): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientID
  doc.getText('content').insert(0, 'hello')
  return Y.encodeStateAsUpdate(doc)
}

describe('documents on their own thread', () => {
  it('keep the same promises across the border', async () => {
    const documents = await ThreadDocuments.start({ file: join(folder, 'a.db'), ...settings })
    const changes: Change[] = []
    documents.listen({
      committed: (change) => changes.push(change),
      caughtUp: () => undefined,
      claimed: () => undefined,
      linkChanged: () => undefined,
      said: () => undefined,
      tidied: () => undefined,
      accessChanged: () => undefined,
      storing: () => undefined,
      trouble: () => undefined,
      lost: () => undefined,
      unread: () => undefined,
    })
    await expect(documents.open('room', false)).rejects.toMatchObject({ code: 'not-found' })
    await documents.open('room', true)
    expect(await append(documents, 'room', 'ana', hello())).toBe('committed')
    expect(changes.map(({ from, seq }) => [from, seq])).toEqual([[0, 1]])
    const bad = append(documents, 'room', 'ana', Uint8Array.of(9, 9))
    await expect(bad).rejects.toMatchObject({ code: 'malformed' })
    documents.reserve('room', 'ben', 7)
    const squatted = append(documents, 'room', 'ana', hello(7))
    await expect(squatted).rejects.toMatchObject({ code: 'author-conflict' })
    await documents.claim('ben', 'person')
    expect(await append(documents, 'room', 'person', hello(7))).toBe('committed')
    expect(await documents.text('room')).toBe('hellohello')
    await documents.stop()
  })

  it('say why the store cannot be opened', async () => {
    const file = join(folder, 'folder.db')
    await ThreadDocuments.start({ file: join(file, 'x'), ...settings }).then((it) => it.stop())
    await expect(ThreadDocuments.start({ file, ...settings })).rejects.toThrow('unable to open')
  })

  it('come back from the log when their thread ends by a fault', async () => {
    const file = join(folder, 'b.db')
    const documents = await ThreadDocuments.start({ file, ...settings })
    const lost = Promise.withResolvers<Error>()
    const working = Promise.withResolvers<number>()
    documents.listen({
      committed: () => undefined,
      caughtUp: () => undefined,
      claimed: () => undefined,
      linkChanged: () => undefined,
      said: () => undefined,
      tidied: () => undefined,
      accessChanged: () => undefined,
      storing: working.resolve,
      trouble: () => undefined,
      lost: lost.resolve,
      unread: () => undefined,
    })
    await documents.open('room', true)
    await append(documents, 'room', 'ana', hello())
    await threads.at(-1)?.terminate()
    await lost.promise
    await expect(documents.text('room')).rejects.toMatchObject({ code: 'store-failing' })
    expect(await working.promise).toBe(Storing.normal)
    expect(await documents.text('room')).toBe('hello')
    await documents.stop()
  })
})
