/**
 * Kept API: the rooms that somebody comes back to: his list, and what becomes of one as a whole.
 *
 * A list is of a person, apart from any room; the operator's own scripts see all rooms. Promises that what
 * is answered is on disk. Who is in a room that goes learns it from the room (rooms/room.ts).
 */
import { ChangeMark, ChangeRoom, ListedRooms, ListRooms } from '../../shared/api.ts'
import { HIT, HIT_END, type ListedRoom } from '../store/catalog.ts'
import { isAdmin } from './request.ts'
import { route } from './route.ts'

/** A title, and room to spare. */
const BODY_BYTES = 4096

const listRooms = route({
  method: 'get',
  path: '/rooms',
  name: 'listRooms',
  summary: 'See your documents, and search them',
  description:
    'Those that you have come to by a link which still opens them. Pinned ones first, then by their last change; with a search, the best first.',
  tag: 'Rooms',
  needs: 'somebody',
  admit: (admission, request) => admission.list(request),
  query: ListRooms,
  answer: { status: 200, content: ListedRooms, says: 'A page of the list.' },
  async handle({ caller, query }, { documents }) {
    const { search: words, trash: isTrash, limit, offset } = query
    const whom = isAdmin(caller) ? null : caller.id
    const rooms = await documents.rooms(whom, { words, isTrash, limit: limit + 1, offset })
    return { rooms: rooms.slice(0, limit).map(listed), more: rooms.length > limit }
  },
})

const markRoom = route({
  method: 'patch',
  path: '/rooms/:id/mark',
  name: 'markRoom',
  summary: 'Pin a document in your list, or hide it',
  description: 'Nobody else’s list changes. A hidden one is back when you open it again.',
  tag: 'Rooms',
  needs: 'somebody',
  body: { schema: ChangeMark, bytes: BODY_BYTES, example: { pinned: true } },
  answer: { status: 204, content: null, says: 'It is as asked.' },
  async handle({ caller, params: { id }, body: { pinned, hidden } }, { documents }) {
    await documents.mark(id, caller.id, {
      ...(pinned !== undefined && { isPinned: pinned }),
      ...(hidden !== undefined && { isHidden: hidden }),
    })
  },
})

const renameRoom = route({
  method: 'patch',
  path: '/rooms/:id',
  name: 'renameRoom',
  summary: 'Change the title',
  tag: 'Rooms',
  needs: 'write',
  admit: (admission, request) => admission.edit(request),
  body: { schema: ChangeRoom, bytes: 'frameBytes', example: { title: 'Agenda' } },
  answer: { status: 204, content: null, says: 'It is on disk, and everyone sees it.' },
  errors: ['row-damaged'],
  handle: ({ caller: { room, user }, body: { title } }, { documents }) =>
    documents.edit(room, user.id, { kind: 'title', text: title }),
})

const trashRoom = route({
  method: 'put',
  path: '/rooms/:id/trash',
  name: 'trashRoom',
  summary: 'Put a document into the trash',
  description:
    'Everybody in it is sent away, and nobody comes in. After 30 days it is deleted for good.',
  tag: 'Trash',
  needs: 'discard',
  answer: { status: 204, content: null, says: 'It is in the trash.' },
  handle: ({ caller: { room } }, { documents }) => documents.trash(room, true),
})

const restoreRoom = route({
  method: 'delete',
  path: '/rooms/:id/trash',
  name: 'restoreRoom',
  summary: 'Take a document out of the trash',
  description: 'Its links open it again.',
  tag: 'Trash',
  needs: 'discard',
  answer: { status: 204, content: null, says: 'It is out of the trash.' },
  handle: ({ caller: { room } }, { documents }) => documents.trash(room, false),
})

const deleteRoom = route({
  method: 'delete',
  path: '/rooms/:id',
  name: 'deleteRoom',
  summary: 'Delete a document for good',
  description: 'Text, history, links: nothing of it is left, and nobody can bring it back.',
  tag: 'Trash',
  needs: 'discard',
  answer: { status: 204, content: null, says: 'It is gone.' },
  handle: ({ caller: { room } }, { documents }) => documents.deleteRoom(room),
})

export const KEPT_ROUTES = [listRooms, renameRoom, markRoom, trashRoom, restoreRoom, deleteRoom]

function listed({ room: id, isLocked, isPinned, people, excerpt, ...room }: ListedRoom) {
  return {
    id,
    title: room.title,
    created: seconds(room.created),
    edited: seconds(room.edited),
    trashed: room.trashed === null ? null : seconds(room.trashed),
    role: room.role,
    locked: isLocked,
    pinned: isPinned,
    people: [...people],
    excerpt: partsOf(excerpt),
  }
}

/** What was found, apart from what stands around it. */
function partsOf(excerpt: string) {
  const [before = '', ...pieces] = excerpt.split(HIT)
  const parts = pieces.flatMap((piece) => {
    const [hit = '', after = ''] = piece.split(HIT_END)
    return [
      { text: hit, hit: true },
      { text: after, hit: false },
    ]
  })
  return [{ text: before, hit: false }, ...parts].filter(({ text }) => text !== '')
}

const seconds = (ms: number): number => Math.floor(ms / 1000)
