/**
 * Follower: what other nodes have written, read from the log.
 *
 * A node that is told of something new is told where, never what: the log is the only one that is believed.
 * Promises that of every open room the listener is told each row once and in order, if it is asked often
 * enough, whatever becomes of another room's; that of many rooms all is read in one round trip. Leaves to
 * rooms/cluster.ts when to ask.
 */
import { codeOf } from '../../shared/errors.ts'
import type { Row, Store } from '../store/store.ts'
import type { Claims } from './claims.ts'
import type { Change } from './documents.ts'
import type { OpenDocuments } from './open-documents.ts'

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
   * What the listener has not been told of these rooms, or of all that are open: it counts as told as soon
   * as it is handed out. Throws what the store throws, after all that could be read. A room that is damaged
   * is passed over: whoever opens it is told.
   */
  async *news(rooms: readonly string[] | null): AsyncGenerator<Change> {
    const { told } = this.#documents
    const asked = rooms ? new Map([...told].filter(([room]) => rooms.includes(room))) : told
    if (asked.size === 0) return
    const troubles: unknown[] = []
    for (const [room, rows] of await this.#store.since(asked)) {
      const change = await this.#follow(room, rows).catch((error) => void troubles.push(error))
      if (change) yield change
    }
    const trouble = troubles.find((error) => codeOf(error) !== 'row-damaged')
    if (trouble) throw trouble
  }

  #follow(room: string, rows: readonly Row[]): Promise<Change> {
    const named = rows.map((row) => ({ ...row, user: this.#claims.nameOf(row.user) }))
    return this.#documents.follow(room, named)
  }
}
