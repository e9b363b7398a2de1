/**
 * World: real server core and real Yjs clients over a network and a disk that a test commands.
 *
 * Nothing moves by itself: `deliver` moves messages, `settle` lets the server work, the clock is
 * vitest's. What the server sends to a client that does not read stays in its wire, as bytes that were
 * never sent. A crash takes everything but the disk.
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
import { LocalDocuments } from '../documents/local.ts'
import { Connection, type Wire } from '../rooms/connection.ts'
import { Refusals } from '../rooms/refusals.ts'
import { Registry } from '../rooms/registry.ts'
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

export class World {
  readonly disk = new Disk()
  readonly clients: Client[] = []
  readonly journal: string[] = []
  readonly #limits: Limits
  #running: { registry: Registry; documents: LocalDocuments; crash: () => void }

  constructor(limits: Partial<Limits> = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...UNHURRIED, ...limits }
    this.#running = this.#start()
  }

  #start() {
    const { store, crash } = this.disk.handle()
    const { documentBytes } = this.#limits
    const documents = new LocalDocuments({ store, retention: 60_000, documentBytes })
    const note = (values: object, message: string) =>
      void this.journal.push(`${message} ${JSON.stringify(values)}`)
    const registry = new Registry({
      documents,
      limits: this.#limits,
      journal: { info: note, error: note },
    })
    return { registry, documents, crash }
  }

  get registry(): Registry {
    return this.#running.registry
  }

  client(name: string, role: Role = 'editor', expires = FAR): Client {
    const grant = { room: ROOM, role, user: { id: name, name }, expires }
    const client = new Client(this, grant, this.clients.length + 1)
    this.clients.push(client)
    return client
  }

  /** kill -9, and a new process on the same disk. */
  async crash(): Promise<void> {
    this.#running.crash()
    for (const client of this.clients) client.cut()
    await settle()
    this.#running = this.#start()
  }

  /** SIGTERM, and a new process on the same disk. */
  async restart(): Promise<void> {
    const { registry, documents } = this.#running
    registry.drain()
    const stopped = documents.stop()
    await pass(10_000)
    await stopped
    registry.close()
    for (const client of this.clients) client.deliver()
    this.#running = this.#start()
  }

  async connect(client: Client): Promise<void> {
    const { registry } = this.#running
    const room = await registry.open(client.grant)
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
  /** Own updates in order; `acknowledged` counts those from the start that the server called saved. */
  readonly updates: Uint8Array[] = []
  acknowledged = 0
  closeCode: number | undefined
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
  /** Every k that was answered. */
  readonly answers: number[] = []
  readonly #world: World
  #connection: Connection | undefined
  #up: Uint8Array[] = []
  #down: Uint8Array[] = []
  #asked = new Map<number, number>()
  #questions = 0
  #isSynced = false

  constructor(world: World, grant: Grant, clientID: number) {
    this.#world = world
    this.doc.clientID = clientID
    this.grant = grant
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote') this.#edited(update)
    })
  }

  get isConnected(): boolean {
    return this.#connection !== undefined
  }

  /** What the server sent and the client has not read. */
  get waitingFrames(): number {
    return this.#down.length
  }

  get isMoving(): boolean {
    return (this.#up.length > 0 && !this.isHeld) || (this.#down.length > 0 && !this.isPaused)
  }

  async connect(): Promise<this> {
    await this.#world.connect(this)
    return this
  }

  /** The line is cut: what was on it is gone, in both directions. */
  cut(): void {
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
      send: (frame) => void down.push(frame),
      ping: () => this.isDeaf || this.#connection?.heard(),
      close: (code) => this.#closed(code),
      terminate: () => this.#closed(1006),
    })
    this.#connection = connection
    this.#send(syncFrame(SyncType.step1, Y.encodeStateVector(this.doc)))
  }

  #closed(code: number): void {
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
    if (this.#isSynced) this.ask()
  }

  /** Asks the saved question for everything up to now: so not before all of it has been sent. */
  ask(): void {
    this.#asked.set(++this.#questions, this.updates.length)
    this.#send(savedFrame(this.#questions))
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
