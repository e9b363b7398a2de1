/**
 * World: real server core and real Yjs clients over a network and a disk that a test commands.
 *
 * Nothing moves by itself: `deliver` moves messages, `settle` lets the server work, the clock is
 * vitest's. What the server sends to a client that does not read stays in its wire, as bytes that were
 * never sent. A line can be worse than TCP: it may carry a frame twice, and two updates in the wrong
 * order. A crash takes everything but the disk. There may be several nodes on one disk, and a bus between them.
 */
import * as decoding from 'lib0/decoding'
import { vi } from 'vitest'
import * as Y from 'yjs'
import {
  CONTENT,
  DEFAULT_LIMITS,
  type Limits,
  MessageType,
  type Role,
  SyncType,
  savedFrame,
  syncFrame,
} from '../../shared/protocol.ts'
import type { Grant } from '../access/grant.ts'
import { ALONE } from '../bus/alone.ts'
import type { Bus } from '../bus/bus.ts'
import { type Delivery, Hub, LocalBus } from '../bus/local.ts'
import { LocalDocuments } from '../documents/local.ts'
import { Connection, type Wire } from '../rooms/connection.ts'
import { Refusals } from '../rooms/refusals.ts'
import { Registry } from '../rooms/registry.ts'
import type { Chance } from './chance.ts'
import { Disk } from './faulty-store.ts'

export const ROOM = 'room'
const FAR = Date.UTC(2100, 0)

/** A test types faster than anyone; those that are about rates set them. */
const UNHURRIED: Partial<Limits> = { messageRate: 1e6, messageBurst: 1e6 }

/** Lets everything run that needs no time to pass. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve))
}

/** Lets time pass, and all that was due in it. */
export async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds)
  await settle()
}

interface Node {
  readonly registry: Registry
  readonly documents: LocalDocuments
  readonly bus: Bus
  readonly crash: () => void
}

export interface WorldOptions {
  readonly limits?: Partial<Limits>
  /** How many; one, if not said. */
  readonly nodes?: number
  /** How what nodes tell each other arrives. */
  readonly delivery?: Delivery
}

export class World {
  readonly disk = new Disk()
  readonly clients: Client[] = []
  readonly journal: string[] = []
  readonly #limits: Limits
  readonly #hub: Hub | undefined
  readonly #nodes: Node[]
  #started = 0

