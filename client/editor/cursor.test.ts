import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { CONTENT } from '../../shared/protocol.ts'
import { readCursor, writeCursor } from './cursor.ts'

function makeText(content: string): Y.Text {
  const doc = new Y.Doc()
  const text = doc.getText(CONTENT)
  text.insert(0, content)
  return text
}
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

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
    const id = fc.record({ client: fc.anything(), clock: fc.anything() })
    const at = fc.record(
      { type: fc.option(id), tname: fc.anything(), item: fc.option(id), assoc: fc.anything() },
      { requiredKeys: [] },
    )
    const cursor = fc.oneof(fc.anything(), fc.record({ anchor: at, head: at }))
    fc.assert(
      fc.property(cursor, (value) => {
        const read = readCursor(value, text)
        return read === null || (read.head >= 0 && read.head <= text.length)
      }),
    )
  })
})
