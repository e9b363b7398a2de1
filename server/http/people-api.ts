/**
 * People API: what an owner sets for single people, and for all of a room, whatever their links say.
 *
 * Promises that what is answered is on disk, and that no owner sets anything for himself: nobody shuts
 * himself out by mistake. Who is here now learns it from the room (rooms/room.ts).
 */
import express, { type Request, type RequestHandler, Router } from 'express'
import { ChangeLock, ChangePerson, type ListedPeople } from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import { USER_MAX } from '../../shared/protocol.ts'
import { checked, type Doors, granted } from './request.ts'

/** A name, and room to spare. */
const BODY_BYTES = 1024

export function peopleApi(doors: Doors): Router {
  const router = Router({ mergeParams: true })
  const body = express.json({ limit: BODY_BYTES })
  router.get('/people', list(doors))
  router.put('/people/:user', body, put(doors))
  router.delete('/people/:user', remove(doors))
  router.put('/lock', body, lock(doors))
  return router
}

function list(doors: Doors): RequestHandler {
  return async (request, response) => {
    const { room } = await granted(request, doors, 'share')
    const { isLocked, people } = await doors.documents.access(room)
    response.json({ locked: isLocked, people: [...people] } satisfies ListedPeople)
  }
}

function put(doors: Doors): RequestHandler {
  return async (request, response) => {
    const { room, user } = await another(request, doors)
    const { name, role } = checked(ChangePerson, request)
    await doors.documents.putPerson(room, user, { user, name, role })
    response.status(204).end()
  }
}

function remove(doors: Doors): RequestHandler {
  return async (request, response) => {
    const { room, user } = await another(request, doors)
    await doors.documents.putPerson(room, user, null)
    response.status(204).end()
  }
}

function lock(doors: Doors): RequestHandler {
  return async (request, response) => {
    const { room } = await granted(request, doors, 'share')
    const { locked } = checked(ChangeLock, request)
    await doors.documents.lock(room, locked)
    response.status(204).end()
  }
}

/** Whom it is about. Throws `forbidden` when that is whoever asks. */
async function another(request: Request, doors: Doors) {
  const grant = await granted(request, doors, 'share')
  const user = String(request.params.user)
  if (user === grant.user.id) throw new WeftError('forbidden', 'of oneself')
  if (user.length > USER_MAX) throw new WeftError('not-found', 'not the id of a user')
  return { room: grant.room, user }
}
