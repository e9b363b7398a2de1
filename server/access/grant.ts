/**
 * Grant: what a verified token allows, and the one table of rights.
 *
 * Every right in Weft is decided here: `allows` for what a role may do, `authorize` to refuse the rest.
 * Leaves to token.ts who a person is, and to the caller what happens to the refused.
 */
import { WeftError } from '../../shared/errors.ts'
import type { Role } from '../../shared/protocol.ts'
import type { RoomAccess } from '../store/store.ts'

export interface User {
  readonly id: string
  readonly name: string
}

export interface Grant {
  readonly room: string
  readonly role: Role
  readonly user: User
  /** Milliseconds since 1970 at which it ends. */
  readonly expires: number
  /** Where it came from, when that was a share link: the hash of its secret. */
  readonly link?: string
}

/**
 * `read` the document and who is there; `announce` oneself; `comment`; `chat`, in a locked room as in any other only who may
 * still comment: owners; `write` everything else, too; `create` the room by a
 * first visit; `share` it: say by links, and for single people, who may do what, and lock it; `discard` it:
 * put it into the trash, take it out, delete it for good.
 */
export type Action =
  | 'read'
  | 'announce'
  | 'comment'
  | 'chat'
  | 'write'
  | 'create'
  | 'share'
  | 'discard'

const RIGHTS: Readonly<Record<Role, readonly Action[]>> = {
  viewer: ['read', 'announce'],
  commenter: ['read', 'announce', 'comment', 'chat'],
  editor: ['read', 'announce', 'comment', 'chat', 'write', 'create'],
  owner: ['read', 'announce', 'comment', 'chat', 'write', 'create', 'share', 'discard'],
}

/** What somebody may do, after all that an owner has set. Throws `removed`. */
export function roleIn({ isLocked, people }: RoomAccess, { user, role }: Grant): Role {
  const person = people.find((each) => each.user === user.id)
  if (person?.role === null) throw new WeftError('removed', `user ${user.id} was removed`)
  const given = person?.role ?? role
  return isLocked && given !== 'owner' && RIGHTS[given].includes('comment') ? 'viewer' : given
}

/** Throws `trashed`, and for a room that was deleted `not-found`. */
export function expectKept({ gone }: RoomAccess): void {
  if (gone === 'deleted') throw new WeftError('not-found', 'the room was deleted')
  if (gone === 'trashed') throw new WeftError('trashed', 'the room is in the trash')
}

export function allows(grant: Pick<Grant, 'role'>, action: Action): boolean {
  return RIGHTS[grant.role].includes(action)
}

/** Throws `forbidden` unless the grant allows the action. */
export function authorize(grant: Grant, action: Action): void {
  if (allows(grant, action)) return
  throw new WeftError('forbidden', `a ${grant.role} may not ${action} in room ${grant.room}`)
}
