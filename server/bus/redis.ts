/**
 * RedisBus: a bus between nodes that reach the same Redis.
 *
 * Redis passes notes on and keeps nothing. A node's own beats go the way that its notes go, so what it does not hear
 * of itself within four beats, the others may not hear either: then the wire is given up, and another one opened, for
 * as long as it takes. Promises that whatever is lost is followed by `missed`, here and, since each beat has the number
 * of its wire, on all nodes that were to hear it. Notes of one turn go out together, each once.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { WeftError } from '../../shared/errors.ts'
import type { Bus, BusListener, Note } from './bus.ts'
import { type Message, readMessage, writeMessage } from './message.ts'
import { Neighbours, PATIENCE } from './neighbours.ts'
import { expectAddress, RedisWire } from './redis-wire.ts'

const BEAT_MS = 2_000
/** Between two attempts: the first, and the longest. Each waits between half of it and all. */
const RETRY_MS = 100
const RETRY_MAX_MS = 2_000
/** How long a goodbye may take. */
const BYE_MS = 1_000

const NODES = 'weft:nodes'
const channelOf = (note: Note) => (note.kind === 'claimed' ? NODES : roomChannel(note.room))
const roomChannel = (room: string) => `weft:room:${room}`

export class RedisBus implements Bus {
  readonly #url: string
  readonly #beatMs: number
  readonly #node = randomUUID()
  readonly #rooms = new Set<string>()
  readonly #neighbours = new Neighbours()
  readonly #closing = new AbortController()
  #listener: BusListener | undefined
  #running: Promise<void> | undefined
  #wire: RedisWire | undefined
  /** Counts wires; a beat has its number. */
  #wires = 0
  /** Attempts since the wire was last whole. */
  #attempts = 0
  /** Own beats that have not come back. */
  #unheard = 0
  #isWhole = false
  #hasComplained = false
  /** Since the last beat: whoever floods Redis does not flood the log. */
  #hasHeardNonsense = false
  /** What was told in this turn, as text, and where to. */
  #told = new Map<string, string>()

  private constructor(url: string, beatMs: number) {
    this.#url = url
    this.#beatMs = beatMs
  }

  /** Throws one sentence for the operator if this is no address; a Redis that is away is waited for. */
  static open(url: string, beatMs = BEAT_MS): RedisBus {
    expectAddress(url)
    return new RedisBus(url, beatMs)
  }

  get isWhole(): boolean {
    return this.#isWhole && this.#neighbours.areHeard
  }

  listen(listener: BusListener): void {
    this.#listener = listener
    this.#running = this.#run()
  }

  tell(note: Note): void {
    if (!this.#wire) return
    if (this.#told.size === 0) setImmediate(() => this.#flush())
    this.#told.set(writeMessage({ node: this.#node, note }), channelOf(note))
  }

  #flush(): void {
    const told = this.#told
    this.#told = new Map()
    for (const [text, channel] of told) void this.#wire?.publish(channel, text)
  }

  enter(room: string): void {
    this.#rooms.add(room)
    void this.#enter(room, this.#wire)
  }

  async #enter(room: string, wire: RedisWire | undefined): Promise<void> {
    const isHeard = await wire?.subscribe([roomChannel(room)])
    if (isHeard && this.#rooms.has(room)) this.#listener?.missed(room)
  }

  leave(room: string): void {
    this.#rooms.delete(room)
    this.#wire?.unsubscribe(roomChannel(room))
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      try {
        const hear = (channel: string, text: string) => this.#receive(channel, text)
        await this.#use(await RedisWire.open(this.#url, hear, signal))
      } catch (error) {
        this.#complain(error)
      }
      const most = Math.min(RETRY_MS * 2 ** this.#attempts++, RETRY_MAX_MS)
      const wait = most * (1 + Math.random()) * 0.5
      await pause(wait, undefined, { signal }).catch(() => undefined)
    }
  }

  /** Until it is lost; throws the reason. */
  async #use(wire: RedisWire): Promise<never> {
    this.#wire = wire
    this.#wires++
    this.#unheard = 0
    const timer = setInterval(() => this.#beat(wire), this.#beatMs)
    // Own beats are heard last, so when one is, all rooms are heard.
    const channels = [...[...this.#rooms].map(roomChannel), NODES]
    void wire.subscribe(channels).then(() => this.#announce(wire))
    try {
      return await wire.lost
    } finally {
      clearInterval(timer)
      this.#wire = undefined
      this.#isWhole = false
    }
  }

  #beat(wire: RedisWire): void {
    if (this.#unheard === PATIENCE) wire.end(new Error('it does not pass notes on'))
    this.#unheard++
    this.#neighbours.beat()
    this.#hasHeardNonsense = false
    this.#announce(wire)
  }

  /** Not after a goodbye. */
  #announce(wire: RedisWire): void {
    if (this.#closing.signal.aborted) return
    void wire.publish(NODES, writeMessage({ node: this.#node, beat: this.#wires }))
  }

  /** Once for each time that the wire is lost. */
  #complain(error: unknown): void {
    if (this.#hasComplained) return
    this.#hasComplained = true
    const reason = `cannot use Redis: ${reasonOf(error)}; still trying`
    this.#listener?.trouble(new WeftError('store-failing', reason, { cause: error }))
  }

  #receive(channel: string, text: string): void {
    try {
      this.#hear(channel, readMessage(text))
    } catch (error) {
      if (!this.#hasHeardNonsense) this.#listener?.trouble(error)
      this.#hasHeardNonsense = true
    }
  }

  #hear(channel: string, message: Message): void {
    if ('note' in message) this.#hearNote(channel, message.node, message.note)
    else if ('beat' in message) this.#hearBeat(message.node, message.beat)
    else this.#neighbours.left(message.node)
  }

  #hearNote(channel: string, node: string, note: Note): void {
    if (channel !== channelOf(note))
      throw new WeftError('malformed', 'a note came by the channel of another room')
    if (node === this.#node) return
    if (note.kind === 'claimed' || this.#rooms.has(note.room)) this.#listener?.heard(note, node)
  }

  #hearBeat(node: string, wire: number): void {
    if (node !== this.#node) {
      if (this.#neighbours.heard(node, wire)) this.#meet()
    } else if (wire === this.#wires) {
      this.#unheard = 0
      if (!this.#isWhole) this.#becomeWhole()
    }
  }

  /** It is told at once who is here, so that it notices whoever falls silent. */
  #meet(): void {
    this.#listener?.missed()
    if (this.#wire) this.#announce(this.#wire)
  }

  #becomeWhole(): void {
    this.#isWhole = true
    this.#attempts = 0
    this.#hasComplained = false
    this.#listener?.missed()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.#listener = undefined
    const wire = this.#wire
    if (wire) {
      this.#flush()
      this.#wire = undefined
      const bye = wire.publish(NODES, writeMessage({ node: this.#node, bye: true }))
      await Promise.race([bye, pause(BYE_MS, undefined, { ref: false })])
      wire.end(new Error('closed'))
    }
    await this.#running
  }
}

/** Where a host has several addresses, what each of them answered stands within. */
function reasonOf(error: unknown): string {
  const inner = error instanceof AggregateError ? error.errors : [error]
  return inner.map(({ message }) => String(message)).join(', ')
}
