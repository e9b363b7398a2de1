/**
 * API: all that is answered under `/api`, and the routes of rooms among it.
 *
 * A route says what it needs and answers (route.ts); documents do the rest.
 */
import { Router } from 'express'
import { z } from 'zod'
import { CreatedRoom, CreateRoom, GrantedToken, RequestToken } from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import type { OpenApi } from '../../shared/openapi.ts'
import { colorOf, type Limits } from '../../shared/protocol.ts'
import { expectKept, roleIn, type User } from '../access/grant.ts'
import { guestId, newLinks, passesOf, randomSecret, redeem } from '../access/links.ts'
import type { Documents } from '../documents/documents.ts'
import type { Link } from '../store/store.ts'
import { ATTACHMENT_ROUTES } from './attachments-api.ts'
import { identityOf, personIn } from './identity.ts'
import { KEPT_ROUTES } from './kept-api.ts'
import { LINK_ROUTES } from './links-api.ts'
import { ME_ROUTES } from './me-api.ts'
import { openApi } from './openapi.ts'
import { OPERATOR_ROUTES } from './operator-api.ts'
import { PEOPLE_ROUTES } from './people-api.ts'
import { pageOf } from './place.ts'
import type { Doors } from './request.ts'
import { mount, type Route, route } from './route.ts'
import { TEXT_ROUTES } from './text-api.ts'

/** A secret, a name and a guest's secret, with room to spare. */
const TOKEN_REQUEST_BYTES = 4096

/** The id that the first text of a room is attributed to when nobody says who made it. */
const CREATOR = 'server'

const createRoom = route({
  method: 'post',
  path: '/rooms',
  name: 'createRoom',
  summary: 'Make a document',
  description:
    'With a first title and text, if you like. Its links are shown this once: keep them.',
  tag: 'Rooms',
  needs: 'maker',
  admit: (admission, request) => admission.create(request),
  body: {
    schema: CreateRoom,
    bytes: 'frameBytes',
    example: { title: 'Agenda', text: '# Monday\n' },
  },
  answer: { status: 201, content: CreatedRoom, says: 'It is there, and this is how to open it.' },
  async handle({ request, body: { title, text } }, doors) {
    const { documents, publicUrl } = doors
    const room = randomSecret()
    const { links, stored } = newLinks()
    const maker = await identityOf(request, doors)
    await documents.create({ room, user: maker?.id ?? CREATOR, links: stored, title, text })
    if (maker) await noteMaker(room, maker, stored, documents)
    const page = pageOf(request, publicUrl, room)
    const shown = links.map(({ role, secret }) => ({ role, secret, url: `${page}#${secret}` }))
    return { room, links: shown }
  },
})

/** As if he had come by the owner's link: it is in his list from now on. */
async function noteMaker(
  room: string,
  { id, name }: User,
  links: readonly Link[],
  documents: Documents,
): Promise<void> {
  const [first, last] = [Date.now(), Date.now()]
  const own = links.find(({ role }) => role === 'owner')
  if (own) await documents.useLink(room, own.hash, { user: id, name, first, last })
}

const grantToken = route({
  method: 'post',
  path: '/rooms/:id/token',
  name: 'grantToken',
  summary: 'Get a token, for the secret of a link',
  description:
    'It opens this one document for 15 minutes, here and at `/ws/{id}`. Who has come by a link before needs no secret.',
  tag: 'Rooms',
  needs: 'anyone',
  body: {
    schema: RequestToken,
    bytes: TOKEN_REQUEST_BYTES,
    example: { secret: 'ZC9sNbjnVPvVUk6PWKvXQQ', name: 'A script' },
  },
  answer: { status: 200, content: GrantedToken, says: 'The token, and what it allows now.' },
  errors: [
    'link-revoked',
    'link-expired',
    'link-used',
    'password-needed',
    'password-wrong',
    'removed',
    'trashed',
    'too-fast',
  ],
  async handle({ request, params, body }, doors) {
    const { documents, tokens, admission } = doors
    const room = params.id
    if (body.password !== undefined) admission.password(request)
    const person = await personIn(request, doors)
    // First: what he holds unsent as the guest must be his when he sends it.
    if (person && body.guest !== undefined) await documents.claim(guestId(body.guest), person.id)
    const grant = await admission.guess(request, () => redeem(room, body, documents, person))
    const { user, expires } = grant
    const access = await documents.access(room)
    const role = roleIn(access, grant)
    // An owner's token is good for taking it out of the trash again.
    if (role !== 'owner') expectKept(access)
    return {
      token: await tokens.sign(grant),
      role,
      user: { ...user, color: colorOf(user.id) },
      expires: Math.floor(expires / 1000),
      passes: await passesOf(room, body.secret, documents),
      edition: access.created.toString(36),
    }
  },
})

const describeApi = (document: () => OpenApi) =>
  route({
    method: 'get',
    path: '/openapi.json',
    name: 'describeApi',
    summary: 'Read this as OpenAPI 3.1',
    description: 'For programs that write clients. People read the page at `/api`.',
    tag: 'About',
    needs: 'anyone',
    answer: { status: 200, content: z.looseObject({}), says: 'All requests, described.' },
    handle: async () => ({ ...document() }),
  })

/** All of them; what describes them is written once, when somebody asks for it. */
export function allRoutes(limits: Limits): readonly Route[] {
  let document: OpenApi | undefined
  const described = describeApi(() => {
    document ??= openApi(routes, limits)
    return document
  })
  const routes = [
    createRoom,
    grantToken,
    ...KEPT_ROUTES,
    ...TEXT_ROUTES,
    ...ATTACHMENT_ROUTES,
    ...LINK_ROUTES,
    ...PEOPLE_ROUTES,
    ...ME_ROUTES,
    ...OPERATOR_ROUTES,
    described,
  ]
  return routes
}

export function api(doors: Doors): Router {
  const router = Router()
  // Tokens, links, lists: nothing of it is for a cache.
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  for (const each of allRoutes(doors.limits)) mount(router, each, doors)
  router.use(({ path }, _response, next) => {
    // The page that describes all this is the client's.
    if (path === '/') return next()
    throw new WeftError('not-found', 'no such route')
  })
  return router
}