  constructor({ limits, nodes = 1, delivery }: WorldOptions = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...UNHURRIED, ...limits }
    this.#hub = nodes > 1 ? new Hub(delivery) : undefined
    this.#nodes = Array.from({ length: nodes }, () => this.#start())
  }

  #start(): Node {
    const { store, crash } = this.disk.handle()
    const { documentBytes } = this.#limits
    // The same in every story, so that a seed replays it.
    const salt = Uint8Array.of(7)
    const documents = new LocalDocuments({ store, retention: 60_000, documentBytes, salt })
    const note = (values: object, message: string) =>
      void this.journal.push(`${message} ${JSON.stringify(values)}`)
    const bus = this.#hub?.join(`node ${++this.#started}`) ?? ALONE
    const registry = new Registry({
      ...{ documents, bus, limits: this.#limits },
      journal: { info: note, error: note },
    })
    return { registry, documents, bus, crash }
  }

  #node(at: number): Node {
    const node = this.#nodes[at]
    if (!node) throw new RangeError(`no node ${at}`)
    return node
  }

  get documents(): LocalDocuments {
    return this.#node(0).documents
  }

  get registry(): Registry {
    return this.#node(0).registry
  }

  get buses(): readonly LocalBus[] {
    return this.#nodes.flatMap(({ bus }) => (bus instanceof LocalBus ? [bus] : []))
  }

  client(name: string, role: Role = 'editor', expires = FAR): Client {
    return this.#client({ room: ROOM, role, user: { id: name, name }, expires })
  }

  /** One who has come by the link with this hash. */
  clientBy(link: string, name: string, role: Role = 'editor'): Client {
    return this.#client({ room: ROOM, role, user: { id: name, name }, expires: FAR, link })
  }

  #client(grant: Grant): Client {
    const client = new Client(this, grant, this.clients.length + 1)
    this.clients.push(client)
    return client
  }

  #at(node: number): Client[] {
    return this.clients.filter((client) => client.node === node)
  }

  /** kill -9, and a new process on the same disk. */
  async crash(at = 0): Promise<void> {
    const { bus, crash } = this.#node(at)
    crash()
    await bus.close()
    for (const client of this.#at(at)) client.cut()
    await settle()
    this.#nodes[at] = this.#start()
  }

  /** SIGTERM, and a new process on the same disk. */
  async restart(at = 0): Promise<void> {
    const { registry, documents, bus } = this.#node(at)
    registry.drain()
    let isStopped = false
    const stopped = documents.stop().finally(() => {
      isStopped = true
    })
    while (!isStopped) await pass(1_000)
    await stopped
    await registry.close()
    await bus.close()
    for (const client of this.#at(at)) client.deliver()
    for (const client of this.#at(at)) client.giveUpConnecting()
    this.#nodes[at] = this.#start()
  }

  /** Not if the client has turned away by the time the room is open. */
  async connect(client: Client, isWanted: () => boolean): Promise<void> {
    const { registry } = this.#node(client.node)
    const room = await registry.open(client.grant)
    if (!isWanted()) return
    const verify = async () => client.grant
    const refusals = new Refusals({ info: () => undefined, error: this.#fail })
    const limits = this.#limits
    client.attach(
      (wire) => new Connection({ wire, room, grant: client.grant, limits, refusals, verify }),
    )
  }

  /** The connection's own mistakes are the test's failures. */
  readonly #fail = (values: object, message: string): void => {
    throw new Error(message, { cause: values })
  }

  /** The document as the disk has it, read by a server that shares nothing with the running one. */
  async stored(): Promise<Y.Doc> {
    const doc = new Y.Doc()
    const { content } = this.disk
    if ((await content.head(ROOM)) === null) return doc
    const snapshot = await content.snapshot(ROOM)
    if (snapshot) Y.applyUpdate(doc, snapshot.state)
    for (const { update } of await content.rows(ROOM, snapshot?.seq ?? 0))
      Y.applyUpdate(doc, update)
    return doc
  }

  /** Delivers and settles until nothing moves any more. */
  async quiet(): Promise<void> {
    do {
      for (const client of this.clients) client.deliver()
      await settle()
    } while (this.clients.some((client) => client.isMoving))
  }
}

export class Client {
  readonly doc = new Y.Doc()
  readonly text = this.doc.getText(CONTENT)
  readonly grant: Grant
  /** Which of them it connects to. */
  node = 0
  /** Own updates in order; `acknowledged` counts those from the start that the server called saved. */
  readonly updates: Uint8Array[] = []
  acknowledged = 0
  closeCode: number | undefined
  /** Every code that it was ever closed with, and the words. */
  readonly closings: string[] = []
  storing: number | undefined
  /** Reads nothing: what the server sends stays unsent. */
  isPaused = false
  /** The server reads nothing of it for a while. */
  isHeld = false
  /** Answers no ping. */
  isDeaf = false
  framesReceived = 0
  /** What its line has carried to the server, by the server's own count. */
  receivedBytes = 0
  /** Sees every frame that comes down. */
  onFrame: (frame: Uint8Array) => void = () => undefined
  /** Every k that was answered. */
  readonly answers: number[] = []
  readonly #world: World
  #connection: Connection | undefined
  #attempt: symbol | undefined
  #isSilent = false
  #up: Uint8Array[] = []
  #down: Uint8Array[] = []
  #asked = new Map<number, number>()
  #questions = 0
  #isSynced = false

  constructor(world: World, grant: Grant, clientID: number) {
    this.#world = world
    // Far apart, as real ones are: nobody comes upon one by changing a byte.
    this.doc.clientID = Math.imul(clientID, 0x9e3779b1) >>> 0
    this.grant = grant
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote') this.#edited(update)
    })
  }

  get isConnected(): boolean {
    return this.#connection !== undefined
  }

  get isConnecting(): boolean {
    return this.#attempt !== undefined
  }

  /** What the server sent and the client has not read. */
  get waitingFrames(): number {
    return this.#down.length
  }

  get isMoving(): boolean {
    return (this.#up.length > 0 && !this.isHeld) || (this.#down.length > 0 && !this.isPaused)
  }

  async connect(): Promise<this> {
    const attempt = Symbol('attempt')
    this.#attempt = attempt
    try {
      await this.#world.connect(this, () => this.#attempt === attempt)
    } finally {
      if (this.#attempt === attempt) this.#attempt = undefined
    }
    return this
  }

  giveUpConnecting(): void {
    this.#attempt = undefined
  }

  /** The line is cut: what was on it is gone, in both directions. */
  cut(): void {
    this.giveUpConnecting()
    this.#connection?.closed()
    this.#detach()
  }

  attach(connect: (wire: Wire) => Connection): void {
    this.closeCode = undefined
    const down: Uint8Array[] = []
    this.#down = down
    const receivedBytes = () => this.receivedBytes
    const leftBytes = () => this.framesReceived
    this.isHeld = false
    const connection = connect({
      get unsentBytes() {
        return down.reduce((sum, frame) => sum + frame.byteLength, 0)
      },
      get receivedBytes() {
        return receivedBytes()
      },
      get leftBytes() {
        return leftBytes()
      },
      pause: () => {
        this.isHeld = true
      },
      resume: () => {
        this.isHeld = false
      },
      send: (...parts) => void down.push(Buffer.concat(parts)),
      ping: () => this.isDeaf || this.#connection?.heard(),
      close: (code, reason) => this.#closed(code, reason),
      terminate: () => this.#closed(1006, 'terminated'),
    })
    this.#connection = connection
    this.#send(syncFrame(SyncType.step1, Y.encodeStateVector(this.doc)))
  }

  #closed(code: number, reason: string): void {
    this.closings.push(`${code} ${reason}`)
    this.closeCode = code
    this.#detach()
  }

  #detach(): void {
    this.#connection = undefined
    this.#isSynced = false
    this.#up = []
    this.#down = []
    this.#asked.clear()
  }

  pause(isPaused: boolean): void {
    this.isPaused = isPaused
  }

  type(text: string, at = this.text.length): this {
    this.text.insert(at, text)
    return this
  }

  erase(at: number, length: number): this {
    this.text.delete(at, length)
    return this
  }

  read(): string {
    return this.text.toString()
  }

  #edited(update: Uint8Array): void {
    this.updates.push(update)
    if (!this.#connection) return
    this.#send(syncFrame(SyncType.update, update))
    if (this.#isSynced && !this.#isSilent) this.ask()
  }

  /** Does several things and asks once, after the last. */
  together(edit: () => void): void {
    this.#isSilent = true
    edit()
    this.#isSilent = false
    if (this.#connection && this.#isSynced) this.ask()
  }

  /** Asks the saved question for everything up to now: so not before all of it has been sent. */
  ask(): void {
    this.#asked.set(++this.#questions, this.updates.length)
    this.#send(savedFrame(this.#questions))
  }

  /** The line carries one of its frames, up or down, twice. */
  duplicate(chance: Chance): void {
    const line = chance.pick([this.#up, this.#down])
    const at = chance.below(line.length)
    const frame = line[at]
    if (frame) line.splice(at, 0, frame)
  }

  /** Two updates change places: neighbours on the way up, for a question is never overtaken. */
  swap(chance: Chance): void {
    const isUp = chance.below(2) === 0
    const line = isUp ? this.#up : this.#down
    const updates = [...line.keys()].filter((index) => isUpdate(line[index]))
    const nth = chance.below(updates.length)
    const [at, next] = updates.slice(nth)
    if (at === undefined || next === undefined || (isUp && next !== at + 1)) return
    const [first, second] = [line[at], line[next]]
    if (first && second) [line[at], line[next]] = [second, first]
  }

  /** Sends bytes as they are. */
  raw(frame: Uint8Array): void {
    this.#send(frame)
  }

  #send(frame: Uint8Array): void {
    this.#up.push(frame)
  }

  /** Moves up to so many messages each way. */
  deliver(most = Number.POSITIVE_INFINITY): this {
    const connection = this.#connection
    for (const frame of this.isHeld ? [] : this.#up.splice(0, most)) void connection?.receive(frame)
    if (this.isPaused) return this
    const wasLoaded = this.#down.length > 0
    for (const frame of this.#down.splice(0, most)) this.#receive(frame)
    if (wasLoaded && this.#down.length === 0) void this.#connection?.drained()
    return this
  }

  #receive(frame: Uint8Array): void {
    this.framesReceived += 1
    this.onFrame(frame)
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    if (type === MessageType.sync) this.#sync(decoder)
    else if (type === MessageType.saved) this.#saved(decoding.readVarUint(decoder))
    else if (type === MessageType.storing) this.storing = decoding.readVarUint(decoder)
  }

  #sync(decoder: decoding.Decoder): void {
    const type = decoding.readVarUint(decoder)
    const payload = decoding.readVarUint8Array(decoder)
    if (type === SyncType.step1) this.#reply(payload)
    else this.#apply(type, payload)
  }

  #reply(stateVector: Uint8Array): void {
    this.#send(syncFrame(SyncType.step2, Y.encodeStateAsUpdate(this.doc, stateVector)))
  }

  #apply(type: number, payload: Uint8Array): void {
    Y.applyUpdate(this.doc, payload, 'remote')
    if (type !== SyncType.step2) return
    this.#isSynced = true
    this.ask()
  }

  #saved(k: number): void {
    this.answers.push(k)
    this.acknowledged = Math.max(this.acknowledged, this.#asked.get(k) ?? 0)
  }
}

const isUpdate = (frame: Uint8Array | undefined) =>
  frame?.[0] === MessageType.sync && frame[1] === SyncType.update

/** Whether a document already has all that an update says: applying it changes nothing. */
export function has(doc: Y.Doc, update: Uint8Array): boolean {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  let isNew = false
  copy.on('update', () => {
    isNew = true
  })
  Y.applyUpdate(copy, update)
  return !isNew && copy.store.pendingStructs === null && copy.store.pendingDs === null
}

/** All that two documents must agree on to be called the same. */
export function stateOf(doc: Y.Doc) {
  const { pendingStructs, pendingDs } = doc.store
  const deletes = Y.createDeleteSetFromStructStore(doc.store).clients
  return {
    text: doc.getText(CONTENT).toString(),
    state: Buffer.from(Y.encodeStateAsUpdate(doc)).toString('base64'),
    deletes: [...deletes].sort(([a], [b]) => a - b),
    isPending: pendingStructs !== null || pendingDs !== null,
  }
}
