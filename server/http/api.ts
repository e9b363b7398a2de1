/**
 * API: rooms over HTTP.
 *
 * Bodies are checked by shared/api.ts, rights by access/; documents do the rest. Routes throw, and
 * problem.ts answers.
 */
import express, { type RequestHandler, Router } from 'express'
import { type CreatedRoom, CreateRoom, type GrantedToken, RequestToken } from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import { colorOf, type Limits } from '../../shared/protocol.ts'
import { roleIn } from '../access/grant.ts'
import { newLinks, randomSecret, redeem } from '../access/links.ts'
import type { Tokens } from '../access/token.ts'
import type { Documents } from '../documents/documents.ts'
import type { Admission } from './admission.ts'
import { linksApi } from './links-api.ts'
import { peopleApi } from './people-api.ts'
import { checked, granted, pageOf, roomOf } from './request.ts'

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
  router.use('/rooms/:id/links', linksApi(options))
  router.use('/rooms/:id', peopleApi(options))
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
    const { title, text } = checked(CreateRoom, request)
    const room = randomSecret()
    const { links, stored } = newLinks()
    await documents.create({ room, user: CREATOR, links: stored, title, text })
    const page = pageOf(request, publicUrl, room)
    const shown = links.map(({ role, secret }) => ({ role, secret, url: `${page}#${secret}` }))
    response.status(201).json({ room, links: shown } satisfies CreatedRoom)
  }
}

function grantToken({ documents, tokens, admission }: ApiOptions): RequestHandler {
  return async (request, response) => {
    const room = roomOf(request)
    const body = checked(RequestToken, request)
    if (body.password !== undefined) admission.password(request)
    const grant = await admission.guess(request, () => redeem(room, body, documents))
    const { user, expires } = grant
    const role = roleIn(await documents.access(room), grant)
    response.json({
      token: await tokens.sign(grant),
      role,
      user: { ...user, color: colorOf(user.id) },
      expires: Math.floor(expires / 1000),
    } satisfies GrantedToken)
  }
}

function readText(options: ApiOptions): RequestHandler {
  return async (request, response) => {
    const { room } = await granted(request, options, 'read')
    response.type('text/plain').send(await options.documents.text(room))
  }
}
