/**
 * Follower: what other nodes have written, read from the log.
 *
 * A node that is told of something new is told where, never what: the log is the only one that is believed.
 * Promises that of every open room the listener is told each row once and in order, if it is asked often
 * enough; that of many rooms all is read in one round trip. Leaves to rooms/cluster.ts when to ask.
 */
import { WeftError } from '../../shared/errors.ts'
import type { Row, Store } from '../store/store.ts'
import type { Claims } from './claims.ts'
import type { Change } from './documents.ts'
import type { OpenDocuments } from './open-documents.ts'
import { unlessDamaged } from './restore.ts'

export interface FollowerOptions {
  readonly store: Store
  readonly documents: OpenDocuments
  readonly claims: Claims
}

export class Follower {
  readonly #store: Store
  readonly #documents: OpenDocuments
  readonly #claims: Claims

  constructor({ store, documents, claims }: FollowerOptions) {
    this.#store = store
    this.#documents = documents
    this.#claims = claims
  }

  /**
   * What the listener has not been told of these rooms, or of all that are open. Throws what the store
   * throws. A room that is damaged is passed over: whoever opens it is told.
   */
  async news(rooms: readonly string[] | null): Promise<Change[]> {
    const { told } = this.#documents
    const asked = rooms ? new Map([...told].filter(([room]) => rooms.includes(room))) : told
    if (asked.size === 0) return []
    const changes: Change[] = []
    for (const [room, rows] of await this.#store.since(asked)) {
      const change = await unlessDamaged(this.#follow(room, rows))
      if (!(change instanceof WeftError)) changes.push(change)
    }
    return changes
  }

  #follow(room: string, rows: readonly Row[]): Promise<Change> {
    const named = rows.map((row) => ({ ...row, user: this.#claims.nameOf(row.user) }))
    return this.#documents.follow(room, named)
  }
}
