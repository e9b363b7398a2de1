/**
 * Links API: a room's share links over HTTP, for its owners.
 *
 * A link is known here by its id, which is the hash of its secret and opens nothing. Promises that what
 * is answered is on disk. Who came by a link that changes is the room's affair (rooms/room.ts), which
 * hears of it from the documents.
 */
import express, { type Request, type RequestHandler, Router } from 'express'
import {
  ChangeLink,
  type CreatedLink,
  CreateLink,
  type ListedLink,
  type ListedLinks,
} from '../../shared/api.ts'
import { newLink } from '../access/links.ts'
import type { UsedLink } from '../documents/documents.ts'
import { checked, type Doors, granted, pageOf } from './request.ts'

/** A label, a password, and room to spare. */
const BODY_BYTES = 4096

export interface LinksApiOptions extends Doors {
  readonly publicUrl: string | undefined
}

export function linksApi(options: LinksApiOptions): Router {
  const router = Router({ mergeParams: true })
  const body = express.json({ limit: BODY_BYTES })
  router.get('/', list(options))
  router.post('/', body, create(options))
  router.patch('/:link', body, change(options))
  router.delete('/:link', revoke(options))
  return router
}

function list(options: LinksApiOptions): RequestHandler {
  return async (request, response) => {
    const { room } = await granted(request, options, 'share')
    const links = await options.documents.links(room)
    response.json({ links: links.map(listed) } satisfies ListedLinks)
  }
}

function create(options: LinksApiOptions): RequestHandler {
  return async (request, response) => {
    const { room } = await granted(request, options, 'share')
    const { secret, link } = await newLink(checked(CreateLink, request))
    await options.documents.addLink(room, link)
    const url = `${pageOf(request, options.publicUrl, room)}#${secret}`
    const shown = { ...listed({ ...link, uses: [] }), secret, url }
    response.status(201).json(shown satisfies CreatedLink)
  }
}

function change(options: LinksApiOptions): RequestHandler {
  const { documents } = options
  return async (request, response) => {
    const { room } = await granted(request, options, 'share')
    const { role, label, expires } = checked(ChangeLink, request)
    const changed = await documents.changeLink(room, linkOf(request), {
      ...(role && { role }),
      ...(label !== undefined && { label }),
      ...(expires !== undefined && { expires: expires && expires * 1000 }),
    })
    response.json(listed(changed) satisfies ListedLink)
  }
}

function revoke(options: LinksApiOptions): RequestHandler {
  return async (request, response) => {
    const { room } = await granted(request, options, 'share')
    await options.documents.changeLink(room, linkOf(request), { revoked: Date.now() })
    response.status(204).end()
  }
}

const linkOf = ({ params }: Request): string => String(params.link)

function listed({ hash, role, label, once, uses, ...link }: UsedLink): ListedLink {
  return {
    id: hash,
    role,
    label,
    created: seconds(link.created),
    expires: link.expires && seconds(link.expires),
    once,
    hasPassword: link.password !== null,
    revoked: link.revoked && seconds(link.revoked),
    uses: uses.map((use) => ({ ...use, first: seconds(use.first), last: seconds(use.last) })),
  }
}

const seconds = (ms: number): number => Math.floor(ms / 1000)
