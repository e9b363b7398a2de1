/**
 * Tokens: JWTs in, grants out.
 *
 * Promises that a token is accepted only under an algorithm that its key was configured for, for the
 * audience `weft`, before its `exp`, with every claim of the right shape and the room asked for
 * (RFC 8725). What Weft issues is HS256 under its own secret; a host application may sign with that
 * secret, or with a key whose public half is in `publicKeys`.
 */
import {
  decodeProtectedHeader,
  errors,
  importSPKI,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose'
import { z } from 'zod'
import { WeftError } from '../../shared/errors.ts'
import { NAME_MAX, ROLES, ROOM_ID } from '../../shared/protocol.ts'
import type { Grant } from './grant.ts'

const AUDIENCE = 'weft'
const CLOCK_LEEWAY_S = 30
/** A token is a few hundred bytes; what is far longer is not read at all. */
const TOKEN_MAX = 8_192

export interface PublicKey {
  readonly algorithm: 'RS256' | 'ES256' | 'EdDSA'
  /** SPKI, PEM. */
  readonly pem: string
}

export interface TokenKeys {
  /** For HS256; at least 32 characters. */
  readonly secret: string
  /** One key per algorithm, for host applications that keep the private half. */
  readonly publicKeys?: readonly PublicKey[]
}

const Claims = z.object({
  sub: z.string().min(1).max(128),
  name: z.string().min(1).max(NAME_MAX),
  room: z.string().regex(ROOM_ID),
  role: z.enum(ROLES),
  exp: z.number(),
  link: z.string().optional(),
})

export class Tokens {
  readonly #secret: Uint8Array
  readonly #publicKeys: ReadonlyMap<string, string>

  constructor({ secret, publicKeys = [] }: TokenKeys) {
    if (secret.length < 32)
      throw new RangeError(`the JWT secret has ${secret.length} characters, 32 is the least`)
    this.#secret = new TextEncoder().encode(secret)
    this.#publicKeys = new Map(publicKeys.map(({ algorithm, pem }) => [algorithm, pem]))
  }

  /** A short token that says what the grant says. */
  sign(grant: Grant): Promise<string> {
    const { room, role, user, expires, link } = grant
    return new SignJWT({ name: user.name, room, role, ...(link && { link }) })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(AUDIENCE)
      .setSubject(user.id)
      .setIssuedAt()
      .setExpirationTime(Math.floor(expires / 1000))
      .sign(this.#secret)
  }

  /** Throws `token-missing`, `token-expired`, or `token-bad`, for another room's token too. */
  async verify(token: string | undefined, room: string): Promise<Grant> {
    if (!token) throw new WeftError('token-missing', `room ${room} was asked for without a token`)
    const claims = this.#claims(await this.#payload(token))
    if (claims.room !== room) {
      throw new WeftError('token-bad', `a token for room ${claims.room} was shown at room ${room}`)
    }
    const { role, sub, name, exp, link } = claims
    return { room, role, user: { id: sub, name }, expires: exp * 1000, ...(link && { link }) }
  }

  async #payload(token: string): Promise<JWTPayload> {
    try {
      if (token.length > TOKEN_MAX) throw new errors.JWSInvalid(`${token.length} characters`)
      const { algorithm, key } = await this.#key(decodeProtectedHeader(token).alg)
      const options = {
        algorithms: [algorithm],
        audience: AUDIENCE,
        clockTolerance: CLOCK_LEEWAY_S,
      }
      return (await jwtVerify(token, key, options)).payload
    } catch (error) {
      throw refusal(error)
    }
  }

  /** The algorithm chooses among configured keys; it can never choose what kind of key a given one is. */
  async #key(algorithm: string | undefined) {
    if (algorithm === 'HS256') return { algorithm, key: this.#secret }
    const pem = this.#publicKeys.get(algorithm ?? '')
    if (!algorithm || !pem) throw new errors.JOSEAlgNotAllowed(`no key for algorithm ${algorithm}`)
    return { algorithm, key: await importSPKI(pem, algorithm) }
  }

  #claims(payload: JWTPayload): z.infer<typeof Claims> {
    const checked = Claims.safeParse(payload)
    if (checked.success) return checked.data
    const [issue] = checked.error.issues
    throw new WeftError('token-bad', `claim ${issue?.path.join('.')}: ${issue?.message}`)
  }
}

/** jose's reasons never hold the token itself, so they may be logged. */
function refusal(error: unknown): WeftError {
  if (error instanceof errors.JWTExpired) {
    return new WeftError('token-expired', error.message, { cause: error })
  }
  return new WeftError('token-bad', error instanceof Error ? error.message : 'unreadable')
}
