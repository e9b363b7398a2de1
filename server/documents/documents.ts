/**
 * Documents: the border between those who move bytes and the one who understands them.
 *
 * Everything that decodes document content, and everything durable, lies behind this interface, so the
 * same code runs in this thread (local.ts) or on one of its own (thread.ts and worker.ts). Promises:
 * an append's receipt, and the listener's `committed`, come only after the change is on disk; a room's
 * changes are reported in the order of the log.
 */
import type { WeftError } from '../../shared/errors.ts'
import type { StoringCode } from '../../shared/protocol.ts'
import type { Remark } from '../../shared/remarks.ts'
import type { Measurements } from '../metrics/document-metrics.ts'
import type { Attachments } from '../store/attachments.ts'
import type { ListedRoom, Mark, RoomSearch } from '../store/catalog.ts'
import type { Link, NewRemark, Person, RoomAccess, Use } from '../store/store.ts'

/** Rows `from` (exclusive) to `seq` (inclusive) of a room's log, as one update. */
export interface Change {
  readonly room: string
  readonly from: number
  readonly seq: number
  readonly update: Uint8Array
}

/** A link that is revoked stays so. */
export type LinkChange = Partial<Pick<Link, 'role' | 'label' | 'expires' | 'revoked'>>

export interface UsedLink extends Link {
  /** The latest first, the first hundred. */
  readonly uses: readonly Use[]
}

/** What was freed in one round of keeping house: rows that were merged or have expired, and the trash. */
export interface Tidied {
  /** Whose old rows were merged. */
  readonly rooms: number
  /** So many fewer. */
  readonly rows: number
  /** Of updates; the pages are used again, the file stays as large as it is. */
  readonly bytes: number
  /** Documents that had been in the trash for long enough. */
  readonly deleted: number
  readonly milliseconds: number
}

export interface Listener {
  committed(change: Change): void
  /** Other nodes have written; it is in the document now. */
  caughtUp(change: Change): void
  /** User `from` is user `to` from now on, and that is on disk. */
  claimed(from: string, to: string): void
  /** A link was changed or revoked, and that is on disk. */
  linkChanged(room: string, link: Link): void
  /** Something of a room is on disk, and could not be read for the listener: it is to ask by `catchUp`. */
  unread(room: string): void
  /** Storing began to fail, or works again. */
  storing(code: StoringCode, reason: string): void
  /** What is set for people in a room has changed, and that is on disk. */
  accessChanged(room: string, access: RoomAccess): void
  /** Something was said in a room, and that is on disk. */
  said(room: string, remark: Remark): void
  /** Something was freed. */
  tidied(tidied: Tidied): void
  /** Something failed that lost nothing, or a room is damaged: for the operator's log. */
  trouble(error: unknown): void
  /** The document thread ended by a fault and was started anew: every open room has to be opened again. */
  lost(error: Error): void
}

/**
 * `incomplete`: the update waits for others that the server lacks; nothing of what waits was kept.
 * `ignored`: it only deletes, and not only what its author may delete; nothing of it was kept.
 */
export type Receipt = 'committed' | 'incomplete' | 'ignored'

/** What of a document somebody may write: all of it, or the root `comments` alone. */
export type Scope = 'all' | 'comments'

/** An update, the id of the user who sent it, and what he may write. */
export interface Append {
  readonly user: string
  readonly scope: Scope
  readonly update: Uint8Array
}

/** An append's receipt, or why it alone was refused. */
export type Outcome = Receipt | WeftError

/** The state vector of an empty document: what a newcomer shows. */
export const NOTHING: Uint8Array = Uint8Array.of(0)

export const isNothing = (stateVector: Uint8Array): boolean =>
  stateVector.byteLength === 1 && stateVector[0] === 0

/** What a reader lacks, and the position that he has reached with it. */
export interface Reading {
  readonly seq: number
  readonly update: Uint8Array
  /** The server's own state vector, or less, for the reader to send what the server lacks. */
  readonly stateVector: Uint8Array
}

export interface RoomSeed {
  readonly room: string
  /** The user id that the first text is attributed to. */
  readonly user: string
  readonly links: readonly Link[]
  readonly title?: string | undefined
  readonly text?: string | undefined
}

/** What becomes of the text; `append`: as lines of its own, after the last. Or another title. */
export interface TextEdit {
  readonly kind: 'replace' | 'append' | 'title'
  readonly text: string
}

