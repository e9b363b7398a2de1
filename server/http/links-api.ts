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
import { checked, type Doors, granted, pageOf, roomOf } from './request.ts'

/** A label, a password, and room to spare. */
const BODY_BYTES = 4096

export interface LinksApiOptions extends Doors {
  readonly publicUrl: string | undefined
}

export function linksApi(options: LinksApiOptions): Router {
  const router = Router({ mergeParams: true })
  const body = express.json({ limit: BODY_BYTES })
  const owners: RequestHandler = async (request, _response, next) => {
    await granted(request, options, 'share')
    next()
  }
  router.use(owners)
  router.get('/', list(options))
  router.post('/', body, create(options))
  router.patch('/:link', body, change(options))
  router.delete('/:link', revoke(options))
  return router
}

function list({ documents }: LinksApiOptions): RequestHandler {
  return async (request, response) => {
    const links = await documents.links(roomOf(request))
    response.json({ links: links.map(listed) } satisfies ListedLinks)
  }
}

function create({ documents, publicUrl }: LinksApiOptions): RequestHandler {
  return async (request, response) => {
    const room = roomOf(request)
    const { secret, link } = await newLink(checked(CreateLink, request))
    await documents.addLink(room, link)
    const url = `${pageOf(request, publicUrl, room)}#${secret}`
    const shown = { ...listed({ ...link, uses: [] }), secret, url }
    response.status(201).json(shown satisfies CreatedLink)
  }
}

function change({ documents }: LinksApiOptions): RequestHandler {
  return async (request, response) => {
    const { role, label, expires } = checked(ChangeLink, request)
    const [room, hash] = [roomOf(request), linkOf(request)]
    await documents.changeLink(room, hash, {
      ...(role && { role }),
      ...(label !== undefined && { label }),
      ...(expires !== undefined && { expires: expires && expires * 1000 }),
    })
    const links = await documents.links(room)
    const changed = links.find((link) => link.hash === hash)
    response.json(changed && listed(changed))
  }
}

function revoke({ documents }: LinksApiOptions): RequestHandler {
  return async (request, response) => {
    await documents.changeLink(roomOf(request), linkOf(request), { revoked: Date.now() })
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
