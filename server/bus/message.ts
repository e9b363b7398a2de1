/**
 * Message: what goes through Redis, as text.
 *
 * Promises that whatever is read was checked: Redis is shared, and another program may write to it. What a
 * note says may still be false; that it is well formed and bounded is all that can be seen here.
 */
import { z } from 'zod'
import { WeftError } from '../../shared/errors.ts'
import { ROOM_ID, USER_MAX } from '../../shared/protocol.ts'
import type { Note } from './bus.ts'

/** Characters: a room as full as it may be, its people's states as large as they may be, and some more. */
const MESSAGE_MAX = 8 * 1024 * 1024
const PEOPLE_MAX = 10_000

/** A beat has the number of its node's connection: by another one, something before it may have been lost. */
export type Message =
  | { readonly node: string; readonly note: Note }
  | { readonly node: string; readonly beat: number }
  | { readonly node: string; readonly bye: true }

function isState(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

const room = z.string().regex(ROOM_ID)
const user = z.string().min(1).max(USER_MAX)
const whole = z.int().nonnegative()
const present = z.strictObject({
  client: whole,
  user,
  state: z.string().refine(isState).nullable(),
})
const note = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['written', 'rights', 'said', 'who']), room }),
  z.strictObject({
    ...{ kind: z.literal('here'), room, clock: whole, isAll: z.boolean() },
    people: z.array(present).max(PEOPLE_MAX),
  }),
  z.strictObject({ kind: z.literal('claimed'), from: user, to: user }),
]) satisfies z.ZodType<Note>

const node = z.string().min(1).max(64)
const message: z.ZodType<Message> = z.union([
  z.strictObject({ node, note }),
  z.strictObject({ node, beat: whole }),
  z.strictObject({ node, bye: z.literal(true) }),
])

export const writeMessage = (it: Message): string => JSON.stringify(it)

/** Throws `malformed`, without what was in it. */
export function readMessage(text: string): Message {
  if (text.length > MESSAGE_MAX)
    throw new WeftError('malformed', `a note of ${text.length} characters came through Redis`)
  try {
    return message.parse(JSON.parse(text))
  } catch {
    throw new WeftError('malformed', 'a note that makes no sense came through Redis')
  }
}
