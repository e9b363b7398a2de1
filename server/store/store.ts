/**
 * Store: what is durable, and the only way to it.
 *
 * A room is a log of rows; a snapshot is the state after all rows up to its seq. Promises: a commit is
 * on disk, whole or not at all, when its promise resolves; seqs of a room rise without gaps in the
 * order of commits; a row that reads back differently than it was written is refused with
 * `row-damaged`, never returned. Leaves to documents/ what an update means, and when to snapshot.
 * Every implementation passes store.contract.ts.
 */
import type { Role } from '../../shared/protocol.ts'
import type { Remark } from '../../shared/remarks.ts'
import type { Attachments } from './attachments.ts'
import type { Catalog } from './catalog.ts'

/** A change about to be committed: everything that one user wrote into one room in one batch. */
export interface NewRow {
  readonly room: string
  /** Milliseconds since 1970, by the server's clock. For people: order comes from seq alone. */
  readonly time: number
  /** The id of the user who wrote it. */
  readonly user: string
  /** Yjs clientIDs that this user writes with for the first time. */
  readonly clients: readonly number[]
  /** A Yjs update, encoding V1. */
  readonly update: Uint8Array
}

/** A committed change. After `merge` one row holds all that a user wrote in a minute, at its last seq. */
export interface Row {
  readonly seq: number
  readonly time: number
  readonly user: string
  readonly update: Uint8Array
}

/** A whole state, encoding V1, after every row up to `seq`. */
export interface Snapshot {
  readonly seq: number
  readonly state: Uint8Array
}

/** A share link. Times in milliseconds since 1970. */
export interface Link {
  /** SHA-256 of the secret, in base64url: by it the link is known. */
  readonly hash: string
  readonly role: Role
  /** For its owner, to tell it from others. */
  readonly label: string
  readonly created: number
  /** From then on it opens nothing; null: never. */
  readonly expires: number | null
  /** What access/password.ts made of it; null when none is asked for. */
  readonly password: string | null
  /** Only the first person who uses it may go on to use it. */
  readonly once: boolean
  /** Since when it opens nothing any more; null while it does. It stays, so that its holders can be told. */
  readonly revoked: number | null
}

/** What an owner has set for somebody, whatever his link says. */
export interface Person {
  readonly user: string
  readonly name: string
  /** Null: he was removed. */
  readonly role: Role | null
}

/** What is set in a room beside its links. */
export interface RoomAccess {
  /** When it was made, in ms since 1970; 0 when there is none. Of rooms of one name, by it each is known. */
  readonly created: number
  /** Only owners write. */
  readonly isLocked: boolean
  /** Nobody comes in: an owner has put it into the trash, or deleted it for good. */
  readonly gone: 'trashed' | 'deleted' | null
  readonly people: readonly Person[]
}

/** A remark about to be kept; the store numbers it. */
export type NewRemark = Omit<Remark, 'seq'>

/** As many remarks of a room are kept, for those who come later. */
export const REMARKS_KEPT = 2_000

/** Visits closer together are one: a token lasts 15 minutes, and each new one is a visit. */
export const VISIT_MS = 60 * 60_000

/** Somebody who has come by a link, from his first visit to his last. */
export interface Use {
  readonly user: string
  readonly name: string
  readonly first: number
  readonly last: number
}

/** What was taken out of logs. */
export interface Freed {
  readonly rows: number
  /** Of their updates. */
  readonly bytes: number
}

/** What one step of `expire` took out of logs. */
export interface Expired extends Freed {
  /** The room after which the next step goes on; null when there is no more to do. */
  readonly last: string | null
}

/** As many rows, and remarks, expire in one step, so that it keeps nobody waiting. */
export const EXPIRE_ROWS = 2_000

export const bytesOf = (rows: readonly Row[]): number =>
  rows.reduce((sum, { update }) => sum + update.byteLength, 0)

export interface NewRoom {
  readonly room: string
  readonly time: number
  readonly links: readonly Link[]
  /** What the room starts with; all of it is committed together or not at all. */
  readonly rows: readonly NewRow[]
}

