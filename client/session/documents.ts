/**
 * Documents: the documents of whoever this browser is, as the server knows them, and what he does to each.
 *
 * Promises to return, never to throw: what was asked for, or what went wrong. Keeps no
 * list. A right in a room is shown by a token for it, which the server gives to who has come to it before.
 */
import type {
  ChangeMark,
  ChangeRoom,
  GrantedToken,
  ListedRoom,
  ListedRooms,
} from '../../shared/api.ts'
import { asGuest, loadIdentity } from './identity.ts'
import { forgetCopy } from './local-copy.ts'
import { forgetRoom } from './recent.ts'
import { type Answer, request } from './request.ts'
import { type Creation, createRoom } from './room-creation.ts'

export interface Wanted {
  readonly search: string
  readonly trash: boolean
  readonly offset: number
}

export type Room = Pick<ListedRoom, 'id' | 'title'>

export function list({ search, trash, offset }: Wanted): Promise<Answer<ListedRooms>> {
  const query = new URLSearchParams({ search, trash: String(trash), offset: String(offset) })
  return request('GET', `/api/rooms?${query}`, asGuest())
}

/** In one's own list. */
export function mark({ id }: Room, body: ChangeMark): Promise<Answer<null>> {
  return request('PATCH', `/api/rooms/${id}/mark`, { ...asGuest(), body })
}

/** Out of the list, until it is opened again. */
export async function hide(room: Room): Promise<Answer<null>> {
  const answer = await mark(room, { hidden: true })
  if (answer.kind === 'done') forgetRoom(room.id)
  return answer
}

export const rename = ({ id }: Room, title: string) =>
  inside(id, 'PATCH', '', { title } satisfies ChangeRoom)

export const trash = ({ id }: Room) => inside(id, 'PUT', '/trash')

export const restore = ({ id }: Room) => inside(id, 'DELETE', '/trash')

/** For good: what this browser has of it goes, too. */
export async function deleteForGood({ id }: Room): Promise<Answer<unknown>> {
  const answer = await inside(id, 'DELETE', '')
  if (answer.kind === 'failed') return answer
  forgetRoom(id)
  await forgetCopy(id)
  return answer
}

export const textOf = ({ id }: Room): Promise<Answer<string>> => inside(id, 'GET', '/text')

/** A document of one's own with the same text; its history and its links are not copied. */
export async function duplicate(room: Room, title: string): Promise<Answer<Creation>> {
  const text = await textOf(room)
  if (text.kind === 'failed') return text
  return createRoom({ title, text: text.value })
}

async function inside<T>(id: string, method: string, way: string, body?: object) {
  const { guest, name } = loadIdentity()
  const path = `/api/rooms/${id}`
  const granted = await request<GrantedToken>('POST', `${path}/token`, { body: { guest, name } })
  if (granted.kind === 'failed') return granted
  const authorization = `Bearer ${granted.value.token}`
  return request<T>(method, `${path}${way}`, { authorization, ...(body && { body }) })
}
