/**
 * Awareness: who is in a room, and where their cursors are.
 *
 * Promises: one clientID a peer, and nobody speaks for another; the `user` in every state is the
 * server's own word; a state is small, shallow JSON. Entries that a client merely repeats are dropped
 * (a stock client sends back all that it hears). Encoding: y-protocols 1.0 awareness,
 * `[varUint n] n × [varUint clientID][varUint clock][varString JSON | "null"]`.
 *
 * Outgoing clocks are the server's own and start from the time of day, so that they rise across
 * restarts and reconnects. A client ignores a state at a clock that it has seen, and keeps clocks when
 * its line is cut: whoever came back would stay unseen, and see nobody, for up to 15 s.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WeftError } from '../../shared/errors.ts'
import { colorOf, type StampedUser } from '../../shared/protocol.ts'
import type { Grant } from '../access/grant.ts'
import type { Peer } from './peer.ts'

/** The year 2004 in milliseconds: every server clock is above, every client's own counter far below. */
const SERVER_CLOCK_MIN = 2 ** 40
const DEPTH_MAX = 8
const ENTRIES_MAX = 10_000

interface Entry {
  readonly peer: Peer
  /** The stamped state as JSON. */
  readonly state: string
}

interface Announced {
  readonly client: number
  readonly clock: number
  readonly state: string
}

export class Awareness {
  readonly #stateLimit: number
  readonly #entries = new Map<number, Entry>()
  readonly #clientOf = new Map<Peer, number>()
  #clock = 0

  constructor(stateLimit: number) {
    this.#stateLimit = stateLimit
  }

  /**
   * What others have to hear of it; null when that is nothing. Throws `malformed`.
   *
   * @param mayEcho the peer has been told of others, so it may be repeating them
   */
  receive(peer: Peer, update: Uint8Array, mayEcho: boolean): Uint8Array | null {
    const own = decode(update).find(
      ({ client, clock }) =>
        this.#clientOf.get(peer) === client ||
        (!(mayEcho && clock >= SERVER_CLOCK_MIN) && this.#mayClaim(peer, client)),
    )
    if (!own) return null
    if (own.state === 'null') return this.leave(peer)
    const state = this.#stamp(peer.grant, own)
    if (this.#entries.get(own.client)?.state === state) return null
    this.#clientOf.set(peer, own.client)
    return this.#set(own.client, peer, state)
  }

  /** Takes over from a connection of the same user that is dead but not yet known to be. */
  #mayClaim(peer: Peer, client: number): boolean {
    if (this.#clientOf.has(peer)) return false
    const holder = this.#entries.get(client)?.peer
    if (!holder) return true
    if (holder.grant.user.id !== peer.grant.user.id) return false
    this.#clientOf.delete(holder)
    return true
  }

  #stamp({ user: { id, name }, role }: Grant, { client, state }: Announced): string {
    if (state.length > this.#stateLimit) {
      throw new WeftError(
        'malformed',
        `the state of client ${client} has ${state.length} characters`,
      )
    }
    const user: StampedUser = { id, name, color: colorOf(id), role }
    return JSON.stringify({ ...parseState(state), user })
  }

  #set(client: number, peer: Peer, state: string): Uint8Array {
    this.#entries.set(client, { peer, state })
    return encode([[client, this.#tick(), state]])
  }

  #tick(): number {
    this.#clock = Math.max(this.#clock + 1, Date.now())
    return this.#clock
  }

  /** What the others have to hear when a peer goes. */
  leave(peer: Peer): Uint8Array | null {
    const client = this.#clientOf.get(peer)
    this.#clientOf.delete(peer)
    if (client === undefined || !this.#entries.delete(client)) return null
    return encode([[client, this.#tick(), 'null']])
  }

  /**
   * Everyone but the peer itself, under a new clock; null when that is nobody. When it joins, and every
   * 15 s, since clients forget those of whom they hear nothing for 30 s. A client that heard of itself
   * would take it for its own state, and the server's clock for its own.
   */
  everyoneBut(self: Peer): Uint8Array | null {
    const others = [...this.#entries].filter(([, { peer }]) => peer !== self)
    if (others.length === 0) return null
    const clock = this.#tick()
    return encode(others.map(([client, { state }]) => [client, clock, state]))
  }
}

function decode(update: Uint8Array): Announced[] {
  try {
    const decoder = decoding.createDecoder(update)
    const count = decoding.readVarUint(decoder)
    if (count > ENTRIES_MAX) throw new RangeError(`${count} entries`)
    const entries = Array.from({ length: count }, () => ({
      client: decoding.readVarUint(decoder),
      clock: decoding.readVarUint(decoder),
      state: decoding.readVarString(decoder),
    }))
    if (decoding.hasContent(decoder)) throw new RangeError('bytes after the entries')
    return entries
  } catch (error) {
    throw new WeftError('malformed', 'not an awareness update', { cause: error })
  }
}

function encode(
  entries: readonly (readonly [client: number, clock: number, state: string])[],
): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const [client, clock, state] of entries) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  }
  return encoding.toUint8Array(encoder)
}

function parseState(json: string): object {
  const state = parse(json)
  if (
    typeof state === 'object' &&
    state !== null &&
    !Array.isArray(state) &&
    isShallow(state, DEPTH_MAX)
  ) {
    return state
  }
  throw new WeftError('malformed', `an awareness state is an object of at most ${DEPTH_MAX} levels`)
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch (error) {
    throw new WeftError('malformed', 'an awareness state is not JSON', { cause: error })
  }
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1))
}
