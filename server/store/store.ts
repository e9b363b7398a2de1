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

/** A change about to be committed: everything that one user wrote into one room in one batch. */
export interface NewRow {
  readonly room: string
  /** Milliseconds since 1970, by the server's clock. For people: order comes from seq alone. */
  readonly time: number
  /** The id of the user who wrote it. */
  readonly user: string
  /** Yjs clientIDs that this user writes with for the first time; the first claim of an id stays. */
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

export interface StoredLink {
  readonly role: Role
  /** SHA-256 of the secret, in base64url. */
  readonly hash: string
}

export interface NewRoom {
  readonly room: string
  readonly time: number
  readonly links: readonly StoredLink[]
  /** What the room starts with; all of it is committed together or not at all. */
  readonly rows: readonly NewRow[]
}

export interface Store {
  /** Throws `room-exists`. */
  createRoom(room: NewRoom): Promise<void>
  /** The seq of the newest row, 0 for an empty room, null when there is no such room. */
  head(room: string): Promise<number | null>
  /** Commits all rows in one transaction and answers with their seqs. Throws `not-found` for an unknown room. */
  commit(rows: readonly NewRow[]): Promise<readonly number[]>
  /** Rows with a seq above `after`, in order; with a `limit`, the first so many. */
  rows(room: string, after: number, limit?: number): Promise<readonly Row[]>
  /** Which user each clientID belongs to. */
  clients(room: string): Promise<ReadonlyMap<number, string>>
  snapshot(room: string): Promise<Snapshot | null>
  /** The seq of the snapshot, without reading it; 0 when there is none. */
  covered(room: string): Promise<number>
  /** Replaces the snapshot and, in the same transaction, drops rows it covers that are older than `expire`. */
  saveSnapshot(room: string, snapshot: Snapshot, expire: number): Promise<void>
  /** Drops, in every room, rows from before `time` that a snapshot covers. */
  expire(time: number): Promise<void>
  /** Rooms that have unmerged rows from before `time` under a snapshot; at most `limit`. */
  mergeable(time: number, limit: number): Promise<readonly string[]>
  /** Unmerged rows that the snapshot covers, in order; at most `limit`. */
  unmerged(room: string, limit: number): Promise<readonly Row[]>
  /** Puts `rows` in the place of every unmerged row up to seq `upTo`. */
  merge(room: string, upTo: number, rows: readonly Row[]): Promise<void>
  /** The role of the link with this hash, null when the room has none such, or is none. */
  link(room: string, hash: string): Promise<Role | null>
  close(): Promise<void>
}
