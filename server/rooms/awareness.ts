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
import { colorOf, MessageType, readUint, type StampedUser } from '../../shared/protocol.ts'
import type { Grant } from '../access/grant.ts'
import type { Peer } from './peer.ts'

/** The year 2004 in milliseconds: every server clock is above, every client's own counter far below. */
const SERVER_CLOCK_MIN = 2 ** 40
const DEPTH_MAX = 8
const ENTRIES_MAX = 10_000
/** The state of somebody who is not there any more. */
const GONE = varString('null')

interface Entry {
  readonly peer: Peer
  /** The stamped state as JSON. */
  readonly state: string
  /** The same as a varString. */
  readonly encoded: Uint8Array
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
  /** Whose states have changed since `takeNews`, some more than once. */
  #news: number[] = []
  #clock = 0

  constructor(stateLimit: number) {
    this.#stateLimit = stateLimit
  }

  /**
   * Throws `malformed`, `too-big`.
   *
   * @param mayEcho the peer has been told of others, so it may be repeating them
   * @param role what it may do here
   */
  receive(peer: Peer, update: Uint8Array, mayEcho: boolean, role = peer.grant.role): void {
    const own = decode(update).find((entry) => this.#isOwn(peer, entry, mayEcho))
    if (!own) return
    const state = own.state === 'null' ? null : this.#stamp({ ...peer.grant, role }, own)
    if (state !== (this.#entries.get(own.client)?.state ?? null)) this.#news.push(own.client)
    this.#hold(peer, own.client, state)
  }

  /** A peer's first clientID stays its own. It may take one over from a connection of the same user. */
  #isOwn(peer: Peer, { client, clock }: Announced, mayEcho: boolean): boolean {
    const mine = this.#clientOf.get(peer)
    if (mine !== undefined) return mine === client
    if (mayEcho && clock >= SERVER_CLOCK_MIN) return false
    const holder = this.#entries.get(client)?.peer
    return !holder || holder.grant.user.id === peer.grant.user.id
  }

  /** The connection that held it before is dead, though that may not be known yet. */
  #hold(peer: Peer, client: number, state: string | null): void {
    const holder = this.#entries.get(client)?.peer
    if (holder && holder !== peer) this.#clientOf.delete(holder)
    this.#clientOf.set(peer, client)
    if (state === null) this.#entries.delete(client)
    else this.#entries.set(client, { peer, state, encoded: varString(state) })
  }

  #stamp({ user: { id, name }, role }: Grant, { client, state }: Announced): string {
    if (state.length > this.#stateLimit) {
      throw new WeftError('too-big', `the state of client ${client} has ${state.length} characters`)
    }
    const user: StampedUser = { id, name, color: colorOf(id), role }
    return JSON.stringify({ ...parseState(state), user })
  }

  #tick(): number {
    this.#clock = Math.max(this.#clock + 1, Date.now())
    return this.#clock
  }

  /** The clientID that is a peer's own. */
  clientOf(peer: Peer): number | undefined {
    return this.#clientOf.get(peer)
  }

  leave(peer: Peer): void {
    const client = this.#clientOf.get(peer)
    this.#clientOf.delete(peer)
    if (client !== undefined && this.#entries.delete(client)) this.#news.push(client)
  }

  /** What has changed since the last time; null when that is nothing. */
  takeNews(): Bulletin | null {
    const news = [...new Set(this.#news)]
    this.#news = []
    return news.length > 0 ? this.#bulletin(news) : null
  }

  /**
   * For whoever joins, and for all every 15 s, since clients forget those of whom they hear nothing for
   * 30 s.
   */
  everyone(): Bulletin {
    return this.#bulletin([...this.#entries.keys()])
  }

  #bulletin(clients: readonly number[]): Bulletin {
    const clock = this.#tick()
    const entries = clients.map((client) => {
      const state = this.#entries.get(client)?.encoded ?? GONE
      return { client, bytes: encodeEntry(client, clock, state) }
    })
    return new Bulletin(entries, (peer) => this.#clientOf.get(peer))
  }
}

/**
 * States of many, to be told to many. Nobody is told of himself: a client would take it for its own
 * state, and the server's clock for its own. A frame comes in parts, since all but its first bytes are
 * the same for everybody: to copy them would be most of what a crowd of moving cursors costs. All who
 * are not in it get the same frame.
 */
export class Bulletin {
  readonly #entries: Uint8Array
  /** Where in it each client's is. */
  readonly #spans = new Map<number, { start: number; end: number }>()
  readonly #clientOf: (peer: Peer) => number | undefined
  #shared: readonly Uint8Array[] | undefined

  constructor(
    entries: readonly { readonly client: number; readonly bytes: Uint8Array }[],
    clientOf: (peer: Peer) => number | undefined,
  ) {
    this.#clientOf = clientOf
    this.#entries = joined(entries.map(({ bytes }) => bytes))
    let end = 0
    for (const { client, bytes } of entries) {
      const start = end
      end += bytes.byteLength
      this.#spans.set(client, { start, end })
    }
  }

  /** Null when there is nobody else in it. */
  frameFor(peer: Peer): readonly Uint8Array[] | null {
    const count = this.#spans.size
    const own = this.#spans.get(this.#clientOf(peer) ?? -1)
    if (count === (own ? 1 : 0)) return null
    const entries = this.#entries
    if (own) return frame(count - 1, entries.subarray(0, own.start), entries.subarray(own.end))
    this.#shared ??= [joined(frame(count, entries))]
    return this.#shared
  }
}

/** `[1][length][count] entries`, in parts. */
function frame(count: number, ...entries: readonly Uint8Array[]): Uint8Array[] {
  const number = encoding.encode((encoder) => encoding.writeVarUint(encoder, count))
  const head = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, MessageType.awareness)
    encoding.writeVarUint(encoder, lengthOf([number, ...entries]))
    encoding.writeUint8Array(encoder, number)
  })
  return [head, ...entries]
}

const lengthOf = (parts: readonly Uint8Array[]): number =>
  parts.reduce((sum, { byteLength }) => sum + byteLength, 0)

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(lengthOf(parts))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

function decode(update: Uint8Array): Announced[] {
  try {
    const decoder = decoding.createDecoder(update)
    const count = readUint(decoder)
    if (count > ENTRIES_MAX) throw new RangeError(`${count} entries`)
    const entries = Array.from({ length: count }, () => ({
      client: readUint(decoder),
      clock: readUint(decoder),
      state: decoding.readVarString(decoder),
    }))
    if (decoding.hasContent(decoder)) throw new RangeError('bytes after the entries')
    return entries
  } catch (error) {
    throw new WeftError('malformed', 'not an awareness update', { cause: error })
  }
}

function varString(text: string): Uint8Array {
  return encoding.encode((encoder) => encoding.writeVarString(encoder, text))
}

function encodeEntry(client: number, clock: number, state: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeUint8Array(encoder, state)
  })
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
