/**
 * API: the HTTP bodies, checked by the same schemas on both sides.
 *
 * Promises that a body which passes here is safe to use. What each field is, it says itself: the page at
 * `/api` shows these words. Its name there is the name that it is exported by.
 */
import { z } from 'zod'
import {
  LABEL_MAX,
  NAME_MAX,
  PASSWORD_MAX,
  ROLES,
  ROOM_ID,
  TEXT_MAX,
  TITLE_MAX,
  USER_MAX,
} from './protocol.ts'

/** Characters of what is searched for. */
const SEARCH_MAX = 200

/** `PUT` and `POST /api/rooms/:id/text`: the text itself, not JSON. */
export const NewText = z.string().max(TEXT_MAX).describe('UTF-8, whatever the line ends.')

/** 128 bits or more in base64url. */
export const Secret = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22,86}$/, 'must be 22 to 86 letters, digits, - or _')
  .describe('The secret of a link: what stands behind the # of its address.')

/** One line, no control or bidirectional-override characters, which could dress one name as another. */
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u, 'must be one line of plain text')

export const RoomId = z.string().regex(ROOM_ID, 'must be 1 to 64 letters, digits, - or _')

/** `POST /api/rooms` */
export const CreateRoom = z.strictObject({
  title: line(TITLE_MAX).optional(),
  text: z.string().max(TEXT_MAX).optional(),
})
export type CreateRoom = z.infer<typeof CreateRoom>

const url = z
  .string()
  .describe('The address to share. The secret is its fragment, which no browser sends to a server.')

export const Link = z.object({
  role: z.enum(ROLES),
  secret: Secret,
  url,
})
export type Link = z.infer<typeof Link>

/** 201 of `POST /api/rooms`; the secrets are shown here once and stored only as hashes. */
export const CreatedRoom = z.object({ room: RoomId, links: z.array(Link) })
export type CreatedRoom = z.infer<typeof CreatedRoom>

/** `POST /api/rooms/:id/token` */
export const RequestToken = z.strictObject({
  secret: Secret.optional().describe(
    'Of a link. Who has come by one before, as the same guest, needs none.',
  ),
  name: line(NAME_MAX).min(1),
  guest: Secret.optional().describe(
    'A secret of your own making: whoever shows the same one is the same person.',
  ),
  password: z.string().max(PASSWORD_MAX).optional().describe('Of the link, if it asks for one.'),
})
export type RequestToken = z.infer<typeof RequestToken>

/** 200 of `POST /api/rooms/:id/token` */
export const GrantedToken = z.object({
  token: z.string(),
  role: z.enum(ROLES),
  user: z.object({ id: z.string(), name: z.string(), color: z.string() }),
  expires: z.number().describe('When the token runs out, in seconds since 1970.'),
  passes: z
    .array(z.object({ role: z.enum(ROLES), secret: Secret }))
    .describe('The links that the secret gives away: its own, and those below it that are open.'),
  edition: z
    .string()
    .describe(
      'Another than before: another document has this name now, made anew. What was kept of the old one must not be merged into it.',
    ),
})
export type GrantedToken = z.infer<typeof GrantedToken>

/** The id of a user, as tokens have it in `sub`. */
export const UserId = z.string().min(1).max(USER_MAX)

/** `PUT /api/rooms/:id/people/:user` */
export const ChangePerson = z.strictObject({
  name: line(NAME_MAX).min(1),
  role: z.enum(ROLES).nullable().describe('null: removed.'),
})
export type ChangePerson = z.infer<typeof ChangePerson>

/** 200 of `GET /api/rooms/:id/people` */
export const ListedPeople = z.object({
  locked: z.boolean(),
  people: z.array(z.object({ user: UserId, name: z.string(), role: z.enum(ROLES).nullable() })),
})
export type ListedPeople = z.infer<typeof ListedPeople>

/** `PUT /api/rooms/:id/lock` */
export const ChangeLock = z.strictObject({ locked: z.boolean() })
export type ChangeLock = z.infer<typeof ChangeLock>

/** Unix time in seconds, in the time to come. */
const future = z
  .int()
  .max(8.64e12, 'is too far away')
  .refine((time) => time * 1000 > Date.now(), 'must not be in the past')

const UNTIL = 'When it stops to open anything, in seconds since 1970; null: never.'

/** `POST /api/rooms/:id/links` */
export const CreateLink = z.strictObject({
  role: z.enum(ROLES),
  label: line(LABEL_MAX).default(''),
  expires: future.nullable().default(null).describe(UNTIL),
  password: z.string().min(1).max(PASSWORD_MAX).optional(),
  once: z
    .boolean()
    .default(false)
    .describe('Only the first person who uses it may go on to use it.'),
})
export type CreateLink = z.infer<typeof CreateLink>

/** `PATCH /api/rooms/:id/links/:link` */
export const ChangeLink = z.strictObject({
  role: z.enum(ROLES).optional(),
  label: line(LABEL_MAX).optional(),
  expires: future.nullable().optional().describe(UNTIL),
})
export type ChangeLink = z.infer<typeof ChangeLink>

