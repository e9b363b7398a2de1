/**
 * Attachments: the part of the store that keeps what belongs to a document and is no text: pictures.
 *
 * Promises that the same bytes are kept once a room, by their SHA-256, that what is read is what was
 * written, or `row-damaged`, and that they go with their room. Nothing else ever takes one away: an older
 * state of the text may show it.
 */
import { createHash } from 'node:crypto'

export interface Picture {
  /** 22 letters of base64url that nobody can guess: who knows it may see it. */
  readonly id: string
  /** Its media type. */
  readonly type: string
  readonly bytes: Uint8Array
}

export interface Attachments {
  /**
   * Answers with the id under which it is kept: that of the same bytes, when the room has them. Throws
   * `not-found` for an unknown room, `too-big` when the room would have more than `limit` bytes of them.
   */
  addAttachment(room: string, picture: Picture, limit: number): Promise<string>
  /** Null when there is none such, or no such room. */
  attachment(room: string, id: string): Promise<Picture | null>
}

/** SHA-256, in base64url. */
export const hashOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64url')
