/**
 * Cluster: what other nodes tell this one, brought to its rooms.
 *
 * What they have written is read from the log, never taken from them; while it is not certain that all of them
 * are heard, the log is looked at every second. Promises that however much is heard, one reading is under way,
 * of all that was heard of meanwhile. Leaves to the bus to know what may have been missed.
 */
import type { Bus, BusListener, Note } from '../bus/bus.ts'
import type { Documents } from '../documents/documents.ts'
import type { Journal } from './journal.ts'
import type { Room } from './room.ts'

const LOOK_MS = 1_000

export interface ClusterOptions {
  readonly documents: Documents
  readonly bus: Bus
  /** The open ones, by id. */
  readonly rooms: ReadonlyMap<string, Room>
  readonly journal: Journal
}

export class Cluster implements BusListener {
  readonly #documents: Documents
  readonly #bus: Bus
  readonly #rooms: ReadonlyMap<string, Room>
  readonly #journal: Journal
  readonly #looking: NodeJS.Timeout
  /** The rooms in which others have written what was not read yet; null: any of them. */
  #behind: Set<string> | null = new Set()
  #isReading = false
  /** Said once, until it works again. */
  #isFailing = false
  /** Said once, until the bus is whole again. */
  #isDeaf = false

  constructor({ documents, bus, rooms, journal }: ClusterOptions) {
    this.#documents = documents
    this.#bus = bus
    this.#rooms = rooms
    this.#journal = journal
    this.#looking = setInterval(() => this.#look(), LOOK_MS).unref()
    bus.listen(this)
  }

  heard(note: Note, node: string): void {
    if (note.kind === 'claimed') this.#tried(this.#documents.claimed(note.from, note.to))
    else if (note.kind === 'written') this.follow(note.room)
    else this.#rooms.get(note.room)?.heard(note, node)
  }

  missed(id?: string): void {
    if (id === undefined) this.#followAll()
    else this.follow(id)
    const rooms = id === undefined ? this.#rooms.values() : [this.#rooms.get(id)]
    for (const room of rooms) room?.missed()
  }

  trouble(error: unknown): void {
    this.#isDeaf = true
    this.#journal.error(
      { err: error },
      'other nodes may not be heard: the log is looked at instead',
    )
  }

  #look(): void {
    if (!this.#bus.isWhole) this.#followAll()
    else {
      this.#hears()
      void this.#read()
    }
  }

  #hears(): void {
    if (this.#isDeaf) this.#journal.info({}, 'other nodes are heard again')
    this.#isDeaf = false
  }

  /** There is something of this room to be read. */
  follow(room: string): void {
    this.#behind?.add(room)
    void this.#read()
  }

  #followAll(): void {
    this.#behind = null
    void this.#read()
  }

  /** What fails is tried again at the next look. */
  async #read(): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    try {
      while (this.#behind?.size !== 0) await this.#readOnce()
      this.#isFailing = false
    } catch (error) {
      this.#failed(error)
    } finally {
      this.#isReading = false
    }
  }

  #failed(error: unknown): void {
    this.#behind = null
    if (!this.#isFailing)
      this.#journal.error(
        { err: error },
        'what other nodes have written cannot be read: still trying',
      )
    this.#isFailing = true
  }

  async #readOnce(): Promise<void> {
    const rooms = this.#behind && [...this.#behind]
    this.#behind = new Set()
    await this.#documents.catchUp(rooms)
  }

  #tried(call: Promise<void>): void {
    call.catch((error: unknown) =>
      this.#journal.error({ err: error }, 'a note of another node failed'),
    )
  }

  close(): void {
    clearInterval(this.#looking)
  }
}
