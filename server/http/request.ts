/**
 * Request: who asks by an HTTP request, and whether he may.
 *
 * Promises that whoever is answered with has the right that is asked for; throws otherwise, and problem.ts
 * answers.
 */
import type { Request } from 'express'
import { WeftError } from '../../shared/errors.ts'
import type { Limits } from '../../shared/protocol.ts'
import {
  type Action,
  authorize,
  expectKept,
  type Grant,
  roleIn,
  type User,
} from '../access/grant.ts'
import { confirm } from '../access/links.ts'
import type { Tokens } from '../access/token.ts'
import type { Documents } from '../documents/documents.ts'
import type { Admission } from './admission.ts'
import { identityOf } from './identity.ts'

/** What requests are answered from. */
export interface Doors {
  readonly tokens: Tokens
  readonly documents: Documents
  readonly admission: Admission
  readonly limits: Limits
  /** The address that links begin with, without a slash at its end; what the client asked for if unset. */
  readonly publicUrl: string | undefined
}

/** A right in the room that the path names; to be somebody, apart from any room; or nothing. */
export type Needs = Action | 'person' | 'anyone'
export type CallerOf<N extends Needs> = N extends Action
  ? Grant
  : N extends 'person'
    ? User
    : undefined

/** What the operator's own scripts may do, in every room. */
const ADMIN = {
  role: 'owner',
  user: { id: 'admin', name: 'Admin' },
  expires: Number.POSITIVE_INFINITY,
} as const

/** Who asks, if he may. Throws `token-missing`, and in a room what `granted` throws. */
export async function callerOf(request: Request, needs: Needs, doors: Doors) {
  if (needs === 'anyone') return undefined
  if (needs !== 'person') return granted(request, doors, needs)
  if (doors.tokens.isAdmin(bearerOf(request))) return ADMIN.user
  const user = await identityOf(request)
  if (!user) throw new WeftError('token-missing', 'nobody says who asks')
  return user
}

/** Throws `token-missing`, `token-bad`, `token-expired`, `forbidden`, `removed`, and what `confirm` throws. */
async function granted(
  request: Request,
  { tokens, documents, admission }: Doors,
  action: Action,
): Promise<Grant> {
  const room = String(request.params.id)
  const token = bearerOf(request)
  if (tokens.isAdmin(token)) return { room, ...ADMIN }
  const grant = await admission.guess(request, () => tokens.verify(token, room))
  await confirm(grant, documents)
  const access = await documents.access(room)
  const here = { ...grant, role: roleIn(access, grant) }
  authorize(here, action)
  if (action !== 'discard') expectKept(access)
  return here
}

const bearerOf = (request: Request): string | undefined =>
  /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1]

/** The operator's own scripts are asked for nothing, and see all there is. */
export const isAdmin = ({ id }: User): boolean => id === ADMIN.user.id

/** Where a room's page is: a link is that and its secret. */
export const pageOf = (request: Request, publicUrl: string | undefined, room: string): string =>
  `${publicUrl ?? `${request.protocol}://${request.get('host')}`}/d/${room}`
