/**
 * Room creation: asks the server for a new document.
 *
 * Promises to return, never to throw: the owner's secret, or what went wrong.
 */
import type { CreatedRoom, CreateRoom } from '../../shared/api.ts'
import { ROOM_ID } from '../../shared/protocol.ts'
import { asGuest } from './identity.ts'
import { rememberRoom } from './recent.ts'
import { type Answer, failed, request } from './request.ts'

export interface Creation {
  readonly roomId: string
  readonly secret: string
}

/** With what the document starts with, if anything. From now on this browser knows the way back in. */
export async function createRoom(first: CreateRoom = {}): Promise<Answer<Creation>> {
  const answer = await request<Partial<CreatedRoom>>('POST', '/api/rooms', {
    ...asGuest(),
    body: first,
  })
  if (answer.kind === 'failed') return answer
  const { room, links } = answer.value
  const own = links?.find((link) => link.role === 'owner')
  if (typeof room !== 'string' || !ROOM_ID.test(room) || own === undefined)
    return failed('not-made')
  const made = { roomId: room, secret: own.secret }
  rememberRoom({ ...made, role: 'owner', title: first.title ?? '', opened: Date.now() })
  return { kind: 'done', value: made }
}
