/**
 * Columns: what stands in a row of a database, as what the store speaks of.
 *
 * The same for every database that names its columns so. Promises a role that there is, and a link that
 * matches its sum, or `row-damaged`.
 */
import { ROLES, type Role } from '../../shared/protocol.ts'
import { damaged, sumOfLink } from './damage.ts'
import type { Link, Person } from './store.ts'

export type Columns = Readonly<Record<string, unknown>>

/** Throws `row-damaged`: what is no link must not pass for one. */
export function linkOf(room: string, columns: Columns): Link {
  const { sum } = columns
  const link = linkIn(columns)
  const isWhole = sum === null || sum === sumOfLink(room, link)
  if (isWhole && ROLES.includes(link.role)) return link
  throw damaged(room, `a link with the role ${link.role} does not match its sum`)
}

function linkIn({ hash, role, label, created, ...more }: Columns): Link {
  const { expires, password, once, revoked } = more
  return {
    hash: String(hash),
    role: role as Role,
    label: String(label),
    created: Number(created),
    expires: orNull(expires, Number),
    password: orNull(password, String),
    once: Boolean(once),
    revoked: orNull(revoked, Number),
  }
}

/** Throws `row-damaged`. */
export function personOf(room: string, { user, name, role }: Columns): Person {
  const known = ROLES.find((each) => each === role) ?? null
  if (known !== role) throw damaged(room, `a person has the role ${role}`)
  return { user: String(user), name: String(name), role: known }
}

const orNull = <T>(value: unknown, read: (value: unknown) => T) =>
  value === null || value === undefined ? null : read(value)
