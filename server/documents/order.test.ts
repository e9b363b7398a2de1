import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { impossibleItems } from './order.ts'

/** Applies, and answers with what nobody can have made. */
function take(doc: Y.Doc, update: Uint8Array) {
  const transaction = Y.transact(doc, (each) => {
    Y.applyUpdate(doc, update)
    return each
  })
  return impossibleItems(transaction).map(({ id }) => id.client)
}

function person(clientID: number): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = clientID
  return doc
}

/** One character of a client between two others, which it need not have seen side by side. */
function between(client: number, left: [number, number], right: [number, number]): Uint8Array {
  const [a, b] = [left, right]
  return Uint8Array.of(1, 1, client, 0, 0xc4, a[0], a[1], b[0], b[1], 1, 120, 0)
}

const list = (doc: Y.Doc) => doc.getArray<Y.Map<number>>('list')

/** Typing is what people mostly do. */
const EDITS = [
  ...['type', 'type', 'type', 'type', 'erase', 'erase', 'bold', 'undo', 'undo', 'redo'],
  ...['set', 'unset', 'item', 'no item', 'meet', 'meet'],
] as const

describe('T2: a change that nobody can have made by looking at the text', () => {
  const text = () => {
    const doc = person(1)
    doc.getText('content').insert(0, 'abcdef')
    return Y.encodeStateAsUpdate(doc)
  }

  it.each<[string, [number, number], [number, number]]>([
    ['its right neighbour is left of its left one', [1, 4], [1, 1]],
    ['it is its own neighbour twice', [1, 2], [1, 2]],
    ['one author wrote what lies between its neighbours before them', [1, 0], [1, 4]],
  ])('is refused when %s', (_, left, right) => {
    const doc = person(9)
    take(doc, text())
    expect(take(doc, between(7, left, right))).toEqual([7])
  })

  it('is taken when its neighbours stood side by side', () => {
    const doc = person(9)
    take(doc, text())
    expect(take(doc, between(7, [1, 2], [1, 3]))).toEqual([])
    expect(doc.getText('content').toString()).toBe('abcxdef')
  })

  it('never comes from people who write together, apart, format, undo, and merge in any order', () => {
    const edit = fc.record({
      who: fc.integer({ min: 0, max: 3 }),
      at: fc.nat(60),
      what: fc.constantFrom(...EDITS),
      whom: fc.integer({ min: 0, max: 3 }),
    })
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 80 }), (edits) => {
        const people = [1, 2, 3, 4].map(person)
        const undos = people.map(
          (doc) => new Y.UndoManager([doc.getText('content'), doc.getMap('meta'), list(doc)]),
        )
        const server = person(9)
        for (const { who, at, what, whom } of edits) {
          const doc = people[who] ?? server
          const shared = doc.getText('content')
          const place = Math.min(at, shared.length)
          const length = Math.min(3, shared.length - place)
          if (what === 'type') shared.insert(place, 'ab')
          if (what === 'erase') shared.delete(place, length)
          if (what === 'bold' && length > 0) shared.format(place, length, { bold: true })
          if (what === 'set') doc.getMap('meta').set('title', at)
          if (what === 'unset') doc.getMap('meta').delete('title')
          if (what === 'item')
            list(doc).insert(Math.min(at, list(doc).length), [new Y.Map([['n', at]])])
          if (what === 'no item' && list(doc).length > 0) list(doc).delete(at % list(doc).length)
          if (what === 'undo') undos[who]?.undo()
          if (what === 'redo') undos[who]?.redo()
          if (what === 'meet') {
            const lacking = Y.encodeStateVector(server)
            expect(take(server, Y.encodeStateAsUpdate(people[whom] ?? server, lacking))).toEqual([])
            Y.applyUpdate(doc, Y.encodeStateAsUpdate(server))
          }
        }
        for (const doc of people) expect(take(server, Y.encodeStateAsUpdate(doc))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
