/**
 * API: rooms over HTTP.
 *
 * Bodies are checked by shared/api.ts, rights by access/; documents do the rest. Routes throw, and
 * problem.ts answers.
 */
import express, { type Request, type RequestHandler, Router } from 'express'
import type { z } from 'zod'
import {
  type CreatedRoom,
  CreateRoom,
  type GrantedToken,
  RequestToken,
  RoomId,
} from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import { colorOf, type Limits } from '../../shared/protocol.ts'
import { authorize } from '../access/grant.ts'
import { newLinks, randomSecret, redeem } from '../access/links.ts'
import type { Tokens } from '../access/token.ts'
import type { Documents } from '../documents/documents.ts'
import type { Admission } from './admission.ts'
import { BadField } from './problem.ts'

export interface ApiOptions {
  readonly documents: Documents
  readonly tokens: Tokens
  readonly limits: Limits
  readonly admission: Admission
  /** The address that links begin with, without a slash at its end; what the client asked for if unset. */
  readonly publicUrl: string | undefined
}

/** A secret, a name and a guest's secret, with room to spare. */
const TOKEN_REQUEST_BYTES = 4096

/** The id that the first text of a room made over HTTP is attributed to. */
const CREATOR = 'server'

export function api(options: ApiOptions): Router {
  const router = Router()
  const { limits } = options
  const body = express.json({ limit: limits.frameBytes })
  router.post('/rooms', admitCreation(options), body, createRoom(options))
  router.post('/rooms/:id/token', express.json({ limit: TOKEN_REQUEST_BYTES }), grantToken(options))
  router.get('/rooms/:id/text', readText(options))
  router.use(() => {
    throw new WeftError('not-found', 'no such route')
  })
  return router
}

/** Before the body is read, which may be large. */
function admitCreation({ admission }: ApiOptions): RequestHandler {
  return (request, _response, next) => {
    admission.create(request)
    next()
  }
}

function createRoom({ documents, publicUrl }: ApiOptions): RequestHandler {
  return async (request, response) => {
    const { title, text } = checked(CreateRoom, bodyOf(request))
    const room = randomSecret()
    const { links, stored } = newLinks()
    await documents.create({ room, user: CREATOR, links: stored, title, text })
    const page = `${publicUrl ?? `${request.protocol}://${request.get('host')}`}/d/${room}`
    const shown = links.map(({ role, secret }) => ({ role, secret, url: `${page}#${secret}` }))
    response.status(201).json({ room, links: shown } satisfies CreatedRoom)
  }
}

function grantToken({ documents, tokens, admission }: ApiOptions): RequestHandler {
  return async (request, response) => {
    const room = roomOf(request)
    const body = checked(RequestToken, bodyOf(request))
    const find = (id: string, hash: string) => documents.link(id, hash)
    const grant = await admission.guess(request, () => redeem(room, body, find))
    const { role, user, expires } = grant
    response.json({
      token: await tokens.sign(grant),
      role,
      user: { ...user, color: colorOf(user.id) },
      expires: Math.floor(expires / 1000),
    } satisfies GrantedToken)
  }
}

function readText({ documents, tokens, admission }: ApiOptions): RequestHandler {
  return async (request, response) => {
    const room = roomOf(request)
    const [, token] = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '') ?? []
    authorize(await admission.guess(request, () => tokens.verify(token, room)), 'read')
    response.type('text/plain').send(await documents.text(room))
  }
}

/** The body in its checked shape. Throws BadField with the first field that is wrong. */
function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body)
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
function roomOf(request: Request): string {
  const { id } = request.params
  if (RoomId.safeParse(id).success) return String(id)
  throw new WeftError('not-found', 'not the name of a room')
}
