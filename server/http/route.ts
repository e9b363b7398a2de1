/**
 * Route: one request of the HTTP API, as a declaration.
 *
 * What is declared is what happens: `mount` has Express answer by it, and openapi.ts describes it by the
 * same words, so the two cannot differ. Promises, in this order, before `handle` runs: the names in the
 * path could be names, who asks may do so, he does not ask too often, and body and query fit their schemas.
 * Leaves errors to problem.ts.
 */
import { promisify } from 'node:util'
import express, { type Request, type Response, type Router } from 'express'
import type { RouteParameters } from 'express-serve-static-core'
import { z } from 'zod'
import { RoomId, Secret, UserId } from '../../shared/api.ts'
import { type ErrorCode, WeftError } from '../../shared/errors.ts'
import type { Method } from '../../shared/openapi.ts'
import type { Limits } from '../../shared/protocol.ts'
import type { Picture } from '../store/attachments.ts'
import type { Admission } from './admission.ts'
import { checked, isNotJson, jsonOf, textOf } from './body.ts'
import { type CallerOf, callerOf, type Doors, type Needs } from './request.ts'

/** What may stand in a path, by its name there; anything else is `not-found` before it is looked up. */
export const PATH_NAMES: Readonly<Record<string, z.ZodType<string>>> = {
  id: RoomId.describe('The room’s id, as in the address of its page.'),
  link: z.string().describe('The link’s id: SHA-256 of its secret, in base64url.'),
  attachment: Secret.describe('The picture’s id, as in its address.'),
  user: UserId.describe('The person’s user id, as in their token’s `sub`.'),
}

/** A body that is asked for, and how many bytes it may have: so many, or what a limit says. */
export interface Body<T> {
  readonly schema: z.ZodType<T>
  /** For whoever reads about it. */
  readonly example: unknown
  /** The body is the text itself; otherwise JSON. */
  readonly isText?: true
  /** The body is a file’s bytes, whatever it is called. */
  readonly isBytes?: true
  readonly bytes: number | keyof Limits
}

/** Of an answer: JSON by a schema, plain text, a picture, or none. */
export type Content = z.ZodType | 'text' | 'picture' | null
type Answering<C> =
  C extends z.ZodType<infer T>
    ? Promise<T>
    : Promise<C extends 'text' ? string : C extends 'picture' ? Picture : void>

export interface Call<Path extends string, N extends Needs, B, Q> {
  readonly request: Request
  readonly params: RouteParameters<Path>
  readonly caller: CallerOf<N>
  readonly body: B
  readonly query: Q
}

interface Declared<Path extends string, N extends Needs, B, C extends Content, Q> {
  readonly method: Method
  /** Below `/api`, as Express writes it. */
  readonly path: Path
  /** One word for it among all, in camelCase: the operation's id. */
  readonly name: string
  /** What it is for: one line, and what else is to be known. */
  readonly summary: string
  readonly description?: string
  readonly tag: 'Rooms' | 'Text' | 'Links' | 'People' | 'Trash' | 'You' | 'Operator' | 'About'
  /** A right in the room `:id`, or what has to be known of who asks. */
  readonly needs: N
  /** Counts against a limit, before the body is read. Throws `too-fast`. */
  admit?(admission: Admission, request: Request): void
  readonly body?: Body<B>
  /** What may stand behind the `?`: an object of texts. */
  readonly query?: z.ZodType<Q>
  readonly answer: { readonly status: number; readonly content: C; readonly says: string }
  /** Beside those that follow from what is declared above. */
  readonly errors?: readonly ErrorCode[]
  handle(call: Call<Path, N, B, Q>, doors: Doors): Answering<C>
}

export type Route = Declared<string, Needs, unknown, Content, unknown>

/** So that `handle` has the types of what is declared beside it; `mount` gives it what it declared. */
export const route = <const Path extends string, N extends Needs, B, C extends Content, Q>(
  declared: Declared<Path, N, B, C, Q>,
): Route => declared as unknown as Route

export function mount(router: Router, route: Route, doors: Doors): void {
  const { needs, body: asked, answer, path, method } = route
  const read = asked && reader(asked, doors.limits)
  router[method](path, async (request, response) => {
    const params = paramsOf(request)
    const caller = await callerOf(request, needs, doors)
    route.admit?.(doors.admission, request)
    const body = await read?.(request, response)
    const query = route.query && checked(route.query, request.query)
    send(response, answer, await route.handle({ request, params, caller, body, query }, doors))
  })
}

function paramsOf({ params }: Request): Record<string, string> {
  for (const [name, value] of Object.entries(params)) {
    if (!PATH_NAMES[name]?.safeParse(value).success)
      throw new WeftError('not-found', `the path has no such ${name}`)
  }
  return params as Record<string, string>
}

export const byteLimit = ({ bytes }: Body<unknown>, limits: Limits): number =>
  typeof bytes === 'number' ? bytes : limits[bytes]

function reader<T>(body: Body<T>, limits: Limits) {
  const { schema, isText, isBytes } = body
  const limit = byteLimit(body, limits)
  const parse = promisify(
    isBytes
      ? express.raw({ limit, type: () => true })
      : isText
        ? express.raw({ limit, type: isNotJson })
        : express.json({ limit }),
  )
  return async (request: Request, response: Response): Promise<T> => {
    await parse(request, response)
    if (isBytes) return checked(schema, request.body)
    return checked(schema, isText ? textOf(request) : jsonOf(request))
  }
}

function send(response: Response, { status, content }: Route['answer'], answer: unknown): void {
  response.status(status)
  if (content === null) response.end()
  else if (content === 'text') response.type('text/plain').send(answer)
  else if (content === 'picture') sendPicture(response, answer as Picture)
  else response.json(answer)
}

/** As what it was found to be and nothing else, and for whoever opens it by itself, as nothing that could run. */
function sendPicture(response: Response, { type, bytes }: Picture): void {
  response.set({
    'Cache-Control': 'private, max-age=31536000, immutable',
    'Content-Disposition': 'inline',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Content-Type': type,
    // The preview, whose frame has an origin of its own, shows it too.
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
  response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}
