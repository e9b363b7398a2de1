/**
 * Person: somebody whom an OpenID provider vouches for, as Weft knows him.
 *
 * His id is a hash of the provider's name and of its own name for him: the same on every visit, nobody
 * else's, and nothing in it that he is known by elsewhere.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { cleanName } from '../../shared/names.ts'
import { NAME_MAX } from '../../shared/protocol.ts'
import type { User } from './grant.ts'

/** What is read of a provider's claims; a name that is no text is none. */
const Claims = z.object({
  iss: z.string(),
  sub: z.string(),
  name: z.string().catch(''),
  preferred_username: z.string().catch(''),
  email: z.string().catch(''),
})

const NAMELESS = 'Somebody'

export function personOf(claims: object): User {
  const { iss, sub, name, preferred_username, email } = Claims.parse(claims)
  const [mailbox = ''] = email.split('@')
  const names = [name, preferred_username, mailbox].map((each) => cleanName(each, NAME_MAX))
  return { id: personId(iss, sub), name: names.find(Boolean) ?? NAMELESS }
}

function personId(issuer: string, subject: string): string {
  const hash = createHash('sha256').update(`weft person ${issuer} ${subject}`)
  return `person-${hash.digest('base64url').slice(0, 22)}`
}
