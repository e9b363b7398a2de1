/**
 * People API: what an owner sets for single people, and for all of a room, whatever their links say.
 *
 * Promises that what is answered is on disk, and that no owner sets anything for himself: nobody shuts
 * himself out by mistake. Who is here now learns it from the room (rooms/room.ts).
 */
import { ChangeLock, ChangePerson, ListedPeople } from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import type { Grant } from '../access/grant.ts'
import { route } from './route.ts'

/** A name, and room to spare. */
const BODY_BYTES = 1024

const listPeople = route({
  method: 'get',
  path: '/rooms/:id/people',
  name: 'listPeople',
  summary: 'See what is set for single people',
  description: 'Whoever is not listed may do what their link says. A role of null: removed.',
  tag: 'People',
  needs: 'share',
  answer: { status: 200, content: ListedPeople, says: 'Their roles, and whether it is locked.' },
  async handle({ caller: { room } }, { documents }) {
    const { isLocked, people } = await documents.access(room)
    return { locked: isLocked, people: [...people] }
  },
})

const putPerson = route({
  method: 'put',
  path: '/rooms/:id/people/:user',
  name: 'putPerson',
  summary: 'Set what a person may do',
  description: 'Whatever their link says, from now on, at once. A role of null removes them.',
  tag: 'People',
  needs: 'share',
  body: { schema: ChangePerson, bytes: BODY_BYTES, example: { name: 'Ben', role: 'viewer' } },
  answer: { status: 204, content: null, says: 'It holds.' },
  async handle({ caller, params: { user }, body: { name, role } }, { documents }) {
    expectAnother(caller, user)
    await documents.putPerson(caller.room, user, { user, name, role })
  },
})

const forgetPerson = route({
  method: 'delete',
  path: '/rooms/:id/people/:user',
  name: 'forgetPerson',
  summary: 'Undo what is set for a person',
  description: 'Their link’s role holds again.',
  tag: 'People',
  needs: 'share',
  answer: { status: 204, content: null, says: 'Nothing is set for them.' },
  async handle({ caller, params: { user } }, { documents }) {
    expectAnother(caller, user)
    await documents.putPerson(caller.room, user, null)
  },
})

const lockRoom = route({
  method: 'put',
  path: '/rooms/:id/lock',
  name: 'lockRoom',
  summary: 'Lock a document, or unlock it',
  description: 'While it is locked only owners write.',
  tag: 'People',
  needs: 'share',
  body: { schema: ChangeLock, bytes: BODY_BYTES, example: { locked: true } },
  answer: { status: 204, content: null, says: 'It is as asked.' },
  handle: ({ caller: { room }, body: { locked } }, { documents }) => documents.lock(room, locked),
})

export const PEOPLE_ROUTES = [listPeople, putPerson, forgetPerson, lockRoom]

function expectAnother({ user }: Grant, id: string): void {
  if (id === user.id) throw new WeftError('forbidden', 'of oneself')
}
