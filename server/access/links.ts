/**
 * Links: share links, the people who come by them, and for how long.
 *
 * A link is a secret that only its holders know; the server keeps a hash. Showing it earns a short
 * token, which says by which link it came: so what becomes of a link becomes of all who came by it. A
 * guest is known by a secret of his browser's own making: his user id is its hash, so nobody else can
 * be him, and nothing about him needs storing.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { CreateLink, RequestToken } from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import { ROLES, type Role } from '../../shared/protocol.ts'
import { encodeSecret, LINKED_ROLES, secretsFrom } from '../../shared/secrets.ts'
import type { Link, Use } from '../store/store.ts'
import type { Grant, User } from './grant.ts'
import { hashOf, matches } from './password.ts'

export const TOKEN_LIFETIME_MS = 15 * 60_000

/** What is asked of documents. */
export interface LinkBook {
  link(room: string, hash: string): Promise<Link | null>
  /** Those by which somebody has come before. */
  usedLinks(room: string, user: string): Promise<readonly Link[]>
  useLink(room: string, hash: string, use: Use): Promise<boolean>
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** 128 bits from the system's generator, as 22 characters: a room's id, or a link's secret. */
export const randomSecret = (): string => encodeSecret(randomBytes(16))

/** A new room's three links: the secrets to hand out, and what is kept of them. */
export function newLinks() {
  const links = secretsFrom('owner', randomSecret())
  const stored = links.map(({ role, secret }) => plainLink(role, secret))
  return { links, stored }
}

/** One more link, with a secret of its own. */
export async function newLink({ role, label, expires, password, once }: CreateLink) {
  const secret = randomSecret()
  const link: Link = {
    ...plainLink(role, secret),
    label,
    expires: expires === null ? null : expires * 1000,
    password: password === undefined ? null : await hashOf(password),
    once,
  }
  return { secret, link }
}

const plainLink = (role: Role, secret: string): Link => ({
  hash: sha256(secret),
  role,
  label: '',
  created: Date.now(),
  expires: null,
  password: null,
  once: false,
  revoked: null,
})

const isOpen = ({ revoked, expires }: Link): boolean =>
  revoked === null && (expires === null || expires > Date.now())

/** Throws `link-revoked`, `link-expired`. */
export function expectOpen({ revoked, expires }: Link): void {
  if (revoked !== null) throw new WeftError('link-revoked', `revoked at ${revoked}`)
  if (expires !== null && expires <= Date.now())
    throw new WeftError('link-expired', `ran out at ${expires}`)
}

/**
/**
 * The grant that a link's secret earns, or, without one, that somebody has come by it before. Throws
 * `not-found`, the same for no room as for a wrong secret; and to those who have the right one `link-revoked`,
 * `link-expired`, `link-used`, `password-needed`, `password-wrong`. `person`: who asks, if he has signed in.
 */
export async function redeem(
  room: string,
  request: RequestToken,
  book: LinkBook,
  person: User | null = null,
): Promise<Grant> {
  const id = person?.id ?? guestId(request.guest ?? randomSecret())
  const user = { id, name: request.name }
  const { secret } = request
  const link = secret
    ? await linkShown(room, secret, request.password, book)
    : await linkUsed(room, user.id, book)
  const now = Date.now()
  const use = { user: user.id, name: user.name, first: now, last: now }
  if (!(await book.useLink(room, link.hash, use)))
    throw new WeftError('link-used', `user ${user.id} is not the first`)
  const expires = Math.min(now + TOKEN_LIFETIME_MS, link.expires ?? Number.POSITIVE_INFINITY)
  return { room, role: link.role, user, expires, link: link.hash }
}

async function linkShown(
  room: string,
  secret: string,
  password: string | undefined,
  book: LinkBook,
): Promise<Link> {
  const link = await book.link(room, sha256(secret))
  if (!link) throw new WeftError('not-found', `room ${room} has no such link`)
  expectOpen(link)
  await expectPassword(link, password)
  return link
}

/**
 * What the holder of a secret can hand out: its own link, and those below it, as far as they were made with
 * it and are open. From a link that was made later none is derived.
 */
export async function passesOf(room: string, secret: string | undefined, book: LinkBook) {
  const passes: { role: Role; secret: string }[] = []
  const own = secret === undefined ? null : await book.link(room, sha256(secret))
  const first = LINKED_ROLES.find((each) => each === own?.role)
  if (!own || secret === undefined) return passes
  for (const each of first ? secretsFrom(first, secret) : [{ secret }]) {
    const link = await book.link(room, sha256(each.secret))
    if (link && isOpen(link)) passes.push({ role: link.role, secret: each.secret })
  }
  return passes
}

/** The strongest that still opens the room, of those by which he has come; he has shown its password then. */
async function linkUsed(room: string, user: string, book: LinkBook): Promise<Link> {
  const used = await book.usedLinks(room, user)
  const rank = ({ role }: Link) => ROLES.indexOf(role)
  const strongest = used.toSorted((a, b) => rank(b) - rank(a))
  const [link] = [...strongest.filter(isOpen), ...strongest]
  if (!link) throw new WeftError('not-found', `user ${user} has come to room ${room} by no link`)
  expectOpen(link)
  return link
}

async function expectPassword({ password }: Link, shown: string | undefined): Promise<void> {
  if (password === null) return
  if (shown === undefined) throw new WeftError('password-needed', 'no password was given')
  if (!(await matches(shown, password))) throw new WeftError('password-wrong', 'another password')
}

/**
 * Whether a token still says what the link says that it came by. Throws `link-revoked`, `link-expired`,
 * `role-changed`. A host application's own token came by none.
 */
export async function confirm({ room, role, link: hash }: Grant, book: LinkBook): Promise<void> {
  if (hash === undefined) return
  const link = await book.link(room, hash)
  if (!link) throw new WeftError('link-revoked', `room ${room} has no such link`)
  expectRole(role, link)
}

/** The same, of a link that is known. */
export function expectRole(role: Role, link: Link): void {
  expectOpen(link)
  if (link.role !== role)
    throw new WeftError('role-changed', `a token for ${role}, a link for ${link.role}`)
}

/** Throws `last-owner` when `changed` leaves a room without a link that it can be owned by for good. */
export function expectOwned(links: readonly Link[], changed: Link): void {
  const others = links.filter(({ hash }) => hash !== changed.hash)
  if (!links.some(owns) || [changed, ...others].some(owns)) return
  throw new WeftError('last-owner', 'nobody could own the room any more')
}

/** One that runs out, or is for one person, may be gone tomorrow. */
const owns = ({ role, revoked, expires, once }: Link): boolean =>
  role === 'owner' && revoked === null && expires === null && !once

/** The user id of the guest with this secret. */
export function guestId(guest: string): string {
  return `guest-${sha256(`weft guest ${guest}`).slice(0, 22)}`
}
