/**
 * Ear: all that a node hears through its bus, for tests to look at and to wait for.
 */
import type { Bus, BusListener, Note } from '../bus/bus.ts'

export class Ear implements BusListener {
  readonly notes: Note[] = []
  /** Who said them. */
  readonly nodes: string[] = []
  /** Rooms of which something was missed; '' for all. */
  readonly misses: string[] = []
  readonly troubles: unknown[] = []
  #waiting: (() => void)[] = []

  constructor(bus: Bus) {
    bus.listen(this)
  }

  heard(note: Note, node: string): void {
    this.notes.push(note)
    this.nodes.push(node)
    this.#wake()
  }

  missed(room = ''): void {
    this.misses.push(room)
    this.#wake()
  }

  trouble(error: unknown): void {
    this.troubles.push(error)
    this.#wake()
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  /** Looks again whenever something is heard, and now and then: that a bus has become whole is told to nobody. */
  async until(holds: (ear: this) => boolean): Promise<void> {
    while (!holds(this))
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
        setTimeout(resolve, 5)
      })
  }

  /** Until this note was heard. */
  hears(note: Note): Promise<void> {
    const text = JSON.stringify(note)
    return this.until(() => this.notes.some((it) => JSON.stringify(it) === text))
  }

  forget(): void {
    for (const list of [this.notes, this.nodes, this.misses, this.troubles]) list.length = 0
  }
}
