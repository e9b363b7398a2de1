/**
 * LocalBus: a bus between the nodes of one process.
 *
 * For tests and the simulator, which have several on one hub. Promises
 * what bus.ts does: later, never within the call, and in order from each node to each other, as far as
 * the given delivery keeps that.
 */
import type { Bus, BusListener, Note } from './bus.ts'

/** Calls `arrive` later: at once after this turn, after a while, or never. */
export type Delivery = (arrive: () => void, from: string, to: string) => void

const soon: Delivery = (arrive) => queueMicrotask(arrive)

export class Hub {
  readonly #deliver: Delivery
  readonly #nodes = new Set<LocalBus>()

  constructor(deliver: Delivery = soon) {
    this.#deliver = deliver
  }

  /** @param name of the node, unlike all others */
  join(name: string): LocalBus {
    return new LocalBus(this, name)
  }

  get isWhole(): boolean {
    return ![...this.#nodes].some((node) => node.isCut)
  }

  add(node: LocalBus): void {
    this.#nodes.add(node)
    this.mended()
  }

  remove(node: LocalBus): void {
    this.#nodes.delete(node)
  }

  /** What was told while a node was cut off is lost, of what it told too. */
  mended(): void {
    for (const node of this.#nodes) queueMicrotask(() => node.mended())
  }

  pass(note: Note, from: LocalBus): void {
    for (const node of this.#nodes)
      if (node !== from) this.#deliver(() => node.receive(note, from), from.name, node.name)
  }
}

export class LocalBus implements Bus {
  readonly name: string
  readonly #hub: Hub
  readonly #rooms = new Set<string>()
  #listener: BusListener | undefined
  #isCut = false

  /** By {@link Hub.join}. */
  constructor(hub: Hub, name: string) {
    this.#hub = hub
    this.name = name
  }

  get isWhole(): boolean {
    return this.#listener !== undefined && this.#hub.isWhole
  }

  get isCut(): boolean {
    return this.#isCut
  }

  listen(listener: BusListener): void {
    this.#listener = listener
    this.#hub.add(this)
  }

  tell(note: Note): void {
    if (!this.#isCut && this.#listener) this.#hub.pass(note, this)
  }

  enter(room: string): void {
    this.#rooms.add(room)
    queueMicrotask(() => this.#rooms.has(room) && !this.#isCut && this.#listener?.missed(room))
  }

  leave(room: string): void {
    this.#rooms.delete(room)
  }

  /** For tests: nothing reaches this node, or comes from it, until it is mended. */
  cut(): void {
    this.#isCut = true
    this.#listener?.trouble(new Error(`${this.name} is cut off`))
  }

  mend(): void {
    this.#isCut = false
    this.#hub.mended()
  }

  mended(): void {
    if (!this.#isCut) this.#listener?.missed()
  }

  receive(note: Note, from: LocalBus): void {
    if (this.#isCut || from.#isCut) return
    if (note.kind === 'claimed' || this.#rooms.has(note.room))
      this.#listener?.heard(note, from.name)
  }

  async close(): Promise<void> {
    this.#hub.remove(this)
    this.#listener = undefined
  }
}