export interface Documents extends Attachments {
  listen(listener: Listener): void
  /** Makes a room, with its first title and text. Throws `room-exists`, `too-big`, `store-failing`. */
  create(seed: RoomSeed): Promise<void>
  /**
   * Loads a room, and makes it first if it is not there and `create` is set. Answers with what is set
   * for people in it. One whose log is damaged is loaded up to there, and can only be read.
   */
  open(room: string, create: boolean): Promise<RoomAccess>
  /**
   * Resolves once each of the updates is on disk or refused, however long that takes, with one outcome
   * for each: `malformed` for one that is no update, `author-conflict` for one that adds to what is
   * another user's, `forbidden` for one that adds to what is beyond its scope, `too-big` for one that adds to a document which is full, `row-damaged` in a room
   * that can only be read. Throws `store-failing` when nobody can say any more what became of them.
   */
  append(room: string, appends: readonly Append[]): Promise<readonly Outcome[]>
  /**
   * In a room that is open: nobody else may write under this clientID, unless somebody has. Holds for
   * every append from now on.
   */
  reserve(room: string, user: string, client: number): void
  /** Whoever reserved it has gone. Others are still kept from it, for as long as there is memory for it. */
  release(room: string, user: string, client: number): void
  /** From a position in the log (a seq), or for a reader who knows a state vector. */
  read(room: string, from: number | Uint8Array): Promise<Reading>
  text(room: string): Promise<string>
  /**
   * Resolves once the text is changed on disk, under this user's name, as if he had typed it. Throws
   * `not-found`, `too-big`, `row-damaged`, and `store-failing` at once while the store fails.
   */
  edit(room: string, user: string, edit: TextEdit): Promise<void>
  link(room: string, hash: string): Promise<Link | null>
  /** With those who have come by each. None for a room that is none. */
  links(room: string): Promise<readonly UsedLink[]>
  /** Throws `not-found` for an unknown room. */
  addLink(room: string, link: Link): Promise<void>
  /**
   * What is not in the change stays; the listener hears of it. Answers with the link as it is now. Throws `not-found`, for one that is
   * revoked, too, and `last-owner` when nobody could own the room any more.
   */
  changeLink(room: string, hash: string, change: LinkChange): Promise<UsedLink>
  access(room: string): Promise<RoomAccess>
  /**
   * As `Store.say`; the listener hears of it. Throws `not-found`, `row-damaged` in a room that can only be
   * read, and `store-failing`.
   */
  say(room: string, remark: NewRemark): Promise<void>
  /** As `Store.remarks`. */
  remarks(room: string, limit: number): Promise<readonly Remark[]>
  /** As `Store.putPerson`; the listener hears of it. */
  putPerson(room: string, user: string, person: Person | null): Promise<void>
  /** As `Store.lock`; the listener hears of it. */
  lock(room: string, isLocked: boolean): Promise<void>
  /** As `Store.usedLinks`. */
  usedLinks(room: string, user: string): Promise<readonly Link[]>
  /** As `Store.rooms`, with what has changed up to now. */
  rooms(whom: string | null, search: RoomSearch): Promise<readonly ListedRoom[]>
  /** As `Store.mark`. */
  mark(room: string, user: string, mark: Partial<Mark>): Promise<void>
  /** Puts a room into the trash, or takes it out; the listener hears of it. Throws `not-found`. */
  trash(room: string, isTrashed: boolean): Promise<void>
  /** For good; the listener hears of it. Throws `not-found`. */
  deleteRoom(room: string): Promise<void>
  /** Notes a visit. False when the link is for one person only and another was there first. */
  useLink(room: string, hash: string, use: Use): Promise<boolean>
  /**
   * User `from` is user `to` from now on, as `Store.claim` says, and in rooms that are open, too: what
   * still comes in the name of `from` is taken as `to`'s. The listener hears where something was set.
   */
  claim(from: string, to: string): Promise<void>
  /** As `claim`, which another node has done: for what is in memory here. */
  claimed(from: string, to: string): Promise<void>
  /**
   * Reads what other nodes have written to these rooms, or to all that are in memory; the listener hears of it.
   * Rooms that are not open here are passed over.
   */
  catchUp(rooms: readonly string[] | null): Promise<void>
  /** What was measured since the start. */
  measurements(): Promise<Measurements>
  /** Writes a snapshot if there is something new to hold, and forgets the room. */
  close(room: string): Promise<void>
  /** Commits what is waiting, closes every room and the store. */
  stop(): Promise<void>
}
