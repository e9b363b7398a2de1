/**
 * Links: share links, and the people who come by them.
 *
 * A link is a secret that only its holders know; the server keeps a hash. Showing it earns a short
 * token. A guest is known by a secret of his browser's own making: his user id is its hash, so nobody
 * else can be him, and nothing about him needs storing.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { RequestToken } from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import type { Role } from '../../shared/protocol.ts'
import { encodeSecret, secretsFrom } from '../../shared/secrets.ts'
import type { StoredLink } from '../store/store.ts'
import type { Grant } from './grant.ts'

export const TOKEN_LIFETIME_MS = 15 * 60_000

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** 128 bits from the system's generator, as 22 characters: a room's id, or an owner's secret. */
export const randomSecret = (): string => encodeSecret(randomBytes(16))

/** A new room's three links: the secrets to hand out, and what is kept of them. */
export function newLinks() {
  const links = secretsFrom('owner', randomSecret())
  const stored: StoredLink[] = links.map(({ role, secret }) => ({ role, hash: sha256(secret) }))
  return { links, stored }
}

type FindLink = (room: string, hash: string) => Promise<Role | null>

/** The grant that a link's secret earns. Throws `not-found`, the same for no room as for a wrong secret. */
export async function redeem(room: string, request: RequestToken, find: FindLink): Promise<Grant> {
  const link = sha256(request.secret)
  const role = await find(room, link)
  if (!role) throw new WeftError('not-found', `room ${room} has no such link`)
  const user = {
    id: guestId(request.guest ?? randomSecret()),
    name: request.name,
  }
  return { room, role, user, expires: Date.now() + TOKEN_LIFETIME_MS, link }
}

function guestId(guest: string): string {
  return `guest-${sha256(`weft guest ${guest}`).slice(0, 22)}`
}
