/**
 * Neighbours: which other nodes there are, by the beats that they send.
 *
 * Who has fallen silent without a goodbye may be cut off from Redis and still write to the log, so nobody is told
 * of that; or may be dead, and is forgotten after a while. Counts in beats, not in time: whoever was stopped
 * himself for a while has counted none.
 */

/** Beats that may be waited for. The last answer, then this many without one, and it is called silent. */
export const PATIENCE = 3
/** Beats until one that is silent is taken for dead: ten minutes. */
const FORGOTTEN = 300
const NODES_MAX = 1_000

interface Neighbour {
  readonly wire: number
  unheard: number
}

export class Neighbours {
  readonly #nodes = new Map<string, Neighbour>()

  /** Whether none of them is silent. */
  get areHeard(): boolean {
    return [...this.#nodes.values()].every(({ unheard }) => unheard <= PATIENCE)
  }

  /**
   * @param wire the number of its connection
   * @returns whether something that it told before may have been lost
   */
  heard(node: string, wire: number): boolean {
    const known = this.#nodes.get(node)
    if (known || this.#nodes.size < NODES_MAX) this.#nodes.set(node, { wire, unheard: 0 })
    return known?.wire !== wire
  }

  left(node: string): void {
    this.#nodes.delete(node)
  }

  /** The time between two beats has passed. */
  beat(): void {
    for (const [node, it] of this.#nodes) if (++it.unheard > FORGOTTEN) this.#nodes.delete(node)
  }
}
