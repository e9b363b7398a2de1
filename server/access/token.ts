/**
 * Tokens: JWTs in, grants out.
 *
 * Promises that a token is accepted only under an algorithm that its key was configured for, for the
 * audience `weft`, before its `exp`, with every claim of the right shape and the room asked for
 * (RFC 8725). What Weft issues is HS256 under its own secret; a host application may sign with that
 * secret, or with a key whose public half is in `keys`, a JSON Web Key Set (RFC 7517): to change keys
 * without a pause, both are in it for a while, told apart by `kid`.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import {
  createLocalJWKSet,
  errors,
  type JWTHeaderParameters,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  SignJWT,
} from 'jose'
import { z } from 'zod'
import { WeftError } from '../../shared/errors.ts'
import { NAME_MAX, ROLES, ROOM_ID, USER_MAX } from '../../shared/protocol.ts'
import type { Grant, User } from './grant.ts'

const AUDIENCE = 'weft'
/** Of a token that opens no room by itself. */
const OPERATOR = 'weft-operator'
const OPERATOR_S = 15 * 60
const CLOCK_LEEWAY_S = 30
/** A token is a few hundred bytes; what is far longer is not read at all. */
const TOKEN_MAX = 8_192

/** The public keys of host applications: each says by which algorithm it is used, and its `kid`. */
export const KeySet = z.object({
  keys: z
    .array(
      z
        .looseObject({
          kid: z.string().min(1),
          kty: z.enum(['RSA', 'EC', 'OKP'], 'is not RSA, EC or OKP'),
          alg: z.enum(['RS256', 'ES256', 'EdDSA'], 'is not RS256, ES256 or EdDSA'),
        })
        .refine((key) => !('d' in key), 'is a private key: only its public half belongs here'),
    )
    .min(1),
})
export type KeySet = z.infer<typeof KeySet>

export interface TokenKeys {
  /** For HS256; at least 32 characters. */
  readonly secret: string
  readonly keys?: KeySet | undefined
  /** Opens the HTTP API to scripts, for every room; at least 32 characters. */
  readonly adminToken?: string | undefined
  /** People who sign in may turn out to run this server. */
  readonly doOperatorsSignIn?: boolean
}

const Claims = z.object({
  sub: z.string().min(1).max(USER_MAX),
  name: z.string().min(1).max(NAME_MAX),
  room: z.string().regex(ROOM_ID),
  role: z.enum(ROLES),
  exp: z.number(),
  link: z.string().optional(),
})

export class Tokens {
  readonly #secret: Uint8Array
  readonly #algorithms: string[]
  readonly #publicKeys: JWTVerifyGetKey | undefined
  readonly #admin: Buffer | undefined
  readonly #doOperatorsSignIn: boolean

  constructor({ secret, keys, adminToken, doOperatorsSignIn = false }: TokenKeys) {
    if (secret.length < 32)
      throw new RangeError(`the JWT secret has ${secret.length} characters, 32 is the least`)
    this.#secret = new TextEncoder().encode(secret)
    this.#algorithms = ['HS256', ...new Set(keys?.keys.map(({ alg }) => alg))]
    this.#publicKeys = keys && createLocalJWKSet(keys)
    this.#admin = adminToken === undefined ? undefined : digest(adminToken)
    this.#doOperatorsSignIn = doOperatorsSignIn
  }

  /** In a time that says nothing of how much of it is right. */
  #isAdmin(token: string): boolean {
    return this.#admin !== undefined && timingSafeEqual(digest(token), this.#admin)
  }

  /** Whether anybody can show that he runs this server. */
  get knowsOperators(): boolean {
    return this.#admin !== undefined || this.#doOperatorsSignIn
  }

  /** By the operator's own token, or one of `signOperator`. */
  async isOperator(token: string | undefined): Promise<boolean> {
    return (await this.operatorUntil(token)) !== null
  }

  /** In ms since 1970: until when this token makes somebody the operator. null: it does not. */
  async operatorUntil(token: string | undefined): Promise<number | null> {
    if (token === undefined) return null
    if (this.#isAdmin(token)) return Number.POSITIVE_INFINITY
    if (!this.#doOperatorsSignIn) return null
    const options = { algorithms: ['HS256'], audience: OPERATOR, requiredClaims: ['exp'] }
    return jwtVerify(token, this.#secret, options).then(
      ({ payload: { exp = 0 } }) => exp * 1000,
      () => null,
    )
  }

  /** For whoever has signed in and runs this server: for a while as good as the operator's own. */
  signOperator({ id }: User): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setAudience(OPERATOR)
      .setSubject(id)
      .setIssuedAt()
      .setExpirationTime(`${OPERATOR_S}s`)
      .sign(this.#secret)
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
      const options = {
        algorithms: this.#algorithms,
        audience: AUDIENCE,
        clockTolerance: CLOCK_LEEWAY_S,
      }
      return (await jwtVerify(token, this.#keyFor, options)).payload
    } catch (error) {
      throw refusal(error)
    }
  }

  /** The algorithm chooses among configured keys; it can never choose what kind of key a given one is. */
  readonly #keyFor = async (header: JWTHeaderParameters, token: Parameters<JWTVerifyGetKey>[1]) => {
    if (header.alg === 'HS256') return this.#secret
    if (this.#publicKeys) return this.#publicKeys(header, token)
    throw new errors.JOSEAlgNotAllowed(`no key for algorithm ${header.alg}`)
  }

  #claims(payload: JWTPayload): z.infer<typeof Claims> {
    const checked = Claims.safeParse(payload)
    if (checked.success) return checked.data
    const [issue] = checked.error.issues
    throw new WeftError('token-bad', `claim ${issue?.path.join('.')}: ${issue?.message}`)
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** jose's reasons never hold the token itself, so they may be logged. */
function refusal(error: unknown): WeftError {
  if (error instanceof errors.JWTExpired) {
    return new WeftError('token-expired', error.message, { cause: error })
  }
  return new WeftError('token-bad', error instanceof Error ? error.message : 'unreadable')
}
