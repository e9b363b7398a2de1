/**
 * Columns: what stands in a row of a database, as what the store speaks of.
 *
 * The same for every database that names its columns so. Promises a role that there is, and a link or a
 * picture that matches its sum, or `row-damaged`; a remark that does not is left out.
 */
import { ROLES, type Role } from '../../shared/protocol.ts'
import type { Remark } from '../../shared/remarks.ts'
import { hashOf, type Picture } from './attachments.ts'
import { damaged, sumOfLink, sumOfRemark } from './damage.ts'
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

/** Throws `row-damaged`. */
export function pictureOf(room: string, id: string, { type, hash, data }: Columns): Picture {
  const bytes = data as Uint8Array
  if (hashOf(bytes) === hash) return { id, type: String(type), bytes }
  throw damaged(room, `attachment ${id} does not match its sum`)
}

export const remarkOf = ({ seq, time, user, name, key, text, place }: Columns): Remark => ({
  ...{ seq: Number(seq), time: Number(time), user: String(user), name: String(name) },
  ...{ key: String(key), text: String(text), place: String(place) },
})

/** Without those that do not match their sums. */
export function remarksOf(room: string, found: readonly Columns[]): Remark[] {
  const whole = found.filter((columns) => columns.sum === sumOfRemark(room, remarkOf(columns)))
  return whole.map(remarkOf)
}

const orNull = <T>(value: unknown, read: (value: unknown) => T) =>
  value === null || value === undefined ? null : read(value)
