/**
 * Attachments API: pictures that belong to a document.
 *
 * An `<img>` can show no token, so whoever knows a picture's address may see it: 128 bits of chance, which
 * stand in the document's text and nowhere else. It is sent as the picture that it was found to be, and as
 * nothing that could run. In the trash it cannot be seen, and it goes with its document.
 */
import { z } from 'zod'
import { StoredAttachment } from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import { expectKept } from '../access/grant.ts'
import { randomSecret } from '../access/links.ts'
import { pictureTypeOf } from './picture.ts'
import { route } from './route.ts'

const addAttachment = route({
  method: 'post',
  path: '/rooms/:id/attachments',
  name: 'addAttachment',
  summary: 'Add a picture',
  description:
    'The body is the picture: PNG, JPEG, GIF, WebP or AVIF, whatever it is called. It is shown where the text says `![](url)`. The same picture again has the same address.',
  tag: 'Text',
  needs: 'write',
  admit: (admission, request) => admission.edit(request),
  body: {
    schema: z.custom<Uint8Array>((body) => body instanceof Uint8Array),
    bytes: 'attachmentBytes',
    isBytes: true,
    example: '@picture.png',
  },
  answer: { status: 201, content: StoredAttachment, says: 'It is on disk, and this is where.' },
  errors: ['kind-refused'],
  async handle({ caller: { room }, body: bytes }, { documents, limits }) {
    const picture = { id: randomSecret(), type: pictureTypeOf(bytes), bytes }
    const id = await documents.addAttachment(room, picture, limits.roomAttachmentBytes)
    return { id, url: `/api/rooms/${room}/attachments/${id}`, type: picture.type }
  },
})

const readAttachment = route({
  method: 'get',
  path: '/rooms/:id/attachments/:attachment',
  name: 'readAttachment',
  summary: 'See a picture',
  description: 'Without a token: whoever can read the text knows the address, and nobody else.',
  tag: 'Text',
  needs: 'anyone',
  answer: { status: 200, content: 'picture', says: 'The picture. It never changes.' },
  errors: ['trashed', 'row-damaged'],
  async handle({ params: { id: room, attachment } }, { documents }) {
    expectKept(await documents.access(room))
    const picture = await documents.attachment(room, attachment)
    if (picture) return picture
    throw new WeftError('not-found', `no such picture in room ${room}`)
  },
})

export const ATTACHMENT_ROUTES = [addAttachment, readAttachment]
