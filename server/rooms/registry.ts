/**
 * Registry: the open rooms.
 *
 * A room opens once however many ask for it at the same time, is not there if it could not be loaded,
 * and is forgotten when nobody has been in it for a while. Hears from the documents what was committed,
 * passes it to the room, and tells the other nodes that there is something; cluster.ts hears them.
 */
import { codeOf, WeftError } from '../../shared/errors.ts'
import { CloseCode, type Limits, Storing, type StoringCode } from '../../shared/protocol.ts'
import type { Remark } from '../../shared/remarks.ts'
import { allows, type Grant } from '../access/grant.ts'
import type { Bus } from '../bus/bus.ts'
import type { Change, Documents, Listener, Tidied } from '../documents/documents.ts'
import type { RoomCounts } from '../metrics/metrics.ts'
import type { Link, RoomAccess } from '../store/store.ts'
import { Beat } from './beat.ts'
import { Budget } from './budget.ts'
import { Clock } from './clock.ts'
import { Cluster } from './cluster.ts'
import type { Journal } from './journal.ts'
import { RESTARTING, Room } from './room.ts'

/** Between two handfuls of people who are sent away. */
const TURN_MS = 100

export interface RegistryOptions {
  readonly documents: Documents
  readonly bus: Bus
  readonly limits: Limits
  readonly journal: Journal
}

export class Registry implements Listener {
  readonly #documents: Documents
  readonly #bus: Bus
  readonly #cluster: Cluster
  readonly #clock = new Clock()
  readonly #limits: Limits
  readonly #budget: Budget
  readonly #given = new WeakMap<Uint8Array, Uint8Array>()
  readonly #journal: Journal
  readonly #opening = new Map<string, Promise<Room>>()
  readonly #rooms = new Map<string, Room>()
  readonly #beat = new Beat()
  #storing: StoringCode = Storing.normal
  #isDraining = false

  constructor({ documents, bus, limits, journal }: RegistryOptions) {
    this.#documents = documents
    this.#bus = bus
    this.#limits = limits
    this.#budget = new Budget(limits.waitingBytes)
    this.#journal = journal
    documents.listen(this)
    this.#cluster = new Cluster({ documents, bus, rooms: this.#rooms, journal })
  }

