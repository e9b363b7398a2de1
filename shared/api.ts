/**
 * API: the HTTP bodies, checked by the same schemas on both sides.
 *
 * Promises that a body which passes here is safe to use. Routes, status codes and headers are in
 * PROTOCOL.md.
 */
import { z } from 'zod'
import { NAME_MAX, ROLES, ROOM_ID, TITLE_MAX } from './protocol.ts'

/** Characters of text that a new room may start with. */
export const TEXT_MAX = 5_000_000

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

/** The body of every answer that is not a success. */
export const Problem = z.object({
  code: z.string(),
  message: z.string(),
  /** Of a 400: the field that is wrong. */
  field: z.string().optional(),
})
export type Problem = z.infer<typeof Problem>
