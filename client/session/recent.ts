/**
 * Recent: the documents that were opened in this browser, newest first.
 *
 * Keeps the link's secret with each, if it was opened by one: for passing it on, and as a way back in from
 * anywhere. At most MAX; never throws.
 */
import { ROLES, ROOM_ID, type Role } from '../../shared/protocol.ts'
import { recall, remember } from './memory.ts'

export interface RecentRoom {
  readonly roomId: string
  readonly secret: string
  readonly title: string
  readonly role: Role
  /** When it was last opened, in ms since 1970. */
  readonly opened: number
}

const MAX = 30

function isRecent(value: unknown): value is RecentRoom {
  const room = value as Partial<RecentRoom> | null
  return (
    typeof room?.roomId === 'string' &&
    ROOM_ID.test(room.roomId) &&
    typeof room.secret === 'string' &&
    typeof room.title === 'string' &&
    typeof room.opened === 'number' &&
    ROLES.some((role) => role === room.role)
  )
}

export function recentRooms(): RecentRoom[] {
  const list = recall('recent')
  return Array.isArray(list) ? list.filter(isRecent) : []
}

/**
 * The last known of this room under this link, or, without one, under any: it lets a page that starts
 * offline be written in.
 */
export function recentRoom(roomId: string, secret: string): RecentRoom | undefined {
  const isIt = (room: RecentRoom) => secret === '' || room.secret === secret
  return recentRooms().find((room) => room.roomId === roomId && isIt(room))
}

/** Adds or refreshes one; a second link to the same document replaces the first. */
export function rememberRoom(room: RecentRoom): void {
  const all = recentRooms()
  const known = all.find(({ roomId }) => roomId === room.roomId)
  const kept = { ...room, secret: room.secret || (known?.secret ?? '') }
  const others = all.filter(({ roomId }) => roomId !== room.roomId)
  remember('recent', [kept, ...others].sort((a, b) => b.opened - a.opened).slice(0, MAX))
}

export function forgetRoom(roomId: string): RecentRoom[] {
  const left = recentRooms().filter((room) => room.roomId !== roomId)
  remember('recent', left)
  return left
}

export function forgetRoomsBut(kept: ReadonlySet<string>): void {
  remember(
    'recent',
    recentRooms().filter(({ roomId }) => kept.has(roomId)),
  )
}

/** Without a secret, for those who have come to it before. */
export const linkTo = (roomId: string, secret = ''): string =>
  secret === '' ? `/d/${roomId}` : `/d/${roomId}#${secret}`
