/**
 * Protocol: the numbers on the wire, and the frames made of them.
 *
 * Promises that client and server read the same constants; PROTOCOL.md beside it is the same in prose,
 * enough to write another client. Holds no state and knows neither sockets nor documents: what a frame
 * carries stays bytes. Encodings are those of lib0 0.2 and y-protocols 1.0.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type Remark, type Say, writeRemark } from './remarks.ts'

/** The first varUint of a frame. 100 and above are Weft's own; a plain y-websocket client sees none of them unasked. */
export const MessageType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  /** `[100][varUint k]` both ways: «is all that I sent before this on disk?», answered with the same k. */
  saved: 100,
  /** `[101][varUint code]`, server to client: see {@link Storing}. */
  storing: 101,
  /** `[102][varString jwt]`, client to server: a fresh token for this open connection. */
  token: 102,
  /** `[103]`: the room's chat, see {@link ChatType} and remarks.ts. */
  chat: 103,
} as const

/** The second varUint of a sync frame (y-protocols/sync). */
export const SyncType = { step1: 0, step2: 1, update: 2 } as const

/** The second varUint of a client's chat frame. The server's hold a number of remarks there. */
export const ChatType = { open: 0, say: 1 } as const

/** What `[101]` says: of the server as a whole, or, `damaged`, of this room, which can then only be read. */
export const Storing = { normal: 0, failing: 1, damaged: 2 } as const
export type StoringCode = (typeof Storing)[keyof typeof Storing]

/** WebSocket close codes. 4400-4499 tell a client to stop for good; all others, to come back. */
export const CloseCode = {
  goingAway: 1001,
  serverRestart: 1012,
  overloaded: 1013,
  malformed: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  notFound: 4404,
  tooBig: 4413,
  roleChanged: 4503,
  tooFast: 4529,
} as const
export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode]

/** The subprotocol that the server answers with, and the prefix under which a client offers its token. */
export const SUBPROTOCOL = 'weft.v1'
export const TOKEN_SUBPROTOCOL_PREFIX = 'auth.'

export const ROOM_ID = /^[A-Za-z0-9_-]{1,64}$/

/** What the server takes and keeps; the setting LIMITS overrides them by name. A burst is what may come at once. */
export const DEFAULT_LIMITS = {
  /** Bytes of one WebSocket message of somebody who may write or comment, and of one HTTP body. */
  frameBytes: 16 * 1024 * 1024,
  /** Bytes of one WebSocket message of somebody who only reads. */
  readerFrameBytes: 256 * 1024,
  /** Bytes of a room's whole state, beyond which nothing can be added to it. */
  documentBytes: 10 * 1024 * 1024,
  /** Bytes unsent to one connection above which nothing is queued for it until it drains. */
  unsentBytes: 1024 * 1024,
  /** Bytes of updates that may wait for a store that fails. */
  waitingBytes: 32 * 1024 * 1024,
  /** Bytes of one awareness state, as JSON. */
  awarenessBytes: 4096,
  /** Messages of one connection, a second. */
  messageRate: 60,
  messageBurst: 300,
  /** Bytes of one connection, a second. */
  byteRate: 256 * 1024,
  byteBurst: 16 * 1024 * 1024,
  /** Connections in one room, of one user, and from one address. */
  roomConnections: 500,
  userConnections: 20,
  addressConnections: 200,
  /** Rooms that are open at the same time. */
  openRooms: 2000,
  /** Connections begun from one address, a second. */
  joinRate: 10,
  joinBurst: 40,
  /** Bad tokens and secrets from one address, a minute. */
  failedTokens: 30,
  /** Rooms made from one address, an hour. A folder may become as many at once. */
  createdRooms: 100,
  /** Lists and searches of rooms asked for from one address, a second. */
  listRate: 10,
  listBurst: 60,
  /** Texts changed over HTTP from one address, a minute. */
  textEdits: 60,
  /** Bytes of one picture, and of all that belong to one room. */
  attachmentBytes: 10 * 1024 * 1024,
  roomAttachmentBytes: 200 * 1024 * 1024,
} as const
export type Limits = Readonly<Record<keyof typeof DEFAULT_LIMITS, number>>

