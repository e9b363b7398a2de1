/**
 * Secrets: a room's three links, each derivable from the one above it.
 *
 * The owner's secret is random; the editor's is a hash of the owner's and the viewer's of the editor's.
 * So whoever holds a link can hand out every lesser one without asking the server, and nobody can climb
 * back up. Pure JavaScript, since a page on a plain-http LAN address has no crypto.subtle.
 */
import * as buffer from 'lib0/buffer'
import { digest } from 'lib0/hash/sha256'
import * as string from 'lib0/string'
import type { Role } from './protocol.ts'

/** The roles that have a link from the start, the strongest first. */
export const LINKED_ROLES = ['owner', 'editor', 'viewer'] as const satisfies readonly Role[]
export type LinkedRole = (typeof LINKED_ROLES)[number]

/** 16 bytes as 22 characters of base64url. */
export function encodeSecret(bytes: Uint8Array): string {
  return buffer.toBase64UrlEncoded(bytes.subarray(0, 16))
}

/** What the server knows a link by: SHA-256 of its secret in base64url. It opens nothing. */
export const linkIdOf = (secret: string): string =>
  buffer.toBase64UrlEncoded(digest(string.encodeUtf8(secret)))

/** The secret of the link one role below: 128 bits of SHA-256 over the role's name and the secret above. */
function below(role: LinkedRole, secret: string): string {
  return encodeSecret(digest(string.encodeUtf8(`weft ${role} ${secret}`)))
}

/** The secrets that the holder of `role`'s secret can give away: its own first, then each lesser one. */
export function secretsFrom(
  role: LinkedRole,
  secret: string,
): { readonly role: LinkedRole; readonly secret: string }[] {
  const links: { role: LinkedRole; secret: string }[] = []
  let current = secret
  for (const each of LINKED_ROLES.slice(LINKED_ROLES.indexOf(role))) {
    if (each !== role) current = below(each, current)
    links.push({ role: each, secret: current })
  }
  return links
}
