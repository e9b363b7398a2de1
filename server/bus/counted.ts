/**
 * CountedBus: any bus, with a count of what goes over it, by kind of note.
 */
import type { Bus, BusListener, Note } from './bus.ts'

export class CountedBus implements Bus {
  readonly told = new Map<Note['kind'], number>()
  readonly heard = new Map<Note['kind'], number>()
  readonly #bus: Bus

  constructor(bus: Bus) {
    this.#bus = bus
  }

  get isWhole(): boolean {
    return this.#bus.isWhole
  }

  listen(listener: BusListener): void {
    this.#bus.listen({
      heard: (note, node) => {
        count(this.heard, note)
        listener.heard(note, node)
      },
      missed: (room) => listener.missed(room),
      trouble: (error) => listener.trouble(error),
    })
  }

  tell(note: Note): void {
    count(this.told, note)
    this.#bus.tell(note)
  }

  enter(room: string): void {
    this.#bus.enter(room)
  }

  leave(room: string): void {
    this.#bus.leave(room)
  }

  close(): Promise<void> {
    return this.#bus.close()
  }
}

function count(counts: Map<Note['kind'], number>, { kind }: Note): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1)
}
