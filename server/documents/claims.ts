/**
 * Claims: who has lately become somebody else.
 *
 * A guest who signs in is a person from then on, and all that is durable says so at once. What was on
 * its way meanwhile, and what his other tabs send before they have heard of it, still comes in the
 * guest's name. Promises to know under which name it is to be taken, for longer than a guest's token
 * lasts. Held in memory: a restart ends every line, and whoever comes back shows a secret, not a name.
 */

/** Four times as long as a token that comes from a link. */
const KEPT_MS = 60 * 60_000

interface Claim {
  readonly to: string
  readonly time: number
}

export class Claims {
  /** In the order of being made. */
  readonly #claims = new Map<string, Claim>()

  note(from: string, to: string): void {
    const now = Date.now()
    for (const [user, { time }] of this.#claims) {
      if (time > now - KEPT_MS) break
      this.#claims.delete(user)
    }
    this.#claims.delete(from)
    this.#claims.set(from, { to, time: now })
  }

  /** The name that counts for what comes in the name of `user`. */
  nameOf(user: string): string {
    return this.#claims.get(user)?.to ?? user
  }
}
