/**
 * Reservations: whose a clientID is that nobody has written with yet.
 *
 * Everyone sees the clientID of a person who is here, so whoever wrote under it first could have his
 * text taken for theirs. Promises: the first who reserves one keeps it for as long as the room is
 * open, though he lose his line; only of those who have gone, the longest gone are forgotten when there
 * are too many. Whose an id is once it is written with, the log says (document.ts). Also knows who has
 * written since the room was opened, which counts after a backup was put back.
 */

/** Of those who have gone: so many that to have one forgotten takes longer than most lines are cut. */
const GONE_MAX = 10_000

export class Reservations {
  readonly #here = new Map<number, string>()
  /** In the order of going. */
  readonly #gone = new Map<number, string>()
  readonly #heard = new Set<number>()

  ownerOf(client: number): string | undefined {
    return this.#here.get(client) ?? this.#gone.get(client)
  }

  /** Its owner himself has written with it. */
  heard(client: number): void {
    this.#heard.add(client)
  }

  hasHeard(client: number): boolean {
    return this.#heard.has(client)
  }

  /** Does nothing when it is another's. */
  reserve(user: string, client: number): void {
    if ((this.ownerOf(client) ?? user) !== user) return
    this.#gone.delete(client)
    this.#here.set(client, user)
  }

  /** One user has become another. */
  rename(from: string, to: string): void {
    for (const kept of [this.#here, this.#gone])
      for (const [client, user] of kept) if (user === from) kept.set(client, to)
  }

  /** Its holder has gone. Also said of one who has only changed lines, which takes nothing from him. */
  release(user: string, client: number): void {
    if (this.#here.get(client) !== user) return
    this.#here.delete(client)
    this.#gone.set(client, user)
    if (this.#gone.size <= GONE_MAX) return
    const [longest] = this.#gone.keys()
    if (longest !== undefined) this.#gone.delete(longest)
  }
}
