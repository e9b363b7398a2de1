/**
 * Identity: who asks, apart from any room.
 *
 * A person is who shows a session; a guest, who shows the secret that his browser keeps. Promises that
 * nobody is taken for another: both can only be shown by whoever was given or made them.
 *
 * A page of another site cannot ask in a person's name: his cookie is SameSite=Lax, so it comes along
 * with that page's links alone, and nothing is changed by a GET. A page of another origin in the same
 * site (a sibling host) has the cookie sent, but not with a body of JSON: for that a browser asks first
 * (CORS), and no route here says yes.
 */
import type { Request } from 'express'
import { Secret } from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import type { User } from '../access/grant.ts'
import { guestId } from '../access/links.ts'
import type { Sessions } from '../access/sessions.ts'
import type { Tokens } from '../access/token.ts'
import { readCookie } from './cookies.ts'

/** Who may make rooms: anybody, or who has signed in. */
export type Access = 'open' | 'signed-in'

export interface Identification {
  /** Null: nobody can sign in here. */
  readonly sessions: Sessions | null
  /** The address that people use, without a slash at its end; what the client asked for if unset. */
  readonly publicUrl: string | undefined
}

/** What tells who may make rooms. */
export interface Making extends Identification {
  readonly access: Access
  readonly tokens: Tokens
}

/** What is not known of a guest until he tells it. */
const GUEST_NAME = 'Guest'

/** Who has signed in. */
export async function personIn(
  request: Request,
  { sessions, publicUrl }: Identification,
): Promise<User | null> {
  return (await sessions?.person(readCookie(request, 'weft-session', publicUrl))) ?? null
}

/** Whether he who has signed in was in the operators' group then. */
export async function isOperating(
  request: Request,
  { sessions, publicUrl }: Identification,
): Promise<boolean> {
  return (await sessions?.isOperator(readCookie(request, 'weft-session', publicUrl))) ?? false
}

/** Who has signed in, or else the guest of `Authorization: Guest <secret>`. */
export async function identityOf(request: Request, desk: Identification): Promise<User | null> {
  return (await personIn(request, desk)) ?? guestOf(request)
}

/** Throws `token-missing`. */
export async function expectSomebody(request: Request, desk: Identification): Promise<User> {
  const user = await identityOf(request, desk)
  if (user) return user
  throw new WeftError('token-missing', 'nobody says who asks')
}

function guestOf(request: Request): User | null {
  const [, secret] = /^Guest (.+)$/i.exec(request.get('authorization') ?? '') ?? []
  return Secret.safeParse(secret).success ? { id: guestId(String(secret)), name: GUEST_NAME } : null
}

/** Throws `sign-in-needed`. */
export async function expectPerson(request: Request, desk: Identification): Promise<User> {
  const person = await personIn(request, desk)
  if (person) return person
  throw new WeftError('sign-in-needed', 'no session')
}

/** Whether he who asks may make a room. */
export async function mayCreate(request: Request, making: Making): Promise<boolean> {
  if (making.access === 'open') return true
  if (await making.tokens.isOperator(bearerOf(request))) return true
  return (await personIn(request, making)) !== null
}

/** Throws `sign-in-needed`. */
export async function expectMaker(request: Request, making: Making): Promise<undefined> {
  if (!(await mayCreate(request, making)))
    throw new WeftError('sign-in-needed', 'a room was asked for without a session')
}

/** What comes as `Authorization: Bearer …`. */
export const bearerOf = (request: Request): string | undefined =>
  /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1]
