/**
 * Several nodes over one log: what one of them writes, and what the others make of it.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { append } from '../testing/append.ts'
import { Chance } from '../testing/chance.ts'
import { Disk } from '../testing/faulty-store.ts'
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
  readonly screen = new Y.Doc()
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
      claimed: (...claim) => this.claims.push(claim),
      trouble: (error) => this.troubles.push(error),
    })
  }

  #shows(change: Change): void {
    this.changes.push(change)
    if (change.from > this.#position) throw new Error(`a gap after ${this.#position}`)
    Y.applyUpdate(this.screen, change.update)
    this.#position = change.seq
  }

  async open(room = ROOM): Promise<this> {
    await this.documents.open(room, true)
    const { seq, update } = await this.documents.read(room, 0)
    Y.applyUpdate(this.screen, update)
    this.#position = seq
    return this
  }

  get shown(): string {
    return this.screen.getText('content').toString()
  }

  /** Somebody who comes by this node. */
  writes(user: string, text: string, client?: number) {
    return append(this.documents, ROOM, user, typed(text, client))
  }
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
        await node.documents.close(ROOM)
        await node.open()
      },
    ]
    for (let round = 0; round < 30; round++) {
      if (chance.below(10) === 0) disk.failAfter = chance.below(4)
      await Promise.allSettled(all.map((node) => chance.pick(steps)(node)))
    }
    for (const node of all) await node.documents.catchUp(null)
    const text = await (all[0] as Node).documents.text(ROOM)
    expect(text.length).toBeGreaterThan(20)
    expect(all.map(({ shown }) => shown)).toEqual(all.map(() => text))
    const fresh = await new Node().open()
    expect(fresh.shown).toBe(text)
  },
)
