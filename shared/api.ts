/**
 * API: the HTTP bodies, checked by the same schemas on both sides.
 *
 * Promises that a body which passes here is safe to use. Routes, status codes and headers are in
 * PROTOCOL.md.
 */
import { z } from 'zod'
import {
  LABEL_MAX,
  NAME_MAX,
  PASSWORD_MAX,
  ROLES,
  ROOM_ID,
  TITLE_MAX,
  USER_MAX,
} from './protocol.ts'

/** Characters of text that come in one request. */
export const TEXT_MAX = 5_000_000

/** `PUT` and `POST /api/rooms/:id/text`: the text itself, not JSON. */
export const NewText = z.string().max(TEXT_MAX)

/** 128 bits or more in base64url. */
const secret = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22,86}$/, 'must be 22 to 86 letters, digits, - or _')

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

export const Link = z.object({
  role: z.enum(ROLES),
  secret,
  /** The address to share; the secret is its fragment, which no browser sends to a server. */
  url: z.string(),
})
export type Link = z.infer<typeof Link>

/** 201 of `POST /api/rooms`; the secrets are shown here once and stored only as hashes. */
export const CreatedRoom = z.object({ room: RoomId, links: z.array(Link) })
export type CreatedRoom = z.infer<typeof CreatedRoom>

/** `POST /api/rooms/:id/token` */
export const RequestToken = z.strictObject({
  secret,
  name: line(NAME_MAX).min(1),
  /** A secret of this browser's own making: the same one is the same person, on every visit. */
  guest: secret.optional(),
  /** Of the link, if it asks for one. */
  password: z.string().max(PASSWORD_MAX).optional(),
})
export type RequestToken = z.infer<typeof RequestToken>

/** 200 of `POST /api/rooms/:id/token` */
export const GrantedToken = z.object({
  token: z.string(),
  role: z.enum(ROLES),
  user: z.object({ id: z.string(), name: z.string(), color: z.string() }),
  /** Unix time in seconds at which the token runs out. */
  expires: z.number(),
})
export type GrantedToken = z.infer<typeof GrantedToken>

/** The id of a user, as tokens have it in `sub`. */
export const UserId = z.string().min(1).max(USER_MAX)

/** `PUT /api/rooms/:id/people/:user`; a role of null removes him. */
export const ChangePerson = z.strictObject({
  name: line(NAME_MAX).min(1),
  role: z.enum(ROLES).nullable(),
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

/** `POST /api/rooms/:id/links` */
export const CreateLink = z.strictObject({
  role: z.enum(ROLES),
  label: line(LABEL_MAX).default(''),
  /** From then on it opens nothing; null: never. */
  expires: future.nullable().default(null),
  password: z.string().min(1).max(PASSWORD_MAX).optional(),
  /** Only the first person who uses it may go on to use it. */
  once: z.boolean().default(false),
})
export type CreateLink = z.infer<typeof CreateLink>

/** `PATCH /api/rooms/:id/links/:link` */
export const ChangeLink = z.strictObject({
  role: z.enum(ROLES).optional(),
  label: line(LABEL_MAX).optional(),
  expires: future.nullable().optional(),
})
export type ChangeLink = z.infer<typeof ChangeLink>

const time = z.number()

/** A link as its owner sees it. Times are Unix time in seconds. */
export const ListedLink = z.object({
  /** SHA-256 of the secret in base64url: it names the link and opens nothing. */
  id: z.string(),
  role: z.enum(ROLES),
  label: z.string(),
  created: time,
  expires: time.nullable(),
  once: z.boolean(),
  hasPassword: z.boolean(),
  revoked: time.nullable(),
  /** Who has come by it, the latest first, at most a hundred. */
  uses: z.array(z.object({ user: z.string(), name: z.string(), first: time, last: time })),
})
export type ListedLink = z.infer<typeof ListedLink>

/** 200 of `GET /api/rooms/:id/links` */
export const ListedLinks = z.object({ links: z.array(ListedLink) })
export type ListedLinks = z.infer<typeof ListedLinks>

/** 201 of `POST /api/rooms/:id/links`; the secret is shown here once. */
export const CreatedLink = ListedLink.extend({ secret, url: z.string() })
export type CreatedLink = z.infer<typeof CreatedLink>

/** The body of every answer that is not a success. */
export const Problem = z.object({
  code: z.string(),
  message: z.string(),
  /** Of a 400: the field that is wrong. */
  field: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>
