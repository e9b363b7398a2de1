/**
 * Room: a document and the typists in it, and whether what they did is all there.
 *
 * Someone who has never seen the text reads it with nothing but the server's word. Promises to find
 * every acknowledged edit that is missing, doubled or torn, and every screen that differs from another.
 */
import * as prng from 'lib0/prng'
import * as Y from 'yjs'
import { createRoom, until } from '../server/testing/live.ts'
import type { CreatedRoom } from '../shared/api.ts'
import { CONTENT } from '../shared/protocol.ts'
import { Guest } from './guest.ts'
import { torn } from './ledger.ts'
import { type Pause, Typist } from './typist.ts'

const AGREE_MS = 20_000

export class Room {
  readonly typists: readonly Typist[]
  readonly #url: string
  readonly #room: CreatedRoom

  private constructor(url: string, room: CreatedRoom, typists: readonly Typist[]) {
    this.#url = url
    this.#room = room
    this.typists = typists
  }

  /** @param urls of nodes, on which they sit by turns */
  static async open(
    urls: readonly string[],
    cast: readonly string[],
    random: prng.PRNG,
    pause?: Pause,
  ): Promise<Room> {
    const [first = ''] = urls
    const room = await createRoom(first)
    const typists: Typist[] = []
    for (const [index, name] of cast.entries()) {
      const own = prng.create(prng.uint32(random, 0, 2 ** 32 - 1))
      const url = urls[index % urls.length] ?? first
      typists.push(await Typist.join({ url, room, name }, own, pause))
    }
    return new Room(first, room, typists)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const typist of this.typists) typist.close()
  }

  /** What is wrong with what a newcomer reads, who has nothing but the server's word. */
  async inspect(): Promise<string[]> {
    const newcomer = await this.#newcomer()
    const faults = this.#faults(newcomer)
    newcomer.close()
    return faults
  }

  #newcomer(): Promise<Guest> {
    return Guest.join({ url: this.#url, room: this.#room, role: 'viewer', name: 'Newcomer' })
  }

  #faults({ name, doc, text }: Guest): string[] {
    const shown = text.toString()
    const faults = this.typists.flatMap(({ ledger }) => ledger.faults(shown))
    if (torn(shown)) faults.push(`${name} sees torn markers: ${torn(shown).slice(0, 40)}`)
    if (doc.store.pendingStructs ?? doc.store.pendingDs) faults.push(`${name} waits for a change`)
    return faults
  }

  /** Everyone stops, all is saved, and all screens must come to the same document. */
  async settle(): Promise<string[]> {
    await Promise.all(this.typists.map((typist) => typist.settle()))
    const newcomer = await this.#newcomer()
    const guests = this.typists.map(({ guest }) => guest)
    const differing = () => guests.filter(({ doc }) => !areEqual(doc, newcomer.doc))
    const faults = await newcomer
      .within(
        AGREE_MS,
        'one document for all',
        until(() => differing().length === 0),
      )
      .then(
        () => [],
        () => differing().map(({ name }) => `${name} has another document at the end`),
      )
    // Who sees the same sees the same faults: to look for them is most of what a crowd costs.
    const views = new Map([...guests, newcomer].map((guest) => [guest.text.toString(), guest]))
    const seen = [...views.values()].flatMap((guest) => this.#faults(guest))
    newcomer.close()
    return [...faults, ...seen]
  }
}

/** The same text, the same insertions known, the same deletions: the same Yjs document. */
function areEqual(a: Y.Doc, b: Y.Doc): boolean {
  return (
    a.getText(CONTENT).toString() === b.getText(CONTENT).toString() &&
    Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b))
  )
}

/** So many names of three letters, as markers have them. */
export const castOf = (size: number): string[] =>
  Array.from({ length: size }, (_, index) =>
    [26 * 26, 26, 1]
      .map((unit) => 'abcdefghijklmnopqrstuvwxyz'[Math.floor(index / unit) % 26])
      .join(''),
  )
