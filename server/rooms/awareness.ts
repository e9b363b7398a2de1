/**
 * Awareness: who is in a room, and where their cursors are.
 *
 * Promises: one clientID a peer, and nobody speaks for another; the `user` in every state is the
 * server's own word; a state is small, shallow JSON. Entries that a client merely repeats are dropped
 * (a stock client sends back all that it hears). People who are here through another node are here as well;
 * what their nodes say of them is believed, and that node is to say it again. Encoding: see bulletin.ts.
 */
import * as decoding from 'lib0/decoding'
import { WeftError } from '../../shared/errors.ts'
import { colorOf, readUint, type StampedUser } from '../../shared/protocol.ts'
import type { Grant } from '../access/grant.ts'
import type { Present } from '../bus/bus.ts'
import { Bulletin, encodeEntry, varString } from './bulletin.ts'
import type { Clock } from './clock.ts'
import type { Peer } from './peer.ts'

/** The year 2004 in milliseconds: every server clock is above, every client's own counter far below. */
const SERVER_CLOCK_MIN = 2 ** 40
const DEPTH_MAX = 8
const ENTRIES_MAX = 10_000
/** The state of somebody who is not there any more. */
const GONE = varString('null')

interface Entry {
  /** Whoever speaks for it: a peer here, or the node through which it is here. */
  readonly holder: Peer | string
  readonly user: string
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

type Gone = Pick<Present, 'client' | 'user'>

/** Who is new here through another node, and who is not here through it any more. */
export interface Passage {
  readonly came: readonly Present[]
  readonly left: readonly Gone[]
}

export class Awareness {
  readonly #stateLimit: number
  readonly #clock: Clock
  readonly #entries = new Map<number, Entry>()
  readonly #clientOf = new Map<Peer, number>()
  /** Whose clientID another connection has taken over: what still comes from them is late. */
  readonly #superseded = new WeakSet<Peer>()
  /** Whose states have changed since `takeNews`, some more than once. */
  #news: number[] = []
  /** Those of them who are, or were, here through this node, and their users. */
  #ownNews = new Map<number, string>()

  constructor(stateLimit: number, clock: Clock) {
    this.#stateLimit = stateLimit
    this.#clock = clock
  }

  /**
   * Throws `malformed`, `too-big`.
   *
   * @param mayEcho the peer has been told of others, so it may be repeating them
   * @param role what it may do here
   */
  receive(peer: Peer, update: Uint8Array, mayEcho: boolean, role = peer.grant.role): void {
    const own = decode(update).find((entry) => this.#isOwn(peer, entry, mayEcho))
    if (!own || this.#superseded.has(peer)) return
    const state = own.state === 'null' ? null : this.#stamp({ ...peer.grant, role }, own)
    const known = this.#entries.get(own.client)
    if (state !== (known?.state ?? null) || typeof known?.holder === 'string')
      this.#changed(own.client, peer)
    this.#hold(peer, own.client, state)
  }

  /** A peer's first clientID stays its own. It may take one over from a connection of the same user. */
  #isOwn(peer: Peer, { client, clock }: Announced, mayEcho: boolean): boolean {
    const mine = this.#clientOf.get(peer)
    if (mine !== undefined) return mine === client
    if (mayEcho && clock >= SERVER_CLOCK_MIN) return false
    const holder = this.#entries.get(client)
    return !holder || holder.user === peer.grant.user.id
  }

  /** Whoever held it before is dead, though that may not be known yet. */
  #hold(peer: Peer, client: number, state: string | null): void {
    this.#takeFrom(this.#entries.get(client)?.holder, peer)
    this.#clientOf.set(peer, client)
    if (state === null) this.#entries.delete(client)
    else this.#set(client, { holder: peer, user: peer.grant.user.id, state })
  }

  #takeFrom(holder: Peer | string | undefined, next: Peer | string): void {
    if (typeof holder !== 'object' || holder === next) return
    this.#clientOf.delete(holder)
    this.#superseded.add(holder)
  }

  #set(client: number, entry: Omit<Entry, 'encoded'>): void {
    this.#entries.set(client, { ...entry, encoded: varString(entry.state) })
  }

  #changed(client: number, { grant }: Peer): void {
    this.#news.push(client)
    this.#ownNews.set(client, grant.user.id)
  }

  #stamp({ user: { id, name }, role }: Grant, { client, state }: Announced): string {
    if (state.length > this.#stateLimit) {
      throw new WeftError('too-big', `the state of client ${client} has ${state.length} characters`)
    }
    const user: StampedUser = { id, name, color: colorOf(id), role }
    return JSON.stringify({ ...parseState(state), user })
  }

  /** The clientID that is a peer's own. */
  clientOf(peer: Peer): number | undefined {
    return this.#clientOf.get(peer)
  }

  leave(peer: Peer): void {
    const client = this.#clientOf.get(peer)
    this.#clientOf.delete(peer)
    if (client !== undefined && this.#entries.delete(client)) this.#changed(client, peer)
  }

  /**
   * What another node says. Somebody who is here already has just been heard there, under the same clientID:
   * he has changed nodes.
   */
  hear(node: string, people: readonly Present[], isAll: boolean): Passage {
    const here = people.filter(({ state }) => state !== null)
    const came = here.filter(({ client }) => !this.#entries.has(client))
    for (const present of here) this.#hearOf(node, present)
    const said = new Set(here.map(({ client }) => client))
    const gone = isAll
      ? this.#through(node).filter((client) => !said.has(client))
      : people.flatMap(({ client, state }) => (state === null ? [client] : []))
    return { came, left: gone.flatMap((client) => this.#drop(client, node)) }
  }

  #hearOf(node: string, { client, user, state }: Present): void {
    const known = this.#entries.get(client)
    if (state === null || (known && known.user !== user)) return
    this.#takeFrom(known?.holder, node)
    this.#set(client, { holder: node, user, state })
    if (known?.state !== state) this.#news.push(client)
  }

  /** Whoever was here under it through that node. */
  #drop(client: number, node: string): Gone[] {
    const known = this.#entries.get(client)
    if (known?.holder !== node) return []
    this.#entries.delete(client)
    this.#news.push(client)
    return [{ client, user: known.user }]
  }

  /** The clientIDs of those who are here through that node. */
  #through(node: string): number[] {
    return [...this.#entries].flatMap(([client, { holder }]) => (holder === node ? [client] : []))
  }

  /** Nobody is here through it any more, as far as can be known. Answers with those who were. */
  forget(node: string): readonly Gone[] {
    return this.#through(node).flatMap((client) => this.#drop(client, node))
  }

  /** All are to be told anew. */
  outdated(): void {
    this.#news.push(...this.#entries.keys())
  }

  /** Those who are here through this node. */
  own(): Present[] {
    const held = [...this.#entries].filter(([, { holder }]) => typeof holder === 'object')
    return held.map(([client, { user, state }]) => ({ client, user, state }))
  }

  /** What other nodes have not been told of these. */
  takeOwnNews(): Present[] {
    const news = [...this.#ownNews]
    this.#ownNews = new Map()
    return news.flatMap(([client, user]) => {
      const entry = this.#entries.get(client)
      if (typeof entry?.holder === 'string') return []
      return [{ client, user, state: entry?.state ?? null }]
    })
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
    const clock = this.#clock.next()
    const entries = clients.map((client) => {
      const state = this.#entries.get(client)?.encoded ?? GONE
      return { client, bytes: encodeEntry(client, clock, state) }
    })
    return new Bulletin(entries, (peer) => this.#clientOf.get(peer))
  }
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
