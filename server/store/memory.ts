/**
 * MemoryStore: the store for tests and for whoever embeds the server without a disk.
 *
 * Keeps the contract of store.ts but for durability: what is in it lasts as long as the object. Tests
 * hand one object to a second server to play a restart.
 */
import { WeftError } from '../../shared/errors.ts'
import {
  type Link,
  type NewRoom,
  type NewRow,
  type Person,
  type RoomAccess,
  type Row,
  type Snapshot,
  type Store,
  type Use,
  VISIT_MS,
} from './store.ts'

interface StoredLink {
  link: Link
  readonly uses: Map<string, Use>
}

interface StoredRoom {
  head: number
  merged: number
  rows: Row[]
  snapshot: Snapshot | null
  readonly clients: Map<number, string>
  readonly links: Map<string, StoredLink>
  isLocked: boolean
  readonly people: Map<string, Person>
}

export class MemoryStore implements Store {
  readonly #rooms = new Map<string, StoredRoom>()

  async createRoom(room: NewRoom): Promise<void> {
    if (this.#rooms.has(room.room)) throw new WeftError('room-exists', `room ${room.room} exists`)
    const links = new Map(room.links.map((link) => [link.hash, { link, uses: new Map() }]))
    const clients = new Map<number, string>()
    const empty = {
      head: 0,
      merged: 0,
      rows: [],
      snapshot: null,
      isLocked: false,
      people: new Map(),
    }
    this.#rooms.set(room.room, { ...empty, clients, links })
    for (const row of room.rows) this.#append(row)
  }

  async head(room: string): Promise<number | null> {
    return this.#rooms.get(room)?.head ?? null
  }

  async commit(rows: readonly NewRow[]): Promise<readonly number[]> {
    for (const { room } of rows) this.#room(room)
    return rows.map((row) => this.#append(row))
  }

  #append({ room, time, user, clients, update }: NewRow): number {
    const stored = this.#room(room)
    const seq = ++stored.head
    stored.rows.push({ seq, time, user, update: update.slice() })
    for (const client of clients) if (!stored.clients.has(client)) stored.clients.set(client, user)
    return seq
  }

  async rows(room: string, after: number, limit?: number): Promise<readonly Row[]> {
    const found = this.#room(room).rows.filter(({ seq }) => seq > after)
    return found.slice(0, limit)
  }

  async clients(room: string): Promise<ReadonlyMap<number, string>> {
    return new Map(this.#room(room).clients)
  }

  async snapshot(room: string): Promise<Snapshot | null> {
    return this.#room(room).snapshot
  }

  async covered(room: string): Promise<number> {
    return covered(this.#room(room))
  }

  async saveSnapshot(room: string, snapshot: Snapshot, expire: number): Promise<void> {
    const stored = this.#room(room)
    stored.snapshot = snapshot
    this.#expire(stored, expire)
  }

  async expire(time: number): Promise<void> {
    for (const stored of this.#rooms.values()) this.#expire(stored, time)
  }

  #expire(stored: StoredRoom, before: number): void {
    stored.rows = stored.rows.filter(({ seq, time }) => seq > covered(stored) || time >= before)
  }

  async mergeable(time: number, limit: number): Promise<readonly string[]> {
    const rooms = [...this.#rooms.keys()]
    const isOld = (row: Row) => row.time < time
    return rooms.filter((room) => this.#unmerged(room).some(isOld)).slice(0, limit)
  }

  async unmerged(room: string, limit: number): Promise<readonly Row[]> {
    return this.#unmerged(room).slice(0, limit)
  }

  #unmerged(room: string): Row[] {
    const stored = this.#room(room)
    return stored.rows.filter(({ seq }) => seq > stored.merged && seq <= covered(stored))
  }

  async merge(room: string, upTo: number, rows: readonly Row[]): Promise<void> {
    const stored = this.#room(room)
    const kept = stored.rows.filter(({ seq }) => seq <= stored.merged || seq > upTo)
    stored.rows = [...kept, ...rows].sort((a, b) => a.seq - b.seq)
    stored.merged = upTo
  }

  async link(room: string, hash: string): Promise<Link | null> {
    return this.#rooms.get(room)?.links.get(hash)?.link ?? null
  }

  async links(room: string): Promise<readonly Link[]> {
    const links = [...(this.#rooms.get(room)?.links.values() ?? [])].map(({ link }) => link)
    return links.sort((a, b) => a.created - b.created || (a.hash < b.hash ? -1 : 1))
  }

  async putLink(room: string, link: Link): Promise<void> {
    const { links } = this.#room(room)
    const known = links.get(link.hash)
    if (known) known.link = link
    else links.set(link.hash, { link, uses: new Map() })
  }

  async access(room: string): Promise<RoomAccess> {
    const { isLocked = false, people } = this.#rooms.get(room) ?? {}
    const sorted = [...(people?.values() ?? [])].sort((a, b) => (a.user < b.user ? -1 : 1))
    return { isLocked, people: sorted }
  }

  async putPerson(room: string, user: string, person: Person | null): Promise<void> {
    const { people } = this.#room(room)
    if (person) people.set(user, person)
    else people.delete(user)
  }

  async lock(room: string, isLocked: boolean): Promise<void> {
    this.#room(room).isLocked = isLocked
  }

  async useLink(room: string, hash: string, use: Use): Promise<boolean> {
    const { link, uses } = this.#link(room, hash)
    const known = uses.get(use.user)
    if (link.once && !known && uses.size > 0) return false
    const isNews = !known || known.name !== use.name || known.last <= use.last - VISIT_MS
    if (isNews) uses.set(use.user, { ...use, first: known?.first ?? use.first })
    return true
  }

  async uses(room: string, hash: string, limit: number): Promise<readonly Use[]> {
    const uses = [...(this.#rooms.get(room)?.links.get(hash)?.uses.values() ?? [])]
    return uses.sort((a, b) => b.last - a.last).slice(0, limit)
  }

  async close(): Promise<void> {
    // Nothing is held but memory.
  }

  #link(room: string, hash: string): StoredLink {
    const stored = this.#room(room).links.get(hash)
    if (!stored) throw new WeftError('not-found', `no such link in room ${room}`)
    return stored
  }

  #room(room: string): StoredRoom {
    const stored = this.#rooms.get(room)
    if (!stored) throw new WeftError('not-found', `no room ${room}`)
    return stored
  }
}

const covered = ({ snapshot }: StoredRoom): number => snapshot?.seq ?? 0
