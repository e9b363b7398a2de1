/**
 * MemoryStore: the store for tests and for whoever embeds the server without a disk.
 *
 * Keeps the contract of store.ts but for durability: what is in it lasts as long as the object. Tests
 * hand one object to a second server to play a restart.
 */
import { WeftError } from '../../shared/errors.ts'
import { ROLES } from '../../shared/protocol.ts'
import type { Remark } from '../../shared/remarks.ts'
import { hashOf, type Picture } from './attachments.ts'
import { FACES, type IndexedText, type ListedRoom, type Mark, type RoomSearch } from './catalog.ts'
import {
  bytesOf,
  type Expired,
  type Link,
  type NewRemark,
  type NewRoom,
  type NewRow,
  type Person,
  REMARKS_KEPT,
  type RoomAccess,
  type Row,
  type Snapshot,
  type Store,
  type Use,
  VISIT_MS,
} from './store.ts'
import { folded, wordsOf } from './words.ts'

interface StoredLink {
  link: Link
  readonly uses: Map<string, Use>
}

interface StoredRoom {
  readonly created: number
  edited: number
  trashed: number | null
  restored: number | null
  /** What was indexed last; what is listed, and searched. */
  indexed: IndexedText
  readonly marks: Map<string, Mark>
  head: number
  merged: number
  rows: Row[]
  snapshot: Snapshot | null
  readonly clients: Map<number, string>
  readonly links: Map<string, StoredLink>
  isLocked: boolean
  readonly people: Map<string, Person>
  /** By their hashes. */
  readonly attachments: Map<string, Picture>
  said: number
  remarks: Remark[]
}

export class MemoryStore implements Store {
  readonly #rooms = new Map<string, StoredRoom>()
  readonly #deleted = new Set<string>()

  async createRoom(room: NewRoom): Promise<void> {
    if (this.#deleted.has(room.room))
      throw new WeftError('not-found', `room ${room.room} is deleted`)
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
      attachments: new Map(),
      said: 0,
      remarks: [],
      created: room.time,
      edited: room.time,
      trashed: null,
      restored: null,
      indexed: { room: room.room, seq: 0, title: '', text: '' },
      marks: new Map(),
    }
    this.#rooms.set(room.room, { ...empty, clients, links })
    for (const row of room.rows) this.#append(row)
  }

  async head(room: string): Promise<number | null> {
    return this.#rooms.get(room)?.head ?? null
  }

  async restored(room: string): Promise<number | null> {
    return this.#rooms.get(room)?.restored ?? null
  }

