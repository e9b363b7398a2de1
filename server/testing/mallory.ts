/**
 * Mallory: someone with a right to write, and no good in mind.
 *
 * Keeps the frames that he sees and sends them back changed, writes under the clientIDs of others,
 * sends updates that build on nothing, and bytes that are no message at all. His own document only
 * listens.
 */
import * as Y from 'yjs'
import { SyncType, savedFrame, syncFrame } from '../../shared/protocol.ts'
import type { Chance } from './chance.ts'
import type { Client } from './world.ts'

const KEPT = 50
const TRICKS = { mutate: 6, replay: 2, future: 2, junk: 1, ask: 1, squat: 2 } as const

export class Mallory {
  readonly client: Client
  readonly #chance: Chance
  readonly #victims: readonly number[]
  readonly #seen: Uint8Array[] = []

  constructor(client: Client, victims: readonly Client[], chance: Chance) {
    this.client = client
    this.#chance = chance
    this.#victims = victims.map(({ doc }) => doc.clientID)
    client.onFrame = (frame) => {
      this.#seen.push(frame)
      if (this.#seen.length > KEPT) this.#seen.shift()
    }
  }

  act(): void {
    if (!this.client.isConnected) return
    const frame = this[this.#chance.weighted(TRICKS)]()
    if (frame) this.client.raw(frame)
  }

  mutate(): Uint8Array | null {
    const frame = this.replay()?.slice()
    if (!frame) return null
    for (let change = 1 + this.#chance.below(3); change > 0; change--)
      frame[this.#chance.below(frame.length)] = this.#chance.below(256)
    return frame
  }

  replay(): Uint8Array | null {
    return this.#seen.length > 0 ? this.#chance.pick(this.#seen) : null
  }

  /** The second half of something whose first half nobody gets. */
  future(): Uint8Array {
    return typedAfter(this.#chance.below(2 ** 31), 1 + this.#chance.below(1_000))
  }

  /** What a victim whom he has seen is about to write, in Mallory's words. */
  squat(): Uint8Array | null {
    const victim = this.#chance.pick(this.#victims)
    const clock = Y.getState(this.client.doc.store, victim)
    return clock > 0 ? typedAfter(victim, clock) : null
  }

  ask(): Uint8Array {
    return savedFrame(this.#chance.below(2 ** 31))
  }

  junk(): Uint8Array {
    return Uint8Array.from({ length: this.#chance.below(40) }, () => this.#chance.below(256))
  }
}

/** An insertion at that clock of a client, as an update frame. */
function typedAfter(clientID: number, clock: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientID
  if (clock > 0) doc.getText('content').insert(0, 'x'.repeat(clock))
  const before = Y.encodeStateVector(doc)
  doc.getText('content').insert(0, 'mallory ')
  return syncFrame(SyncType.update, Y.encodeStateAsUpdate(doc, before))
}
