/**
 * Admission: how many may come, how often, before anything else is asked of them.
 *
 * Every limit that is counted by address or by user is here. A wrong token or secret is answered as
 * such only so many times a minute; a right one always passes, for whole offices share an address.
 */
import type { IncomingMessage } from 'node:http'
import { codeOf, type ErrorCode } from '../../shared/errors.ts'
import type { Limits } from '../../shared/protocol.ts'
import { Census, Throttle } from '../access/throttle.ts'
import { addressOf } from './address.ts'

const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S

/** What somebody who guesses is told; a token that has run out was once a good one. */
const FAILURES: readonly ErrorCode[] = ['token-bad', 'not-found']

export class Admission {
  readonly #hops: number
  readonly #joins: Throttle
  readonly #failures: Throttle
  readonly #passwords: Throttle
  readonly #creations: Throttle
  readonly #edits: Throttle
  readonly #lists: Throttle
  readonly #addresses: Census
  readonly #users: Census

  /** `hops`: how many proxies in front are trusted. */
  constructor(limits: Limits, hops: number) {
    const per = (seconds: number, burst: number) => new Throttle({ rate: burst / seconds, burst })
    this.#hops = hops
    this.#joins = new Throttle({ rate: limits.joinRate, burst: limits.joinBurst })
    this.#failures = per(MINUTE_S, limits.failedTokens)
    this.#passwords = per(MINUTE_S, limits.failedTokens)
    this.#creations = per(HOUR_S, limits.createdRooms)
    this.#edits = per(MINUTE_S, limits.textEdits)
    this.#lists = new Throttle({ rate: limits.listRate, burst: limits.listBurst })
    this.#addresses = new Census(limits.addressConnections)
    this.#users = new Census(limits.userConnections)
  }

  /** A connection begins. Throws `too-fast`, `too-many-connections`. */
  join(request: IncomingMessage): Visit {
    const address = addressOf(request, this.#hops)
    this.#joins.pass(address, 'connections')
    return new Visit(address, this.#addresses, this.#users)
  }

  /** A room is to be made. Throws `too-fast`. */
  create(request: IncomingMessage): void {
    this.#creations.pass(addressOf(request, this.#hops), 'rooms made')
  }

  /** A text is to be changed as a whole, which reads all of its document. Throws `too-fast`. */
  edit(request: IncomingMessage): void {
    this.#edits.pass(addressOf(request, this.#hops), 'texts')
  }

  /** Somebody looks for rooms, which looks through the texts of all. Throws `too-fast`. */
  list(request: IncomingMessage): void {
    this.#lists.pass(addressOf(request, this.#hops), 'lists of rooms')
  }

  /** A password is to be tried: even a right one costs much, so it is counted before. Throws `too-fast`. */
  password(request: IncomingMessage): void {
    this.#passwords.pass(addressOf(request, this.#hops), 'passwords')
  }

  /** Runs what may fail by a wrong token or secret; throws `too-fast` in its place when it did too often. */
  async guess<T>(request: IncomingMessage, attempt: () => Promise<T>): Promise<T> {
    try {
      return await attempt()
    } catch (error) {
      if (FAILURES.includes(codeOf(error))) {
        this.#failures.pass(addressOf(request, this.#hops), 'wrong tokens')
      }
      throw error
    }
  }
}

/** A connection, as it is counted: by its address, and by its user as soon as that is known. */
export class Visit {
  readonly #address: string
  readonly #addresses: Census
  readonly #users: Census
  #user: string | undefined
  #isOver = false

  /** Throws `too-many-connections`. */
  constructor(address: string, addresses: Census, users: Census) {
    addresses.enter(address)
    this.#address = address
    this.#addresses = addresses
    this.#users = users
  }

  /** It has turned out whose it is. One that is over by then counts for nobody. Throws `too-many-connections`. */
  identify(user: string): void {
    if (this.#isOver) return
    this.#users.enter(user)
    this.#user = user
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#addresses.leave(this.#address)
    if (this.#user !== undefined) this.#users.leave(this.#user)
  }
}
