/**
 * Guest: a stock y-websocket client that stays for long.
 *
 * Joins by a room's link as anyone would, keeps its token fresh for the next connect, and says when
 * the server has sent it away for good. What it reads and writes is for whoever joined it.
 */
import { StockClient, tokenFor } from '../server/testing/live.ts'
import type { CreatedRoom } from '../shared/api.ts'
import type { Role } from '../shared/protocol.ts'
import { within } from './within.ts'

/** Tokens of a link last for a quarter of an hour. */
const RENEW_MS = 10 * 60_000
const SYNC_MS = 20_000

export interface Invitation {
  /** Without a slash at its end. */
  readonly url: string
  readonly room: CreatedRoom
  readonly role: Role
  /** The same name is the same person, on every visit. */
  readonly name: string
}

export class Guest extends StockClient {
  readonly name: string
  /** Rejects when the server closes for good; else it stays open for ever. */
  readonly refused: Promise<never>
  /** Connections that were lost, wherever the fault lay. */
  losses = 0
  readonly #renewal: NodeJS.Timeout

  private constructor(invitation: Invitation, token: string) {
    const { url, room, role, name } = invitation
    super(url, room.room, token)
    this.name = name
    const { promise, reject } = Promise.withResolvers<never>()
    this.refused = promise
    // Whoever waits for something sees it; no one waiting is no fault.
    promise.catch(() => undefined)
    this.provider.on('closed', ({ code, reason }) =>
      reject(new Error(`${name} was sent away for good: ${code} ${reason}`)),
    )
    this.provider.on('connection-close', () => {
      this.losses += 1
    })
    this.#renewal = setInterval(() => void this.#renew(url, room, role), RENEW_MS).unref()
  }

  /** Returns when it has all that the server had. */
  static async join(invitation: Invitation): Promise<Guest> {
    const { url, room, role, name } = invitation
    const { token } = await tokenFor(url, room, role, name)
    const guest = new Guest(invitation, token)
    await guest.within(SYNC_MS, 'sync', guest.synced())
    return guest
  }

  /** Waits for so long, and no longer than it is welcome. */
  within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
    return within(ms, `${this.name}: ${what}`, Promise.race([promise, this.refused]))
  }

  /** The provider reads its parameters again at every connect. */
  async #renew(url: string, room: CreatedRoom, role: Role): Promise<void> {
    try {
      const { token } = await tokenFor(url, room, role, this.name)
      this.provider.params = { token }
    } catch {
      // The server is away; the next renewal is early enough, and if not, `refused` says so.
    }
  }

  override close(): void {
    clearInterval(this.#renewal)
    super.close()
  }
}
