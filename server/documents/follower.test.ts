/**
 * Several nodes over one log: what one of them writes, and what the others make of it.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { append } from '../testing/append.ts'
import { Chance } from '../testing/chance.ts'
import { Disk } from '../testing/faulty-store.ts'
import { pass } from '../testing/world.ts'
import type { Change, Documents } from './documents.ts'
import { LocalDocuments } from './local.ts'

const ROOM = 'a'
const DAY = 24 * 60 * 60_000

let disk: Disk
beforeEach(() => {
  disk = new Disk()
})

/** A node, and a reader at the end of its log who is sent nothing but what the node tells. */
class Node {
  readonly documents: Documents
  readonly changes: Change[] = []
  readonly claims: string[][] = []
  readonly troubles: unknown[] = []
  readonly unread: string[] = []
  readonly screen = new Y.Doc()
  readonly #screens = new Map<string, Y.Doc>()
  isOpen = false
  #position = 0

  constructor(retention = DAY) {
    const { store } = disk.handle()
    this.documents = new LocalDocuments({ store, retention, documentBytes: 1_000_000 })
    const nothing = () => undefined
    this.documents.listen({
      ...{
        linkChanged: nothing,
        accessChanged: nothing,
        said: nothing,
        tidied: nothing,
        storing: nothing,
        lost: nothing,
      },
      committed: (change) => this.#shows(change),
      caughtUp: (change) => this.#shows(change),
      unread: (room) => this.unread.push(room),
      claimed: (...claim) => this.claims.push(claim),
      trouble: (error) => this.troubles.push(error),
    })
  }

  /** Another room, on another screen. */
  sees(room: string, screen: Y.Doc): void {
    this.#screens.set(room, screen)
  }

  #shows(change: Change): void {
    const other = this.#screens.get(change.room)
    if (other) Y.applyUpdate(other, change.update)
    if (change.room !== ROOM || !this.isOpen) return
    this.changes.push(change)
    if (change.from > this.#position) throw new Error(`a gap after ${this.#position}`)
    Y.applyUpdate(this.screen, change.update)
    this.#position = change.seq
  }

  async open(): Promise<this> {
    await this.documents.open(ROOM, true)
    const { seq, update } = await this.documents.read(ROOM, 0)
    Y.applyUpdate(this.screen, update)
    this.#position = seq
    this.isOpen = true
    return this
  }

  async close(): Promise<void> {
    this.isOpen = false
    await this.documents.close(ROOM)
  }

  get shown(): string {
    return this.screen.getText('content').toString()
  }

  /** Somebody who comes by this node. */
  writes(user: string, text: string, client?: number) {
    return append(this.documents, ROOM, user, typed(text, client))
  }
}

const MANY = 150_000

/** Short to write, and many. */
function many(client: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.getArray('many').insert(0, new Array(MANY).fill(null))
  return Y.encodeStateAsUpdate(doc)
}

