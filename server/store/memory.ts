/**
 * MemoryStore: the store for tests and for whoever embeds the server without a disk.
 *
 * Keeps the contract of store.ts but for durability: what is in it lasts as long as the object. Tests
 * hand one object to a second server to play a restart.
 */
import { WeftError } from '../../shared/errors.ts'
import type { Role } from '../../shared/protocol.ts'
import type { NewRoom, NewRow, Row, Snapshot, Store } from './store.ts'

interface StoredRoom {
  head: number
  merged: number
  rows: Row[]
  snapshot: Snapshot | null
  readonly clients: Map<number, string>
  readonly links: Map<string, Role>
}

export class MemoryStore implements Store {
  readonly #rooms = new Map<string, StoredRoom>()

  async createRoom(room: NewRoom): Promise<void> {
    if (this.#rooms.has(room.room)) throw new WeftError('room-exists', `room ${room.room} exists`)
    const links = new Map(room.links.map(({ hash, role }) => [hash, role]))
    const clients = new Map<number, string>()
    this.#rooms.set(room.room, { head: 0, merged: 0, rows: [], snapshot: null, clients, links })
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

  async link(room: string, hash: string): Promise<Role | null> {
    return this.#rooms.get(room)?.links.get(hash) ?? null
  }

  async close(): Promise<void> {
    // Nothing is held but memory.
  }

  #room(room: string): StoredRoom {
    const stored = this.#rooms.get(room)
    if (!stored) throw new WeftError('not-found', `no room ${room}`)
    return stored
  }
}

const covered = ({ snapshot }: StoredRoom): number => snapshot?.seq ?? 0
