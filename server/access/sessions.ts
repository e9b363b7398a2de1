/**
 * Sessions: what a browser shows to be known as a person, and what it keeps while he signs in.
 *
 * Both are JWTs (HS256) under the server's secret, which only http/cookies.ts carries; their audiences
 * are their own, so that neither passes for the other or for a room's token, nor a room's token for
 * them. Nothing is stored: a session ends by its `exp` or with the secret.
 */
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { NAME_MAX, USER_MAX } from '../../shared/protocol.ts'
import type { User } from './grant.ts'
import type { Proof } from './provider.ts'

export const SESSION_S = 7 * 24 * 60 * 60
/** How long somebody may take at the provider's. */
export const ATTEMPT_S = 10 * 60

const SESSION = 'weft-session'
const ATTEMPT = 'weft-sign-in'

/** Somebody on his way to the provider and back. */
export interface Attempt extends Proof {
  /** Where in this site he wants to be then. */
  readonly to: string
}

const Session = z.object({
  sub: z.string().min(1).max(USER_MAX),
  name: z.string().min(1).max(NAME_MAX),
  operator: z.boolean().default(false),
})
const Attempting = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string(),
})

export class Sessions {
  readonly #secret: Uint8Array

  constructor(secret: string) {
    this.#secret = new TextEncoder().encode(secret)
  }

  /** `isOperator`: he runs this server, for as long as the session lasts. */
  sign({ id, name }: User, isOperator = false): Promise<string> {
    const claims = { sub: id, name, ...(isOperator && { operator: true }) }
    return this.#sign(SESSION, SESSION_S, claims)
  }

  async isOperator(session: string | undefined): Promise<boolean> {
    return (await this.#read(SESSION, Session, session))?.operator ?? false
  }

  /** Null for whatever is no session, or none any more. */
  async person(session: string | undefined): Promise<User | null> {
    const found = await this.#read(SESSION, Session, session)
    return found && { id: found.sub, name: found.name }
  }

  signAttempt(attempt: Attempt): Promise<string> {
    return this.#sign(ATTEMPT, ATTEMPT_S, { ...attempt })
  }

  attempt(attempt: string | undefined): Promise<Attempt | null> {
    return this.#read(ATTEMPT, Attempting, attempt)
  }

  #sign(audience: string, seconds: number, claims: Record<string, unknown>): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${seconds}s`)
      .sign(this.#secret)
  }

  async #read<T>(audience: string, schema: z.ZodType<T>, jwt: string | undefined) {
    if (jwt === undefined) return null
    // Why it is none makes no difference: whoever shows it is not signed in.
    const options = { algorithms: ['HS256'], audience, requiredClaims: ['exp'] }
    const verified = await jwtVerify(jwt, this.#secret, options).catch(() => null)
    return schema.safeParse(verified?.payload).data ?? null
  }
}