export interface Store extends Catalog, Attachments {
  /** Throws `room-exists`; `not-found` for one that was deleted: its name is never used again. */
  createRoom(room: NewRoom): Promise<void>
  /** The seq of the newest row, 0 for an empty room, null when there is no such room (any more). */
  head(room: string): Promise<number | null>
  /**
   * Commits all rows in one transaction and answers with their seqs. Throws `not-found` for an unknown room,
   * `author-conflict` where a clientID is another user's: somebody else has written here meanwhile.
   */
  commit(rows: readonly NewRow[]): Promise<readonly number[]>
  /** Rows with a seq above `after`, in order; with a `limit`, the first so many. */
  rows(room: string, after: number, limit?: number): Promise<readonly Row[]>
  /**
   * What has been added to many rooms: of each the rows after its seq, in order, as far as they read back as
   * they were written. Without rooms that have none, or are none.
   */
  since(seqs: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, readonly Row[]>>
  /**
   * When a backup with this room in it was put back: there may be browsers that know more of it. Null when
   * none was, or there is no such room.
   */
  restored(room: string): Promise<number | null>
  /** A backup has just been put back: all rooms that there are have come with it. */
  noteRestored(time: number): Promise<void>
  /** Which user each clientID belongs to. */
  clients(room: string): Promise<ReadonlyMap<number, string>>
  snapshot(room: string): Promise<Snapshot | null>
  /** The seq of the snapshot, without reading it; 0 when there is none. */
  covered(room: string): Promise<number>
  /**
   * Replaces the snapshot and, in the same transaction, drops rows it covers that are older than `expire`.
   * Does nothing when there is a newer one, nor for one of more than the log has: the database may have gone
   * back, and rows that are committed from then on would lie under it, where nobody reads them.
   */
  saveSnapshot(room: string, snapshot: Snapshot, expire: number): Promise<void>
  /**
   * One step, in the next `limit` rooms after the one of this id ('' to begin): drops rows from before `time`
   * that a snapshot covers, and remarks from before it. A room whose first row is not that old is passed over
   * without looking at the others.
   */
  expire(time: number, after: string, limit: number): Promise<Expired>
  /** Rooms that have unmerged rows from before `time` under a snapshot; at most `limit`. */
  mergeable(time: number, limit: number): Promise<readonly string[]>
  /** Unmerged rows that the snapshot covers, in order; at most `limit`. */
  unmerged(room: string, limit: number): Promise<readonly Row[]>
  /** Puts `rows` in the place of every unmerged row up to seq `upTo`. */
  merge(room: string, upTo: number, rows: readonly Row[]): Promise<void>
  /** The link with this hash, null when the room has none such, or is none. */
  link(room: string, hash: string): Promise<Link | null>
  /** All of a room's links, the oldest first; none of a room that is none. */
  links(room: string): Promise<readonly Link[]>
  /** The links by which somebody has come to a room. */
  usedLinks(room: string, user: string): Promise<readonly Link[]>
  /** Adds a link, or puts it in the place of the one with its hash. Throws `not-found` for an unknown room. */
  putLink(room: string, link: Link): Promise<void>
  /**
   * Notes a visit by a link: the first of each person, and later ones so far as they are VISIT_MS
   * apart. False, and nothing is noted, when it is for one person only and another was there first.
   */
  useLink(room: string, hash: string, use: Use): Promise<boolean>
  /** Of a room that is none: nothing is set. */
  access(room: string): Promise<RoomAccess>
  /** Sets what somebody may do, or, with null, leaves it to his link again. Throws `not-found`. */
  putPerson(room: string, user: string, person: Person | null): Promise<void>
  /** Throws `not-found`. */
  lock(room: string, isLocked: boolean): Promise<void>
  /** Puts a room into the trash, at this time, or with null takes it out. Throws `not-found`. */
  trash(room: string, time: number | null): Promise<void>
  /** Rooms that have been in the trash since before `time`; at most `limit`. */
  trashed(time: number, limit: number): Promise<readonly string[]>
  /** Deletes all that there is of a room but the fact that there was one. Throws `not-found`. */
  deleteRoom(room: string, time: number): Promise<void>
  /**
   * Keeps a remark, and the last REMARKS_KEPT of its room. Answers with it as it is kept: when this user
   * has said something with this key before, with that. Throws `not-found`.
   */
  say(room: string, remark: NewRemark): Promise<Remark>
  /** The last `limit`, in order; without those that read back differently than they were written. */
  remarks(room: string, limit: number): Promise<readonly Remark[]>
  /** Who has come by a link, the latest first; at most `limit`. */
  uses(room: string, hash: string, limit: number): Promise<readonly Use[]>
  /**
   * What is noted of user `from` is user `to`'s from now on, all of it or nothing: clientIDs, visits,
   * remarks, what owners have set. Where both have come by a link, that is one history; where something is set
   * for both, what `to` has stays, but whoever was removed is removed. Rows of the log stay as they
   * are: their sums cover their users. Answers with the rooms where something was set for `from`.
   */
  claim(from: string, to: string): Promise<readonly string[]>
  close(): Promise<void>
}
