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
  expect(new Frames().of(message)).toEqual(Buffer.concat(frame))
})

it('makes the frame of a message once', () => {
  const frames = new Frames()
  const message = Uint8Array.of(1, 2, 3)
  expect(frames.of(message)).toBe(frames.of(message))
})