function typed(text: string, client?: number): Uint8Array {
  const doc = new Y.Doc()
  if (client !== undefined) doc.clientID = client
  doc.getText('content').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

const nodes = (count: number, retention?: number) =>
  Promise.all(Array.from({ length: count }, () => new Node(retention).open()))

describe('what one node has written', () => {
  it('the others show once they look, and only once', async () => {
    const [one, two] = (await nodes(2)) as [Node, Node]
    await one.writes('ana', 'hello')
    expect(two.shown).toBe('')
    await two.documents.catchUp([ROOM])
    await two.documents.catchUp(null)
    expect(two.shown).toBe('hello')
    expect(two.changes).toMatchObject([{ room: ROOM, from: 0, seq: 1 }])
    expect(await two.documents.text(ROOM)).toBe('hello')
  })

  it('is told together with what another writes after it', async () => {
    const [one, two] = (await nodes(2)) as [Node, Node]
    await one.writes('ana', 'one')
    await one.writes('ana', 'two')
    expect(await two.writes('ben', 'three')).toBe('committed')
    expect(two.changes).toMatchObject([{ from: 0, seq: 3 }])
    await one.documents.catchUp([ROOM])
    expect(one.changes.at(-1)).toMatchObject({ from: 2, seq: 3 })
    expect(one.shown).toBe(two.shown)
  })

  it('is told though the store failed between, when it works again', async () => {
    const [one, two] = (await nodes(2)) as [Node, Node]
    await one.writes('ana', 'hello')
    disk.fail('isBroken')
    await expect(two.documents.catchUp(null)).rejects.toMatchObject({ code: 'store-failing' })
    disk.mend()
    await two.documents.catchUp(null)
    expect(two.shown).toBe('hello')
  })

  it('is told as a whole to whoever lags behind what was dropped', async () => {
    const [one, two] = (await nodes(2, -1)) as [Node, Node]
    await one.writes('ana', 'old')
    await one.writes('ana', 'older')
    await one.documents.close(ROOM)
    expect(await disk.content.rows(ROOM, 0)).toEqual([])
    await one.open()
    await one.writes('ana', 'new')
    await two.documents.catchUp([ROOM])
    expect(two.changes).toMatchObject([{ from: 0, seq: 3 }])
    expect(two.shown).toBe(one.shown)
  })

  it('is told though it is a turn larger than one update may be', async () => {
    const [one, two] = (await nodes(2)) as [Node, Node]
    await two.documents.text(ROOM)
    const turn = [many(7), many(8)].map(
      (update) => ({ user: 'ana', scope: 'all', update }) as const,
    )
    expect(await one.documents.append(ROOM, turn)).toEqual(['committed', 'committed'])
    await two.documents.catchUp(null)
    expect(two.screen.getArray('many').length).toBe(2 * MANY)
  })

  it('is told of one room while another cannot be read', async () => {
    const [one, two] = (await nodes(2)) as [Node, Node]
    const other = new Y.Doc()
    two.sees('b', other)
    // Of the first nothing is in a document there yet, so that it has to be read.
    for (const room of ['unread', 'b'])
      for (const node of [one, two]) await node.documents.open(room, true)
    for (const room of ['unread', 'b']) await append(one.documents, room, 'ana', typed('there'))
    disk.unreadable = 'unread'
    await expect(two.documents.catchUp(null)).rejects.toMatchObject({ code: 'store-failing' })
    expect(other.getText('content').toString()).toBe('there')
  })

  it('is asked for again when it cannot be read after a commit of one’s own', async () => {
    for (let nth = 1; nth <= 8; nth++) {
      disk = new Disk()
      const [one, two] = (await nodes(2)) as [Node, Node]
      await one.writes('ana', 'before, ')
      disk.failNext(nth)
      const written = two.writes('ben', 'after')
      await pass(500)
      expect(await written, `call ${nth}`).toBe('committed')
      for (const room of two.unread) await two.documents.catchUp([room])
      expect(two.shown, `call ${nth}`).toHaveLength('before, after'.length)
    }
  })

  it('is told though the answer of its own commit was lost', async () => {
    for (let nth = 1; nth <= 8; nth++) {
      disk = new Disk()
      const [one] = (await nodes(1)) as [Node]
      disk.failNext(nth, true)
      const written = one.writes('ana', 'hello')
      await pass(500)
      expect(await written, `call ${nth}`).toBe('committed')
      for (const room of one.unread) await one.documents.catchUp([room])
      expect(one.shown, `call ${nth}`).toBe('hello')
    }
  })

  it('in a room that was deleted there keeps nobody from writing in others', async () => {
    const [one, two] = (await nodes(2)) as [Node, Node]
    for (const node of [one, two]) await node.documents.open('b', true)
    await append(two.documents, 'b', 'ben', typed('here'))
    await one.documents.deleteRoom('b')
    const lost = append(two.documents, 'b', 'ben', typed('into the void'))
    const kept = two.writes('ben', 'kept')
    await expect(lost).rejects.toMatchObject({ code: 'not-found' })
    expect([await kept, two.shown]).toEqual(['committed', 'kept'])
  })

  it('is passed over where nobody has the room open', async () => {
    const [one, two] = (await nodes(2)) as [Node, Node]
    await two.documents.close(ROOM)
    await one.writes('ana', 'hello')
    await two.documents.catchUp([ROOM, 'nowhere'])
    await two.documents.catchUp(null)
    expect(two.changes).toEqual([])
  })

  it('is in the snapshot of whoever closes last, and an older one never replaces it', async () => {
    const [one, two] = (await nodes(2)) as [Node, Node]
    await two.writes('ben', 'first')
    await one.documents.catchUp(null)
    await two.writes('ben', 'second')
    await two.documents.close(ROOM)
    await one.documents.close(ROOM)
    const three = await new Node().open()
    expect(three.shown).toContain('first')
    expect(three.shown).toContain('second')
    expect(await disk.content.covered(ROOM)).toBe(2)
  })
})

describe('whose a clientID is', () => {
  it('is one question for all nodes: only the second who claims it is refused', async () => {
    const [one, two] = (await nodes(2)) as [Node, Node]
    await one.writes('ana', 'mine', 7)
    const outcomes = await two.documents.append(ROOM, [
      { user: 'ben', scope: 'all', update: typed('stolen', 7) },
      { user: 'ben', scope: 'all', update: typed('own', 8) },
    ])
    expect(outcomes).toMatchObject([{ code: 'author-conflict' }, 'committed'])
    await one.documents.catchUp(null)
    expect([one.shown, two.shown].map((shown) => shown.includes('stolen'))).toEqual([false, false])
    expect(one.shown).toBe(two.shown)
  })

  it('a node knows of what it has only read', async () => {
    const [one, two] = (await nodes(2)) as [Node, Node]
    await one.writes('ana', 'mine', 7)
    await two.documents.catchUp(null)
    await expect(two.writes('ben', 'longer than hers', 7)).rejects.toMatchObject({
      code: 'author-conflict',
    })
  })

  it('stays one person’s when a guest signs in on another node', async () => {
    const [one, two] = (await nodes(2)) as [Node, Node]
    await one.writes('guest', 'early', 7)
    await two.documents.catchUp(null)
    await one.documents.claim('guest', 'ana')
    expect(one.claims).toEqual([['guest', 'ana']])
    await two.documents.claimed('guest', 'ana')
    await two.writes('guest', 'late', 8)
    expect(await disk.content.clients(ROOM)).toEqual(
      new Map([
        [7, 'ana'],
        [8, 'ana'],
      ]),
    )
  })
})

it.each(Array.from({ length: 20 }, (_, seed) => seed))(
  'seed %i: whatever three nodes do, all show the same',
  async (seed) => {
    const chance = new Chance(seed)
    const all = await nodes(3, chance.below(2) === 0 ? -1 : DAY)
    const steps: ((node: Node) => Promise<unknown>)[] = [
      (node) => node.writes(`user ${all.indexOf(node)}`, `<${chance.below(1000)}>`),
      (node) => node.writes(`user ${all.indexOf(node)}`, `<${chance.below(1000)}>`),
      (node) => node.documents.catchUp([ROOM]),
      async (node) => {
        await node.close()
        await node.open()
      },
    ]
    for (let round = 0; round < 30; round++) {
      if (chance.below(5) === 0) disk.failNext(1 + chance.below(6), chance.below(2) === 0)
      const actions = all.map(async (node) => {
        if (!node.isOpen) await node.open()
        await chance.pick(steps)(node)
      })
      const done = Promise.allSettled(actions)
      await pass(500)
      await done
    }
    for (const node of all) if (!node.isOpen) await node.open()
    for (const node of all) await node.documents.catchUp(null)
    const text = await (all[0] as Node).documents.text(ROOM)
    expect(text.length).toBeGreaterThan(20)
    expect(all.map(({ shown }) => shown)).toEqual(all.map(() => text))
    const fresh = await new Node().open()
    expect(fresh.shown).toBe(text)
  },
)
