/**
 * Me API: who the server takes a browser for, and what of a guest becomes a person's.
 */
import { ClaimGuest, Me } from '../../shared/api.ts'
import { guestId } from '../access/links.ts'
import { mayCreate, personIn } from './identity.ts'
import { route } from './route.ts'

/** A secret, and room to spare. */
const BODY_BYTES = 1024

const tellMe = route({
  method: 'get',
  path: '/me',
  name: 'tellMe',
  summary: 'See who you are here',
  description: 'And what you can do apart from any document.',
  tag: 'You',
  needs: 'anyone',
  answer: { status: 200, content: Me, says: 'Who has signed in with this browser, if anybody.' },
  handle: async ({ request }, doors) => ({
    user: await personIn(request, doors),
    signIn: doors.sessions !== null,
    mayCreate: await mayCreate(request, doors),
  }),
})

const claimGuest = route({
  method: 'post',
  path: '/me/claim',
  name: 'claimGuest',
  summary: 'Take over what you did as a guest',
  description: 'Documents, rights, and what is still to come in the guest’s name are yours then.',
  tag: 'You',
  needs: 'person',
  body: {
    schema: ClaimGuest,
    bytes: BODY_BYTES,
    example: { guest: 'ZC9sNbjnVPvVUk6PWKvXQQ' },
  },
  answer: { status: 204, content: null, says: 'It is yours.' },
  handle: ({ caller, body: { guest } }, { documents }) =>
    documents.claim(guestId(guest), caller.id),
})

export const ME_ROUTES = [tellMe, claimGuest]