/** The names of the shared types in a room's document. */
export const CONTENT = 'content'
export const META = 'meta'
/** All that a commenter may write. */
export const COMMENTS = 'comments'

/** Characters of a title, and of a person's name. */
export const TITLE_MAX = 200
export const NAME_MAX = 40
export const LABEL_MAX = 80
export const USER_MAX = 128
export const PASSWORD_MAX = 200
/** Characters of text that come in one request. */
export const TEXT_MAX = 5_000_000

/** What has been in the trash for longer is deleted for good. */
export const TRASH_DAYS = 30

export const ROLES = ['viewer', 'commenter', 'editor', 'owner'] as const
export type Role = (typeof ROLES)[number]

/** A person, as the server stamps it into the `user` field of every awareness state. */
export interface StampedUser {
  readonly id: string
  readonly name: string
  /** `#rrggbb`. */
  readonly color: string
  readonly role: Role
}

/** Ranges that are shown of one peer beside its main one: as many as fit into its state. */
export const SELECTIONS_MAX = 15

/** A caret, or what is selected: Yjs relative positions as JSON. */
export interface CursorState {
  readonly anchor: unknown
  readonly head: unknown
}

/**
 * One peer's awareness state. `user` is the server's; the rest is the client's own. `cursor` is as
 * y-codemirror.next 0.3 writes it.
 */
export interface AwarenessState {
  readonly user?: StampedUser
  readonly cursor?: CursorState | null
  /** What is selected besides; at most SELECTIONS_MAX are looked at. */
  readonly selections?: readonly CursorState[]
  /** What is at the top of this peer's window: a relative position as JSON. */
  readonly view?: { readonly top: unknown }
  /** Asks the others to follow. */
  readonly presenting?: boolean
  /** Without it: here. */
  readonly presence?: Presence
}

/** The most present first. */
export const PRESENCES = ['here', 'idle', 'away'] as const
export type Presence = (typeof PRESENCES)[number]

/** Ten hues that hold a 3:1 contrast with both themes' paper; a person's is chosen by {@link colorOf}. */
export const PERSON_COLORS = [
  '#c2410c',
  '#b45309',
  '#4d7c0f',
  '#15803d',
  '#0f766e',
  '#0369a1',
  '#4f46e5',
  '#7e22ce',
  '#be185d',
  '#be123c',
] as const

/** The colour of the person with this id: the same everywhere, for ever (FNV-1a, 32 bit). */
export function colorOf(userId: string): string {
  let hash = 0x811c9dc5
  for (const char of userId) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  return PERSON_COLORS[(hash >>> 0) % PERSON_COLORS.length] ?? PERSON_COLORS[0]
}

function frame(...write: readonly ((encoder: encoding.Encoder) => void)[]): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const part of write) part(encoder)
  return encoding.toUint8Array(encoder)
}

const number = (value: number) => (encoder: encoding.Encoder) =>
  encoding.writeVarUint(encoder, value)
const bytes = (value: Uint8Array) => (encoder: encoding.Encoder) =>
  encoding.writeVarUint8Array(encoder, value)
const text = (value: string) => (encoder: encoding.Encoder) =>
  encoding.writeVarString(encoder, value)

export const syncFrame = (type: number, payload: Uint8Array): Uint8Array =>
  frame(number(MessageType.sync), number(type), bytes(payload))

export const awarenessFrame = (update: Uint8Array): Uint8Array =>
  frame(number(MessageType.awareness), bytes(update))

export const savedFrame = (k: number): Uint8Array => frame(number(MessageType.saved), number(k))

export const storingFrame = (code: StoringCode): Uint8Array =>
  frame(number(MessageType.storing), number(code))

export const tokenFrame = (token: string): Uint8Array =>
  frame(number(MessageType.token), text(token))

