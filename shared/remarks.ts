/**
 * Remarks: what people say to each other in a room's chat, and how it goes on the wire.
 *
 * Promises that both ends agree on what a remark may hold: plain text, of a bounded length, in which no
 * character hides or turns another. Who said it, and when, is the server's word. Frames are
 * protocol.ts's.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** Characters (UTF-16 units). */
export const REMARK_MAX = 2_000
export const PLACE_MAX = 512
/** What its author made up for it, so that sent twice it is still one. */
export const REMARK_KEY = /^[A-Za-z0-9_-]{16,32}$/
/** As many are shown to whoever opens the chat. */
export const REMARKS_SHOWN = 200

/** What somebody wants to say. */
export interface Say {
  readonly key: string
  /** Plain text; lines end with `\n`. */
  readonly text: string
  /** A Yjs relative position in the text as JSON, '' for none. Only clients look into it. */
  readonly place: string
}

/** What was said, as the server has it on disk. */
export interface Remark extends Say {
  /** Rises from remark to remark of a room. */
  readonly seq: number
  /** Milliseconds since 1970, by the server's clock. */
  readonly time: number
  /** The id and the name of whoever said it, then. */
  readonly user: string
  readonly name: string
}

/** Control characters but line ends, separators of lines, and what turns the direction of others. */
const UNFIT = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu

/** Text made fit to be a remark, cut to its length; '' when nothing is left. */
export function cleanRemark(text: string): string {
  const plain = text.replace(/\r\n?/g, '\n').replaceAll('\t', ' ').replace(UNFIT, '').trim()
  // Never half of a character outside the basic plane.
  return plain
    .slice(0, REMARK_MAX)
    .replace(/[\ud800-\udbff]$/, '')
    .trim()
}

/** Whether a client made it as it should have. */
export function isFit({ key, text, place }: Say): boolean {
  const isText = text !== '' && cleanRemark(text) === text
  return isText && REMARK_KEY.test(key) && place.length <= PLACE_MAX && !/\p{Cc}/u.test(place)
}

export function writeRemark(encoder: encoding.Encoder, remark: Remark): void {
  for (const number of [remark.seq, remark.time]) encoding.writeVarUint(encoder, number)
  const { user, name, key, text, place } = remark
  for (const each of [user, name, key, text, place]) encoding.writeVarString(encoder, each)
}

/** Of a server's frame: `varUint(n) • n × remark`. Throws when it is something else. */
export function readRemarks(decoder: decoding.Decoder): Remark[] {
  const text = () => decoding.readVarString(decoder)
  const number = () => decoding.readVarUint(decoder)
  return Array.from({ length: number() }, () => ({
    ...{ seq: number(), time: number(), user: text(), name: text() },
    ...{ key: text(), text: text(), place: text() },
  }))
}
