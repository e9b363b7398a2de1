import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { CONTENT } from '../../shared/protocol.ts'
import { writtenPage } from './written-page.ts'

it('is the same in its rows as in its state, and whenever it is made', () => {
  const { rows, state, text, letters } = writtenPage()
  const doc = new Y.Doc()
  for (const { update } of rows) Y.applyUpdate(doc, update)
  expect(doc.getText(CONTENT).toString()).toBe(text)
  expect(Y.encodeStateAsUpdate(doc)).toHaveLength(state.length)
  expect(letters).toBeGreaterThan(2_000)
  expect(writtenPage().text).toBe(text)
})
