import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { Chance } from '../../server/testing/chance.ts'
import { CONTENT, readClientMessage } from '../../shared/protocol.ts'
import { frame } from './broken.ts'
import { difference } from './bystanders.ts'
import { type Aim, HOSTILE, hostile } from './hostile.ts'
import { Author } from './material.ts'
import { nameOf, plan } from './plan.ts'
import { REQUESTS, request } from './requests.ts'

const aim: Aim = { own: 7, clock: 0, victim: 8, victimClock: 30, witness: 9, tokens: ['a.b.c'] }
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('the plan', () => {
  it('is decided by seed and number', () => {
    const names = (seed: number) =>
      Array.from({ length: 200 }, (_, index) => nameOf(plan(seed, index, new Set()).step))
    expect(names(1)).toEqual(names(1))
    expect(names(1)).not.toEqual(names(2))
  })

  it('leaves out what it is told to', () => {
    const without = new Set(['body', 'erase'])
    for (let index = 0; index < 2_000; index += 1)
      expect(nameOf(plan(1, index, without).step)).not.toMatch(/^(body|hostile erase)$/)
  })
})

describe('a hostile message', () => {
  it.each(HOSTILE)('is the same again: %s', (name) => {
    const make = () => hostile(name, new Chance(5), aim).map(hex)
    expect(make()).toEqual(make())
    expect(make().length).toBeGreaterThan(0)
  })

  it('ends a document: the first fact', () => {
    const [brick] = hostile('brick', new Chance(1), { ...aim, own: 0x4d })
    expect(hex(brick ?? new Uint8Array())).toBe('00021101014d0001010174ffffffffffffff7f00')
  })
})

describe('a request', () => {
  it.each(REQUESTS)('is written: %s', (name) => {
    const text = request(name, new Chance(2), { room: 'r', token: 'a.b.c' })
    expect(text.length).toBeGreaterThan(name === 'half' ? -1 : 20)
  })
})

it('a WebSocket frame says how long it is, truly or not', () => {
  expect(hex(frame({ head: 0x82, payload: Uint8Array.of(3) }))).toBe('82810000000003')
  expect(hex(frame({ head: 0x82, announced: 70_000n }))).toBe('82ff000000000001117000000000')
  expect(hex(frame({ head: 0x82, isUnmasked: true }))).toBe('8200')
})

it('an author says what a server reads, and his edits are one document', () => {
  const chance = new Chance(4)
  const author = new Author(chance)
  const doc = new Y.Doc()
  for (let count = 0; count < 300; count += 1) {
    const message = readClientMessage(author.frame(chance))
    if (message.type === 'update') Y.applyUpdate(doc, message.update)
  }
  expect(doc.getText(CONTENT).length).toBeGreaterThan(0)
  expect(Y.getState(doc.store, author.doc.clientID)).toBe(author.length)
  expect(doc.store.pendingStructs).toBeNull()
})

describe('two documents', () => {
  const typed = () => {
    const doc = new Y.Doc()
    doc.clientID = 1
    doc.getText(CONTENT).insert(0, 'abc')
    return doc
  }
  const copy = (doc: Y.Doc) => {
    const other = new Y.Doc()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    return other
  }

  it('are one, however they came about', () => {
    const doc = typed()
    doc.getText(CONTENT).insert(1, 'x')
    doc.getText(CONTENT).delete(1, 1)
    expect(difference(doc, copy(doc))).toBe('')
  })

  it('differ when one knows more, deleted more, or waits', () => {
    const doc = typed()
    const other = copy(doc)
    other.getText(CONTENT).delete(0, 1)
    expect(difference(doc, other)).toMatch(/the texts differ/)
    other.getText(CONTENT).insert(0, 'a')
    expect(difference(doc, other)).toMatch(/people unknown/)
    other.store.pendingDs = Uint8Array.of(0)
    expect(difference(doc, other)).toMatch(/waits/)
  })
})
