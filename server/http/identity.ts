/**
 * Identity: who asks, apart from any room.
 *
 * A guest shows the secret of his browser's own making: `Authorization: Guest <secret>`.
 */
import type { Request } from 'express'
import type { User } from '../access/grant.ts'
import { guestId } from '../access/links.ts'

/** Null for somebody who does not say. */
export async function identityOf(request: Request): Promise<User | null> {
  const [, secret] =
    /^Guest ([A-Za-z0-9_-]{22,86})$/i.exec(request.get('authorization') ?? '') ?? []
  return secret ? { id: guestId(secret), name: '' } : null
}