  async noteRestored(time: number): Promise<void> {
    for (const stored of this.#rooms.values()) stored.restored = time
  }

  async commit(rows: readonly NewRow[]): Promise<readonly number[]> {
    for (const { room, user, clients } of rows) {
      const stored = this.#room(room)
      if (clients.some((client) => (stored.clients.get(client) ?? user) !== user))
        throw new WeftError('author-conflict', `a client in room ${room} is another's`)
    }
    return rows.map((row) => this.#append(row))
  }

  #append({ room, time, user, clients, update }: NewRow): number {
    const stored = this.#room(room)
    const seq = ++stored.head
    stored.edited = time
    stored.rows.push({ seq, time, user, update: update.slice() })
    for (const client of clients) stored.clients.set(client, user)
    return seq
  }

  async rows(room: string, after: number, limit?: number): Promise<readonly Row[]> {
    const found = this.#room(room).rows.filter(({ seq }) => seq > after)
    return found.slice(0, limit)
  }

  async since(seqs: ReadonlyMap<string, number>): Promise<ReadonlyMap<string, readonly Row[]>> {
    const added = [...seqs].map(([room, after]) => {
      const rows = this.#rooms.get(room)?.rows.filter(({ seq }) => seq > after) ?? []
      return [room, rows] as const
    })
    return new Map(added.filter(([, { length }]) => length > 0))
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
    if (snapshot.seq < covered(stored) || snapshot.seq > stored.head) return
    stored.snapshot = snapshot
    this.#expire(stored, expire)
  }

  async expire(time: number, after: string, limit: number): Promise<Expired> {
    const { rooms, last } = this.#next(after, limit)
    const gone: Row[] = []
    for (const room of rooms) {
      const stored = this.#room(room)
      gone.push(...this.#expire(stored, time))
      stored.remarks = stored.remarks.filter((remark) => remark.time >= time)
    }
    return { rows: gone.length, bytes: bytesOf(gone), last }
  }

  #next(after: string, limit: number) {
    const ids = [...this.#rooms.keys()].filter((room) => room > after).sort()
    const rooms = ids.slice(0, limit)
    return { rooms, last: rooms.length === limit ? (rooms.at(-1) ?? null) : null }
  }

  #expire(stored: StoredRoom, before: number): readonly Row[] {
    const isKept = ({ seq, time }: Row) => seq > covered(stored) || time >= before
    const gone = stored.rows.filter((row) => !isKept(row))
    stored.rows = stored.rows.filter(isKept)
    return gone
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
    const found = this.#rooms.get(room)
    const { created = 0, isLocked = false, people, trashed = null } = found ?? {}
    const sorted = [...(people?.values() ?? [])].sort((a, b) => (a.user < b.user ? -1 : 1))
    const gone = this.#deleted.has(room) ? 'deleted' : trashed === null ? null : 'trashed'
    return { created, isLocked, gone, people: sorted }
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
    await this.mark(room, use.user, { isHidden: false })
    return true
  }

  async uses(room: string, hash: string, limit: number): Promise<readonly Use[]> {
    const uses = [...(this.#rooms.get(room)?.links.get(hash)?.uses.values() ?? [])]
    return uses.sort((a, b) => b.last - a.last).slice(0, limit)
  }

  async usedLinks(room: string, user: string): Promise<readonly Link[]> {
    const links = [...(this.#rooms.get(room)?.links.values() ?? [])]
    return links.filter(({ uses }) => uses.has(user)).map(({ link }) => link)
  }

  async say(room: string, remark: NewRemark): Promise<Remark> {
    const stored = this.#room(room)
    const isSame = ({ user, key }: Remark) => user === remark.user && key === remark.key
    const known = stored.remarks.find(isSame)
    if (known) return known
    const kept = { ...remark, seq: ++stored.said }
    stored.remarks = [...stored.remarks, kept].slice(-REMARKS_KEPT)
    return kept
  }

  async remarks(room: string, limit: number): Promise<readonly Remark[]> {
    return this.#rooms.get(room)?.remarks.slice(-limit) ?? []
  }

  async trash(room: string, time: number | null): Promise<void> {
    this.#room(room).trashed = time
  }

  async trashed(time: number, limit: number): Promise<readonly string[]> {
    const old = [...this.#rooms].filter(([, { trashed }]) => trashed !== null && trashed < time)
    return old.map(([room]) => room).slice(0, limit)
  }

  async deleteRoom(room: string): Promise<void> {
    this.#room(room)
    this.#rooms.delete(room)
    this.#deleted.add(room)
  }

  async addAttachment(room: string, picture: Picture, limit: number): Promise<string> {
    const { attachments } = this.#room(room)
    const hash = hashOf(picture.bytes)
    const known = attachments.get(hash)
    if (known) return known.id
    const bytes = [...attachments.values()].reduce((sum, each) => sum + each.bytes.byteLength, 0)
    if (bytes + picture.bytes.byteLength > limit)
      throw new WeftError('too-big', `room ${room} has no place for it`)
    attachments.set(hash, { ...picture, bytes: picture.bytes.slice() })
    return picture.id
  }

  async attachment(room: string, id: string): Promise<Picture | null> {
    const attachments = this.#rooms.get(room)?.attachments.values() ?? []
    return [...attachments].find((each) => each.id === id) ?? null
  }

  async rooms(whom: string | null, search: RoomSearch): Promise<readonly ListedRoom[]> {
    const { words, limit, offset } = search
    const all = [...this.#rooms].map(([room, stored]) => listed(room, stored, whom, words))
    const found = all.filter((room) => room !== null && isWanted(room, search)) as ListedRoom[]
    found.sort((a, b) => Number(b.isPinned) - Number(a.isPinned) || b.edited - a.edited)
    return found.slice(offset, offset + limit)
  }

  async mark(room: string, user: string, mark: Partial<Mark>): Promise<void> {
    const stored = this.#rooms.get(room)
    if (!stored || ![...stored.links.values()].some(({ uses }) => uses.has(user)))
      throw new WeftError('not-found', `${user} has not come to a room ${room}`)
    const { marks } = stored
    marks.set(user, { ...(marks.get(user) ?? NO_MARK), ...mark })
  }

  async index(texts: readonly IndexedText[]): Promise<void> {
    for (const text of texts) {
      const stored = this.#rooms.get(text.room)
      if (stored && Math.min(stored.indexed.seq, stored.head) <= text.seq) stored.indexed = text
    }
  }

  async unindexed(after: string, limit: number) {
    const { rooms, last } = this.#next(after, limit)
    const isBehind = (room: string) => this.#room(room).indexed.seq < this.#room(room).head
    return { rooms: rooms.filter(isBehind), last }
  }

  async claim(from: string, to: string): Promise<readonly string[]> {
    const rooms: string[] = []
    for (const [room, stored] of this.#rooms) {
      const { clients, links, people, marks } = stored
      stored.remarks = claimRemarks(stored.remarks, from, to)
      for (const [client, user] of clients) if (user === from) clients.set(client, to)
      for (const { uses } of links.values()) claimUse(uses, from, to)
      claimMark(marks, from, to)
      if (claimPerson(people, from, to)) rooms.push(room)
    }
    return rooms
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

const NO_MARK: Mark = { isPinned: false, isHidden: false }

function isWanted({ trashed, role }: ListedRoom, { isTrash }: RoomSearch): boolean {
  return isTrash ? trashed !== null && role === 'owner' : trashed === null
}

/** Null when he may not see it, has hidden it, or it is not what was looked for. */
function listed(room: string, stored: StoredRoom, whom: string | null, words: string) {
  const { isPinned, isHidden } = stored.marks.get(whom ?? '') ?? NO_MARK
  const { indexed, created, edited, trashed, isLocked } = stored
  const role = whom === null ? 'owner' : roleOf(stored, whom)
  if (role === null || isHidden || !holds(`${indexed.title} ${indexed.text}`, words)) return null
  const people = role === 'owner' || role === 'editor' ? facesOf(stored, whom) : []
  const excerpt = words === '' ? '' : indexed.text.slice(0, 100)
  const { title } = indexed
  return { room, title, created, edited, trashed, isLocked, role, isPinned, people, excerpt }
}

function roleOf({ links, people }: StoredRoom, whom: string) {
  const open = [...links.values()].filter(({ link, uses }) => uses.has(whom) && isOpen(link))
  const ranks = open.map(({ link }) => ROLES.indexOf(link.role))
  const person = people.get(whom)
  if (ranks.length === 0 || person?.role === null) return null
  return person?.role ?? ROLES[Math.max(...ranks)] ?? null
}

const isOpen = ({ revoked, expires }: Link): boolean =>
  revoked === null && (expires === null || expires > Date.now())

function facesOf({ links }: StoredRoom, whom: string | null) {
  const all = [...links.values()].flatMap((link) => [...link.uses.values()])
  const uses = all.filter(({ user }) => user !== whom)
  const latest = new Map(uses.sort((a, b) => a.last - b.last).map((use) => [use.user, use]))
  const faces = [...latest.values()].sort((a, b) => b.last - a.last).slice(0, FACES)
  return faces.map(({ user, name }) => ({ user, name }))
}

function holds(text: string, words: string): boolean {
  const own = wordsOf(text).map(folded)
  const wanted = wordsOf(words).map(folded)
  if (wanted.length === 0) return words.trim() === ''
  const begins = (word: string) => (each: string) =>
    word.length > 1 ? each.startsWith(word) : each === word
  return wanted.every((word) => own.some(begins(word)))
}

function claimUse(uses: Map<string, Use>, from: string, to: string): void {
  const [his, own] = [uses.get(from), uses.get(to)]
  if (!his) return
  uses.delete(from)
  const [first, last] = [Math.min(his.first, own?.first ?? his.first), own?.last ?? 0]
  const { name } = own && last >= his.last ? own : his
  uses.set(to, { user: to, name, first, last: Math.max(his.last, last) })
}

function claimMark(marks: Map<string, Mark>, from: string, to: string): void {
  const [his, own] = [marks.get(from), marks.get(to)]
  if (!his) return
  marks.delete(from)
  const isPinned = his.isPinned || own?.isPinned === true
  marks.set(to, { isPinned, isHidden: his.isHidden && own?.isHidden !== false })
}

/** What both have said with one key was said once. */
function claimRemarks(remarks: readonly Remark[], from: string, to: string): Remark[] {
  const own = new Set(remarks.filter(({ user }) => user === to).map(({ key }) => key))
  const kept = remarks.filter(({ user, key }) => user !== from || !own.has(key))
  return kept.map((remark) => (remark.user === from ? { ...remark, user: to } : remark))
}

/** Whether something was set for `from`. */
function claimPerson(people: Map<string, Person>, from: string, to: string): boolean {
  const [his, own] = [people.get(from), people.get(to)]
  if (!his || !people.delete(from)) return false
  const role = own && his.role !== null ? own.role : his.role
  people.set(to, { user: to, name: own?.name ?? his.name, role })
  return true
}
