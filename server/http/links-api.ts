/**
 * Links API: a room's share links over HTTP, for its owners.
 *
 * A link is known here by its id, which is the hash of its secret and opens nothing. Promises that what
 * is answered is on disk. Who came by a link that changes is the room's affair (rooms/room.ts), which
 * hears of it from the documents.
 */
import { ChangeLink, CreatedLink, CreateLink, ListedLink, ListedLinks } from '../../shared/api.ts'
import { newLink } from '../access/links.ts'
import type { UsedLink } from '../documents/documents.ts'
import { pageOf } from './place.ts'
import { route } from './route.ts'

/** A label, a password, and room to spare. */
const BODY_BYTES = 4096

const listLinks = route({
  method: 'get',
  path: '/rooms/:id/links',
  name: 'listLinks',
  summary: 'See the links',
  description: 'And who came by each.',
  tag: 'Links',
  needs: 'share',
  answer: { status: 200, content: ListedLinks, says: 'All of them, revoked ones too.' },
  async handle({ caller: { room } }, { documents }) {
    return { links: (await documents.links(room)).map(listed) }
  },
})

const createLink = route({
  method: 'post',
  path: '/rooms/:id/links',
  name: 'createLink',
  summary: 'Make a link',
  description: 'Its secret is shown this once; the server keeps only a hash.',
  tag: 'Links',
  needs: 'share',
  body: {
    schema: CreateLink,
    bytes: BODY_BYTES,
    example: { role: 'viewer', label: 'For the board' },
  },
  answer: { status: 201, content: CreatedLink, says: 'The link, with its secret and its address.' },
  async handle({ request, caller: { room }, body }, { documents, publicUrl }) {
    const { secret, link } = await newLink(body)
    await documents.addLink(room, link)
    const url = `${pageOf(request, publicUrl, room)}#${secret}`
    return { ...listed({ ...link, uses: [] }), secret, url }
  },
})

const changeLink = route({
  method: 'patch',
  path: '/rooms/:id/links/:link',
  name: 'changeLink',
  summary: 'Change a link',
  description: 'What is left out stays. Who came by it obeys the new role at once.',
  tag: 'Links',
  needs: 'share',
  body: { schema: ChangeLink, bytes: BODY_BYTES, example: { role: 'editor' } },
  answer: { status: 200, content: ListedLink, says: 'The link as it is now.' },
  errors: ['last-owner'],
  async handle({ caller: { room }, params, body: { role, label, expires } }, { documents }) {
    const changed = await documents.changeLink(room, params.link, {
      ...(role && { role }),
      ...(label !== undefined && { label }),
      ...(expires !== undefined && { expires: expires && expires * 1000 }),
    })
    return listed(changed)
  },
})

const revokeLink = route({
  method: 'delete',
  path: '/rooms/:id/links/:link',
  name: 'revokeLink',
  summary: 'Take a link back',
  description: 'It opens nothing any more, and who came by it is out at once. That is for good.',
  tag: 'Links',
  needs: 'share',
  answer: { status: 204, content: null, says: 'It is revoked.' },
  errors: ['last-owner'],
  async handle({ caller: { room }, params }, { documents }) {
    await documents.changeLink(room, params.link, { revoked: Date.now() })
  },
})

export const LINK_ROUTES = [listLinks, createLink, changeLink, revokeLink]

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
