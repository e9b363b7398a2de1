/**
 * Arrivals: which steps of a replay have come to a client.
 *
 * Asks the document itself, not the network: a step has arrived when everything that it inserted is
 * there and everything that it deleted is gone. Each agent's steps are sent over one connection and so
 * arrive in order.
 */
import * as Y from 'yjs'
import type { Step } from './trace.ts'

export class Arrivals {
  readonly #doc: Y.Doc
  readonly #byAgent: readonly (readonly Step[])[]
  readonly #arrived: number[]

  constructor(doc: Y.Doc, byAgent: readonly (readonly Step[])[]) {
    this.#doc = doc
    this.#byAgent = byAgent
    this.#arrived = byAgent.map(() => 0)
  }

  /** Whether so many steps of each agent are there. */
  have(version: readonly number[]): boolean {
    return version.every((count, agent) => this.#advance(agent, count) >= count)
  }

  #advance(agent: number, upTo: number): number {
    let arrived = this.#arrived[agent] ?? 0
    while (arrived < upTo && holds(this.#doc, this.#byAgent[agent]?.[arrived]?.update)) arrived += 1
    this.#arrived[agent] = arrived
    return arrived
  }
}

export function holds(doc: Y.Doc, update: Uint8Array | null | undefined): boolean {
  if (!update) return true
  const { structs, ds } = Y.decodeUpdate(update)
  return (
    structs.every(({ id, length }) => Y.getState(doc.store, id.client) >= id.clock + length) &&
    [...ds.clients].every(([client, ranges]) =>
      ranges.every(({ clock, len }) => isGone(doc, client, clock + len - 1)),
    )
  )
}

function isGone(doc: Y.Doc, client: number, clock: number): boolean {
  if (Y.getState(doc.store, client) <= clock) return false
  return Y.getItem(doc.store, Y.createID(client, clock)).deleted
}
