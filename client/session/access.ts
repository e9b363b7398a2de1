/**
 * Access: keeps the connection supplied with a valid token, and decides what a close code means.
 *
 * Promises to ask at once at the start, again with growing, jittered pauses while the server cannot be
 * reached, and before a token runs out; and to stop for good only when the server has decided. Knows
 * neither sockets nor documents: it fetches, and tells its owner through the hooks.
 */
import type { GrantedToken } from '../../shared/api.ts'
import { CloseCode } from '../../shared/protocol.ts'
import type { TokenAnswer } from './token.ts'

/** Why this document cannot be worked in, as far as anybody can do something about it. */
export type TroubleId =
  | 'not-found'
  | 'removed'
  | 'made-anew'
  | 'trashed'
  | 'signed-out'
  | 'forbidden'
  | 'link-expired'
  | 'link-used'
  | 'author-conflict'
  | 'too-big'
  | 'malformed'
  | 'refused'

export interface AccessHooks {
  readonly request: (signal: AbortSignal) => Promise<TokenAnswer>
  /** A fresh token. `reconnect`: connect with it; otherwise hand it to the open connection. */
  readonly granted: (grant: GrantedToken, reconnect: boolean) => void
  readonly trouble: (id: TroubleId) => void
  /** The link asks for its password: nothing goes on until `connect` is called again. */
  readonly locked: (isWrong: boolean) => void
}

const FIRST_PAUSE = 500
const LONGEST_PAUSE = 15_000
const RENEW_AT = 0.8
/** Closed by the server this often in a row, token after token: it does not want us. */
const MOST_REJECTIONS = 5
/** What setTimeout can count. */
const LONGEST_TIMER = 2 ** 31 - 1

/** What the server says of a link, as a token is asked for or as a connection ends. */
const REASONS: ReadonlyMap<string, TroubleId> = new Map<string, TroubleId>([
  ['author-conflict', 'author-conflict'],
  ['forbidden', 'forbidden'],
  ['trashed', 'trashed'],
  ['link-revoked', 'removed'],
  ['removed', 'removed'],
  ['made-anew', 'made-anew'],
  ['link-expired', 'link-expired'],
  ['link-used', 'link-used'],
])

const TROUBLES: ReadonlyMap<number, TroubleId> = new Map<number, TroubleId>([
  [CloseCode.malformed, 'malformed'],
  [CloseCode.forbidden, 'removed'],
  [CloseCode.notFound, 'not-found'],
  [CloseCode.tooBig, 'too-big'],
])

/** The token's whole life in ms, by the server's own clock when it says when it was issued. */
export function lifeOf(grant: GrantedToken, now: number): number {
  try {
    const payload = grant.token.split('.')[1] ?? ''
    const { iat } = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')))
    if (typeof iat === 'number') return (grant.expires - iat) * 1000
  } catch {
    // Not a JWT that we can read: the local clock has to do.
    return grant.expires * 1000 - now
  }
  return grant.expires * 1000 - now
}

export class Access {
  readonly #hooks: AccessHooks
  readonly #end = new AbortController()
  #timer: ReturnType<typeof setTimeout> | null = null
  #asking = false
  /** Somebody asked while an older question was out, perhaps under another name. */
  #again = false
  #reconnect = true
  #failures = 0
  #rejections = 0

  constructor(hooks: AccessHooks) {
    this.#hooks = hooks
  }

  /** Fetches a token and connects with it: at the start, and after a rename. */
  connect(): void {
    this.#reconnect = true
    void this.#ask()
  }

  /** The network is back: whatever waits need not wait longer. */
  online(): void {
    if (this.#failures > 0) void this.#ask()
  }

  /** The connection works, so its token was good. */
  accepted(): void {
    this.#rejections = 0
  }

  /** Returns whether the stock client may go on retrying with the token that it has. */
  closed(code: number, reason = ''): boolean {
    const trouble = REASONS.get(reason) ?? TROUBLES.get(code)
    if (trouble !== undefined) this.give(trouble)
    else if (code === CloseCode.unauthorized || code === CloseCode.roleChanged) this.#rejected()
    else return true
    return false
  }

  destroy(): void {
    this.#end.abort()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  #rejected(): void {
    this.#reconnect = true
    this.#rejections += 1
    if (this.#rejections > MOST_REJECTIONS) this.give('refused')
    else if (this.#rejections === 1) void this.#ask()
    else this.#schedule(pause(this.#rejections))
  }

  /** Stops for good. */
  give(trouble: TroubleId): void {
    this.destroy()
    this.#hooks.trouble(trouble)
  }

  #schedule(wait: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#ask(), Math.min(wait, LONGEST_TIMER))
  }

  async #ask(): Promise<void> {
    if (this.#end.signal.aborted) return
    if (this.#asking) {
      this.#again = true
      return
    }
    this.#asking = true
    const answer = await this.#hooks.request(this.#end.signal)
    this.#asking = false
    if (this.#end.signal.aborted) return
    if (!this.#again) return this.#read(answer)
    this.#again = false
    return this.#ask()
  }

  #refused(code: string): void {
    if (code === 'password-needed' || code === 'password-wrong')
      this.#hooks.locked(code === 'password-wrong')
    else this.give(REASONS.get(code) ?? 'not-found')
  }

  #read(answer: TokenAnswer): void {
    if (answer.kind === 'refused') this.#refused(answer.code)
    else if (answer.kind === 'unreachable') {
      this.#failures += 1
      this.#schedule(pause(this.#failures))
    } else {
      this.#failures = 0
      const { grant } = answer
      this.#schedule(Math.max(10_000, lifeOf(grant, Date.now()) * RENEW_AT))
      this.#hooks.granted(grant, this.#reconnect)
      this.#reconnect = false
    }
  }
}

/** Doubling, with up to half of it random, so that a team does not come back in one instant. */
function pause(attempt: number): number {
  const whole = Math.min(FIRST_PAUSE * 2 ** (attempt - 1), LONGEST_PAUSE)
  return whole * (0.5 + Math.random() / 2)
}
