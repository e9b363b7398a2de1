import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { CONTENT } from '../../shared/protocol.ts'
import { Copy, Original } from './copy.ts'

function written(act: (text: Y.Text) => void): Y.Doc {
  const doc = new Y.Doc()
  act(doc.getText(CONTENT))
  return doc
}

const doc = written((text) => {
  text.insert(0, 'hello, world')
  text.delete(5, 1)
})
const state = Y.encodeStateAsUpdate(doc)

describe('the original', () => {
  it('is whole in an update that has all of it, however it is encoded', () => {
    const original = new Original(state)
    expect(original.isWholeIn(state)).toBe(true)
    expect(original.isWholeIn(Uint8Array.from(state))).toBe(true)
    expect(original.isWholeIn(Y.mergeUpdates([state, Uint8Array.of(0, 0)]))).toBe(true)
  })

  it('is not whole in less, nor in as much of something else', () => {
    const original = new Original(state)
    expect(original.isWholeIn(state)).toBe(true)
    const other = written((text) => text.insert(0, 'hello. world'.slice(0, 11)))
    expect(original.isWholeIn(Y.encodeStateAsUpdate(other))).toBe(false)
    expect(original.isWholeIn(Uint8Array.of(0, 0))).toBe(false)
  })

  it('is matched by a copy that was given it in parts', () => {
    const [original, copy] = [new Original(state), new Copy()]
    const before = Y.encodeStateVector(doc)
    doc.getText(CONTENT).insert(0, 'Oh, ')
    copy.take(Y.encodeStateAsUpdate(doc, before))
    expect(copy.characters).toBe(0)
    copy.take(state)
    expect(copy.text).toBe('Oh, hello world')
    expect(original.isMatchedBy(copy)).toBe(false)
    expect(new Original(Y.encodeStateAsUpdate(doc)).isMatchedBy(copy)).toBe(true)
    expect(copy.clockOf(doc.clientID)).toBe(16)
  })
})