  get isReady(): boolean {
    return !this.#isDraining && this.isStoring
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  /** False: the store fails, and is tried again. */
  get isStoring(): boolean {
    return this.#storing === Storing.normal
  }

  get rooms(): Iterable<Room> {
    return this.#rooms.values()
  }

  counts(): RoomCounts {
    const rooms = [...this.#rooms.values()]
    const sum = (of: (room: Room) => number) => rooms.reduce((all, room) => all + of(room), 0)
    return {
      rooms: rooms.length,
      connections: sum(({ size }) => size),
      lagging: sum(({ lagging }) => lagging),
      waitingBytes: this.#budget.taken,
    }
  }

  /** The grant's room. Throws `not-found`, `draining`, and what keeps it from being loaded. */
  async open(grant: Grant): Promise<Room> {
    const { room: id } = grant
    if (this.#isDraining) throw new WeftError('draining', 'the server is going down')
    const shared = this.#opening.get(id)
    if (!shared) this.#makeSpace()
    const opening = shared ?? this.#load(id, allows(grant, 'create'))
    this.#opening.set(id, opening)
    try {
      return await opening
    } catch (error) {
      if (this.#opening.get(id) === opening) this.#opening.delete(id)
      // It failed for somebody who may not make the room; this one may.
      if (shared && codeOf(error) === 'not-found' && allows(grant, 'create'))
        return this.open(grant)
      throw error
    }
  }

  /** One that nobody is in any more goes before its time. Throws `overloaded`. */
  #makeSpace(): void {
    if (this.#opening.size < this.#limits.openRooms) return
    const empty = [...this.#rooms.values()].find(({ size }) => size === 0)
    if (!empty) throw new WeftError('overloaded', `${this.#opening.size} rooms are open`)
    this.#forget(empty)
  }

  async #load(id: string, create: boolean): Promise<Room> {
    const access = await this.#documents.open(id, create)
    const [documents, limits, storing] = [this.#documents, this.#limits, this.#storing]
    const [bus, clock, budget] = [this.#bus, this.#clock, this.#budget]
    const shared = { documents, limits, bus, clock, budget, given: this.#given }
    const room = new Room({ id, storing, access, ...shared, onIdle: this.#forget })
    this.#rooms.set(id, room)
    this.#beat.add(room)
    bus.enter(id)
    return room
  }

  /** Whoever asks from now on opens it anew; the documents' own order keeps that behind the closing. */
  readonly #forget = (room: Room): void => {
    const { id } = room
    room.close()
    this.#rooms.delete(id)
    this.#opening.delete(id)
    this.#beat.delete(room)
    this.#bus.leave(id)
    this.#documents.close(id).catch((error: unknown) => this.trouble(error))
  }

  committed(change: Change): void {
    this.caughtUp(change)
    this.#bus.tell({ kind: 'written', room: change.room })
  }

  caughtUp(change: Change): void {
    this.#rooms.get(change.room)?.committed(change)
  }

  unread(room: string): void {
    this.#cluster.follow(room)
    this.#bus.tell({ kind: 'written', room })
  }

  claimed(from: string, to: string): void {
    this.#bus.tell({ kind: 'claimed', from, to })
  }

  linkChanged(room: string, link: Link): void {
    this.#rooms.get(room)?.linkChanged(link)
    this.#bus.tell({ kind: 'rights', room })
  }

  accessChanged(room: string, access: RoomAccess): void {
    this.#rooms.get(room)?.accessChanged(access)
    this.#bus.tell({ kind: 'rights', room })
  }

  said(room: string, remark: Remark): void {
    this.#rooms.get(room)?.said(remark)
    this.#bus.tell({ kind: 'said', room })
  }

  storing(code: StoringCode, reason: string): void {
    this.#storing = code
    if (code === Storing.failing)
      this.#journal.error({ reason }, 'the store fails; it is tried again')
    else this.#journal.info({}, 'the store works again')
    for (const room of this.#rooms.values()) room.storing(code)
  }

  tidied(tidied: Tidied): void {
    this.#journal.info(tidied, 'old rows were merged, what has expired is gone')
  }

  trouble(error: unknown): void {
    const isDamage = codeOf(error) === 'row-damaged'
    const what = isDamage
      ? 'a room is damaged on disk: it can be read up to there, and nothing is written to it'
      : 'a task failed and will be tried again; nothing was lost'
    this.#journal.error({ err: error }, what)
  }

  lost(error: Error): void {
    this.#journal.error({ err: error }, 'the document thread ended; another is started')
    const rooms = [...this.#rooms.values()]
    this.#clear()
    // Until the new thread says that it has opened its store.
    this.#storing = Storing.failing
    for (const room of rooms) room.closeAll(CloseCode.overloaded, 'back in a moment')
  }

  /** No room opens any more; those that are open stay until `close`. */
  drain(): void {
    this.#isDraining = true
    for (const room of this.#rooms.values()) room.hurry()
  }

  /**
   * Sends people away one after another, over so long, so that another node need not take all at once: each
   * once what he sent is saved and he has been told so.
   */
  async dismiss(milliseconds: number): Promise<void> {
    const turns = Math.ceil(milliseconds / TURN_MS)
    const people = [...this.#rooms.values()].flatMap((room) => room.farewells())
    const each = Math.ceil(people.length / turns)
    for (let turn = 0; turn < turns && people.length > 0; turn++) {
      for (const dismiss of people.splice(0, each)) dismiss()
      await new Promise((resolve) => setTimeout(resolve, TURN_MS))
    }
  }

  /** Sends everyone away, to come back to the next server; the other nodes have been told when it resolves. */
  async close(): Promise<void> {
    const rooms = [...this.#rooms.values()]
    for (const room of rooms) room.closeAll(CloseCode.serverRestart, RESTARTING)
    // What each of them has to tell goes at the end of this turn.
    await Promise.resolve()
    this.#clear()
    this.#cluster.close()
  }

  #clear(): void {
    for (const room of this.#rooms.values()) {
      room.close()
      this.#beat.delete(room)
      this.#bus.leave(room.id)
    }
    this.#rooms.clear()
    this.#opening.clear()
  }
}
