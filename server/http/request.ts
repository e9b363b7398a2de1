/**
 * Request: what is read out of an HTTP request, checked.
 *
 * Promises that a body fits its schema, that a name in a path is one that could be, and that who asks
 * may do what he asks for; throws otherwise, and problem.ts answers.
 */
import type { Request } from 'express'
import type { z } from 'zod'
import { RoomId } from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import { type Action, authorize, type Grant, roleIn } from '../access/grant.ts'
import { confirm } from '../access/links.ts'
import type { Tokens } from '../access/token.ts'
import type { Documents } from '../documents/documents.ts'
import type { Admission } from './admission.ts'
import { BadField } from './problem.ts'

export interface Doors {
  readonly tokens: Tokens
  readonly documents: Documents
  readonly admission: Admission
}

/** What the operator's own scripts may do, in every room. */
const ADMIN = {
  role: 'owner',
  user: { id: 'admin', name: 'Admin' },
  expires: Number.POSITIVE_INFINITY,
} as const

/** Throws `token-missing`, `token-bad`, `token-expired`, `forbidden`, `removed`, and what `confirm` throws. */
export async function granted(
  request: Request,
  { tokens, documents, admission }: Doors,
  action: Action,
): Promise<Grant> {
  const room = roomOf(request)
  const [, token] = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '') ?? []
  if (tokens.isAdmin(token)) return { room, ...ADMIN }
  const grant = await admission.guess(request, () => tokens.verify(token, room))
  await confirm(grant, documents)
  const here = { ...grant, role: roleIn(await documents.access(room), grant) }
  authorize(here, action)
  return here
}

/** The body in its checked shape. Throws BadField with the first field that is wrong. */
export function checked<T>(schema: z.ZodType<T>, request: Request): T {
  const result = schema.safeParse(bodyOf(request))
  if (result.success) return result.data
  throw BadField.of(result.error)
}

/** A body that came and was not read, for it was not called JSON, must not pass for none. */
function bodyOf({ body, headers }: Request): unknown {
  if (body !== undefined) return body
  const isEmpty = (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding']
  if (isEmpty) return {}
  throw new BadField('content-type', 'content-type: must be application/json')
}

/** A name that no room can have is refused before it is looked up. */
export function roomOf(request: Request): string {
  const { id } = request.params
  if (RoomId.safeParse(id).success) return String(id)
  throw new WeftError('not-found', 'not the name of a room')
}

/** Where a room's page is: a link is that and its secret. */
export const pageOf = (request: Request, publicUrl: string | undefined, room: string): string =>
  `${publicUrl ?? `${request.protocol}://${request.get('host')}`}/d/${room}`
