import { expect, it } from 'vitest'
import * as ws from 'ws'
import { Frames } from './wire.ts'

/** Not in the types of ws 8. */
const { Sender } = ws as unknown as {
  Sender: { frame(data: Buffer, options: object): Buffer[] }
}

it.each([0, 1, 125, 126, 65_535])('frames a message of %i bytes as ws does', (length) => {
  const message = new Uint8Array(length).fill(7)
  const frame = Sender.frame(Buffer.from(message), { fin: true, opcode: 2, mask: false })
  const frames = new Frames()
  frames.of(message)
  expect(frames.of(message)).toEqual(Buffer.concat(frame))
})

it('makes a frame for a message that goes to many, once, and leaves the others to ws', () => {
  const frames = new Frames()
  const [message, large] = [Uint8Array.of(1, 2, 3), new Uint8Array(65_536)]
  expect(frames.of(message)).toBe(null)
  expect(frames.of(message)).toBe(frames.of(message))
  expect([frames.of(large), frames.of(large)]).toEqual([null, null])
})