/** From then on its sender is sent the room's remarks. */
export const openChatFrame = (): Uint8Array =>
  frame(number(MessageType.chat), number(ChatType.open))

export const sayFrame = ({ key, text: words, place }: Say): Uint8Array =>
  frame(number(MessageType.chat), number(ChatType.say), text(key), text(words), text(place))

export const remarksFrame = (remarks: readonly Remark[]): Uint8Array =>
  frame(number(MessageType.chat), number(remarks.length), ...remarks.map(remarkPart))

const remarkPart = (remark: Remark) => (encoder: encoding.Encoder) => writeRemark(encoder, remark)

/** An awareness update of no entries: what keeps a plain client from hanging up after 30 s of silence. */
export const KEEP_ALIVE_FRAME: Uint8Array = awarenessFrame(Uint8Array.of(0))

/** What a client may say. Bytes inside are not looked at here. */
export type ClientMessage =
  | { readonly type: 'step1'; readonly stateVector: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array; readonly step2: boolean }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  | { readonly type: 'queryAwareness' }
  | { readonly type: 'saved'; readonly k: number }
  | { readonly type: 'token'; readonly token: string }
  | { readonly type: 'openChat' }
  | ({ readonly type: 'say' } & Say)

/** Reads the one message of a client's frame. Throws on an unknown type, a bad varint, or trailing bytes. */
export function readClientMessage(data: Uint8Array): ClientMessage {
  const decoder = decoding.createDecoder(data)
  const message = readBody(decoder, readUint(decoder))
  if (decoding.hasContent(decoder)) throw new RangeError('bytes after the message')
  return message
}

function readBody(decoder: decoding.Decoder, type: number): ClientMessage {
  switch (type) {
    case MessageType.sync:
      return readSync(decoder, readUint(decoder))
    case MessageType.awareness:
      return { type: 'awareness', update: readBytes(decoder) }
    case MessageType.queryAwareness:
      return { type: 'queryAwareness' }
    case MessageType.saved:
      return { type: 'saved', k: readUint(decoder) }
    case MessageType.token:
      return { type: 'token', token: decoding.readVarString(decoder) }
    case MessageType.chat:
      return readChat(decoder, readUint(decoder))
    default:
      throw new RangeError(`unknown message type ${type}`)
  }
}

function readSync(decoder: decoding.Decoder, type: number): ClientMessage {
  if (type === SyncType.step1) return { type: 'step1', stateVector: readBytes(decoder) }
  if (type === SyncType.step2) return { type: 'update', update: readBytes(decoder), step2: true }
  if (type === SyncType.update) return { type: 'update', update: readBytes(decoder), step2: false }
  throw new RangeError(`unknown sync type ${type}`)
}

function readChat(decoder: decoding.Decoder, type: number): ClientMessage {
  const next = () => decoding.readVarString(decoder)
  if (type === ChatType.open) return { type: 'openChat' }
  if (type === ChatType.say) return { type: 'say', key: next(), text: next(), place: next() }
  throw new RangeError(`unknown chat type ${type}`)
}

const VAR_UINT_BYTES_MAX = 8

/**
 * lib0's readVarUint takes a number of any length and answers with what is no whole number any more,
 * Infinity even, which its writeVarUint then never ends writing.
 */
export function readUint(decoder: decoding.Decoder): number {
  const start = decoder.pos
  const value = decoding.readVarUint(decoder)
  if (decoder.pos - start <= VAR_UINT_BYTES_MAX && Number.isSafeInteger(value)) return value
  throw new RangeError(`an integer of ${decoder.pos - start} bytes`)
}

/** lib0's readVarUint8Array makes a view of any length it is told: the bound is ours to check. */
function readBytes(decoder: decoding.Decoder): Uint8Array {
  const length = readUint(decoder)
  const left = decoder.arr.length - decoder.pos
  if (length > left) throw new RangeError(`${length} bytes announced, ${left} sent`)
  return decoding.readUint8Array(decoder, length)
}
