import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { CONTENT, DEFAULT_LIMITS, SELECTIONS_MAX } from '../../shared/protocol.ts'
import { readCursor, readSelections, writeCursor, writeSelections } from './cursor.ts'

function makeText(content: string): Y.Text {
  const doc = new Y.Doc()
  const text = doc.getText(CONTENT)
  text.insert(0, content)
  return text
}
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const id = fc.record({ client: fc.anything(), clock: fc.anything() })
const at = fc.record(
  { type: fc.option(id), tname: fc.anything(), item: fc.option(id), assoc: fc.anything() },
  { requiredKeys: [] },
)
const cursor = fc.oneof(fc.anything(), fc.record({ anchor: at, head: at }))

describe('cursor', () => {
  it('comes back from the wire as it went', () => {
    const text = makeText('hello world')
    for (const positions of [
      { anchor: 0, head: 0 },
      { anchor: 3, head: 7 },
      { anchor: 11, head: 11 },
    ]) {
      expect(readCursor(overTheWire(writeCursor(positions, text)), text)).toEqual(positions)
    }
  })

  it('moves with the text before it', () => {
    const text = makeText('hello')
    const cursor = overTheWire(writeCursor({ anchor: 2, head: 4 }, text))
    text.insert(0, 'oh, ')
    expect(readCursor(cursor, text)).toEqual({ anchor: 6, head: 8 })
  })

  it('waits for text that has not arrived', () => {
    const theirs = makeText('hello')
    const cursor = overTheWire(writeCursor({ anchor: 1, head: 1 }, theirs))
    expect(readCursor(cursor, makeText('hello'))).toBeNull()
  })

  it('makes no type of a name that it is given', () => {
    const text = makeText('hello')
    const at = { type: null, tname: 'elsewhere', item: null, assoc: 0 }
    expect(readCursor({ anchor: at, head: at }, text)).toBeNull()
    expect(text.doc?.share.has('elsewhere')).toBe(false)
  })

  // Found by the property below, seed 1636421201.
  it('is no place before the first clock', () => {
    const text = makeText('hello')
    const at = { item: { client: 0, clock: -1 } }
    expect(readCursor({ anchor: at, head: at }, text)).toBeNull()
  })

  it('survives anything', () => {
    const text = makeText('hello')
    fc.assert(
      fc.property(cursor, (value) => {
        const read = readCursor(value, text)
        return read === null || (read.head >= 0 && read.head <= text.length)
      }),
    )
  })
})

describe('several selections', () => {
  const ranges = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ anchor: at * 2, head: at * 2 + 1 }))

  it('come back from the wire as they went', () => {
    const text = makeText('one two three four')
    expect(readSelections(overTheWire(writeSelections(ranges(4), text)), text)).toEqual(ranges(4))
  })

  it('fit into an awareness state, however many there are', () => {
    const text = makeText('x'.repeat(1_000))
    const states = writeSelections(ranges(300), text)
    expect(states).toHaveLength(SELECTIONS_MAX)
    // The largest numbers that an id can have, at their usual length.
    const longest = JSON.stringify(states).replace(/"(client|clock)":\d+/g, '"$1":4294967295')
    expect(longest.length).toBeLessThan(DEFAULT_LIMITS.awarenessBytes - 1_000)
  })

  it('are looked at no further than that', () => {
    const text = makeText('hello')
    const many = Array.from({ length: 300 }, () => writeCursor({ anchor: 1, head: 1 }, text))
    expect(readSelections(overTheWire(many), text)).toHaveLength(SELECTIONS_MAX)
  })

  it('survive anything', () => {
    const text = makeText('hello')
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.array(cursor)), (value) =>
        readSelections(value, text).every(({ anchor, head }) =>
          [anchor, head].every((index) => index >= 0 && index <= text.length),
        ),
      ),
    )
  })
})
