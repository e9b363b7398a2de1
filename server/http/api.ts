/**
 * API: rooms over HTTP.
 *
 * Bodies are checked by shared/api.ts, rights by access/; documents do the rest. Routes throw, and
 * problem.ts answers.
 */
import express, { type Request, Router } from 'express'
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
import { BadField } from './problem.ts'

export interface ApiOptions {
  readonly documents: Documents
  readonly tokens: Tokens
  readonly limits: Limits
  /** The address that links begin with, without a slash at its end; what the client asked for if unset. */
  readonly publicUrl: string | undefined
}

/** The id that the first text of a room made over HTTP is attributed to. */
const CREATOR = 'server'

export function api({ documents, tokens, limits, publicUrl }: ApiOptions): Router {
  const router = Router()
  router.use(express.json({ limit: limits.frameBytes }))

  router.post('/rooms', async (request, response) => {
    const { title, text } = checked(CreateRoom, request.body ?? {})
    const room = randomSecret()
    const { links, stored } = newLinks()
    await documents.create({ room, user: CREATOR, links: stored, title, text })
    const base = publicUrl ?? `${request.protocol}://${request.get('host')}`
    const answer: CreatedRoom = {
      room,
      links: links.map(({ role, secret }) => ({
        role,
        secret,
        url: `${base}/d/${room}#${secret}`,
      })),
    }
    response.status(201).json(answer)
  })

  router.post('/rooms/:id/token', async (request, response) => {
    const room = roomOf(request)
    const body = checked(RequestToken, request.body ?? {})
    const grant = await redeem(room, body, (id, hash) => documents.link(id, hash))
    const { role, user, expires } = grant
    const answer: GrantedToken = {
      token: await tokens.sign(grant),
      role,
      user: { ...user, color: colorOf(user.id) },
      expires: Math.floor(expires / 1000),
    }
    response.json(answer)
  })

  router.get('/rooms/:id/text', async (request, response) => {
    const room = roomOf(request)
    const [, token] = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '') ?? []
    authorize(await tokens.verify(token, room), 'read')
    response.type('text/plain').send(await documents.text(room))
  })

  router.use(() => {
    throw new WeftError('not-found', 'no such route')
  })
  return router
}

/** The body in its checked shape. Throws BadField with the first field that is wrong. */
function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  throw BadField.of(result.error)
}

/** A name that no room can have is refused before it is looked up. */
function roomOf(request: Request): string {
  const { id } = request.params
  if (RoomId.safeParse(id).success) return String(id)
  throw new WeftError('not-found', 'not the name of a room')
}
