/**
 * Text API: a room's text as a whole, for programs.
 *
 * Promises that a change is on disk when it is answered, and that it takes no word that is not there yet
 * from people who type at the same time: documents/edit.ts makes of it what a person could have typed.
 */
import { NewText } from '../../shared/api.ts'
import { route } from './route.ts'

const readText = route({
  method: 'get',
  path: '/rooms/:id/text',
  name: 'readText',
  summary: 'Read the text',
  tag: 'Text',
  needs: 'read',
  answer: { status: 200, content: 'text', says: 'The text as it is now, lines ended by `\\n`.' },
  errors: ['row-damaged'],
  handle: ({ caller: { room } }, { documents }) => documents.text(room),
})

/** What both ways to write have in common. */
const WRITING = {
  path: '/rooms/:id/text',
  tag: 'Text',
  needs: 'write',
  admit: (admission, request) => admission.edit(request),
  body: { schema: NewText, bytes: 'frameBytes', isText: true, example: '# Agenda\n' },
  answer: { status: 204, content: null, says: 'It is on disk, and everyone sees it.' },
  errors: ['row-damaged'],
} as const satisfies Partial<Parameters<typeof route>[0]>

const replaceText = route({
  ...WRITING,
  method: 'put',
  name: 'replaceText',
  summary: 'Replace the text',
  description:
    'Only what differs from the text of this moment is changed, so people go on typing undisturbed. What they typed since you read the text is not in yours, and goes.',
  handle: ({ caller: { room, user }, body: text }, { documents }) =>
    documents.edit(room, user.id, { kind: 'replace', text }),
})

const appendText = route({
  ...WRITING,
  method: 'post',
  name: 'appendText',
  summary: 'Add to the text',
  description: 'At its end, on a line of its own.',
  handle: ({ caller: { room, user }, body: text }, { documents }) =>
    documents.edit(room, user.id, { kind: 'append', text }),
})

export const TEXT_ROUTES = [readText, replaceText, appendText]