const time = z.number().describe('In seconds since 1970.')

/** A link as its owner sees it. */
export const ListedLink = z.object({
  id: z
    .string()
    .describe('SHA-256 of the secret in base64url: it names the link and opens nothing.'),
  role: z.enum(ROLES),
  label: z.string(),
  created: time,
  expires: time.nullable().describe(UNTIL),
  once: z.boolean(),
  hasPassword: z.boolean(),
  revoked: time.nullable().describe('When it was taken back, in seconds since 1970.'),
  uses: z
    .array(z.object({ user: z.string(), name: z.string(), first: time, last: time }))
    .describe('Who has come by it, the latest first, at most a hundred.'),
})
export type ListedLink = z.infer<typeof ListedLink>

/** 200 of `GET /api/rooms/:id/links` */
export const ListedLinks = z.object({ links: z.array(ListedLink) })
export type ListedLinks = z.infer<typeof ListedLinks>

/** 201 of `POST /api/rooms/:id/links`; the secret is shown here once. */
export const CreatedLink = ListedLink.extend({ secret: Secret, url })
export type CreatedLink = z.infer<typeof CreatedLink>

/** `GET /api/rooms` */
export const ListRooms = z.strictObject({
  search: z
    .string()
    .max(SEARCH_MAX)
    .default('')
    .describe('Each of its words begins a word of the title or the text.'),
  trash: z
    .stringbool({ truthy: ['true'], falsy: ['false'] })
    .default(false)
    .describe('Those in the trash, which only their owners see.'),
  limit: z.coerce.number().int().min(1).max(100).default(50).describe('So many of them.'),
  offset: z.coerce.number().int().min(0).max(1_000_000).default(0).describe('Those after so many.'),
})
export type ListRooms = z.infer<typeof ListRooms>

/** A document in somebody's list. Times are Unix time in seconds. */
export const ListedRoom = z.object({
  id: RoomId,
  title: z.string(),
  created: time,
  edited: time,
  trashed: time.nullable(),
  role: z.enum(ROLES),
  locked: z.boolean(),
  pinned: z.boolean(),
  people: z
    .array(z.object({ user: UserId, name: z.string() }))
    .describe('Who else came to it last, at most five; nobody is named to who may not write.'),
  excerpt: z
    .array(z.object({ text: z.string(), hit: z.boolean() }))
    .describe('Of a search: where in the text the words are.'),
})
export type ListedRoom = z.infer<typeof ListedRoom>

/** 200 of `GET /api/rooms` */
export const ListedRooms = z.object({ rooms: z.array(ListedRoom), more: z.boolean() })
export type ListedRooms = z.infer<typeof ListedRooms>

/** `PATCH /api/rooms/:id` */
export const ChangeRoom = z.strictObject({ title: line(TITLE_MAX) })
export type ChangeRoom = z.infer<typeof ChangeRoom>

/** `PATCH /api/rooms/:id/mark` */
export const ChangeMark = z.strictObject({
  pinned: z.boolean().optional(),
  hidden: z.boolean().optional(),
})
export type ChangeMark = z.infer<typeof ChangeMark>

/** 201 of `POST /api/rooms/:id/attachments` */
export const StoredAttachment = z.object({
  id: z.string().describe('Nobody can guess it.'),
  url: z.string().describe('For the text, as `![](url)`: a path of this server.'),
  type: z.string().describe('Its media type.'),
})
export type StoredAttachment = z.infer<typeof StoredAttachment>

/** 200 of `GET /api/me` */
export const Me = z.object({
  user: z.object({ id: UserId, name: z.string() }).nullable().describe('Who has signed in.'),
  signIn: z.boolean().describe('Whether one can.'),
  mayCreate: z.boolean().describe('Whether whoever asks may make a document.'),
})
export type Me = z.infer<typeof Me>

/** `POST /api/me/claim` */
export const ClaimGuest = z.strictObject({ guest: Secret })
export type ClaimGuest = z.infer<typeof ClaimGuest>

/** 200 of `POST /api/operator-token` */
export const OperatorToken = z.object({ token: z.string() })
export type OperatorToken = z.infer<typeof OperatorToken>

/** `POST /auth/sign-out`. Nothing, and yet JSON: no form of another page can send that. */
export const SignOut = z.strictObject({})

/** 200 of `POST /auth/sign-out`: where one signs out of the provider, too. */
export const SignedOut = z.object({ url: z.string().nullable() })
export type SignedOut = z.infer<typeof SignedOut>

/** The body of every answer that is not a success. */
export const Problem = z.object({
  code: z.string().describe('For programs: one of those that the request lists.'),
  message: z.string().describe('For people.'),
  field: z.string().optional().describe('Of a 400: the field that is wrong.'),
})
export type Problem = z.infer<typeof Problem>
