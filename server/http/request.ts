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
import type { Documents } from '../documents/documents.ts'
import type { Admission } from './admission.ts'
import { bearerOf, expectMaker, expectPerson, expectSomebody, type Making } from './identity.ts'

/** What requests are answered from. */
export interface Doors extends Making {
  readonly documents: Documents
  readonly admission: Admission
  readonly limits: Limits
  /** Begins to shut the server down. */
  readonly drain: () => void
}

/**
 * A right in the room that the path names; or, apart from any room, to be known (`somebody`), to have
 * signed in (`person`), to be one who may make rooms (`maker`), or to run the server (`operator`); or nothing.
 */
export type Needs = Action | 'somebody' | 'person' | 'maker' | 'operator' | 'anyone'
export type CallerOf<N extends Needs> = N extends Action
  ? Grant
  : N extends 'somebody' | 'person' | 'operator'
    ? User
    : undefined

/** What the operator's own scripts may do, in every room. */
const ADMIN = {
  role: 'owner',
  user: { id: 'admin', name: 'Admin' },
  expires: Number.POSITIVE_INFINITY,
} as const

/** Who asks, if he may. Throws `token-missing`, `sign-in-needed`, and in a room what `granted` throws. */
export async function callerOf(request: Request, needs: Needs, doors: Doors) {
  if (needs === 'anyone') return undefined
  if (needs === 'maker') return expectMaker(request, doors)
  if (needs === 'operator') return expectOperator(request, doors)
  if (needs === 'person') return expectPerson(request, doors)
  if (needs !== 'somebody') return granted(request, doors, needs)
  if (await doors.tokens.isOperator(bearerOf(request))) return ADMIN.user
  return expectSomebody(request, doors)
}

/** Throws `token-missing`, `token-bad`, and `too-fast` when it was that too often. */
function expectOperator(request: Request, { tokens, admission }: Doors): Promise<User> {
  const token = bearerOf(request)
  return admission.guess(request, async () => {
    if (await tokens.isOperator(token)) return ADMIN.user
    throw new WeftError(token ? 'token-bad' : 'token-missing', 'not the operator’s token')
  })
}

/** Throws `token-missing`, `token-bad`, `token-expired`, `forbidden`, `removed`, and what `confirm` throws. */
async function granted(
  request: Request,
  { tokens, documents, admission }: Doors,
  action: Action,
): Promise<Grant> {
  const room = String(request.params.id)
  const token = bearerOf(request)
  if (await tokens.isOperator(token)) return { room, ...ADMIN }
  const grant = await admission.guess(request, () => tokens.verify(token, room))
  await confirm(grant, documents)
  const access = await documents.access(room)
  const here = { ...grant, role: roleIn(access, grant) }
  authorize(here, action)
  if (action !== 'discard') expectKept(access)
  return here
}

/** The operator's own scripts are asked for nothing, and see all there is. */
export const isAdmin = ({ id }: User): boolean => id === ADMIN.user.id
