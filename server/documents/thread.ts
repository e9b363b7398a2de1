/**
 * ThreadDocuments: documents on a thread of their own.
 *
 * So a huge document, a hostile update or a slow disk stops that thread, never a socket. Keeps the
 * promises of documents.ts by passing everything across border.ts. If the thread ends by a fault,
 * what waited is rejected, the listener is told, and a new thread starts from the log.
 */
import { Worker } from 'node:worker_threads'
import { WeftError } from '../../shared/errors.ts'
import { Storing } from '../../shared/protocol.ts'
import type { Remark } from '../../shared/remarks.ts'
import type { Measurements } from '../metrics/document-metrics.ts'
import type { Picture } from '../store/attachments.ts'
import type { ListedRoom, Mark, RoomSearch } from '../store/catalog.ts'
import type { Link, NewRemark, Person, RoomAccess, Use } from '../store/store.ts'
import {
  type Answer,
  type Call,
  fromFault,
  type Method,
  Outbox,
  pack,
  unpackOutcomes,
  type WorkerOptions,
} from './border.ts'
import {
  type Append,
  type Documents,
  isNothing,
  type LinkChange,
  type Listener,
  NOTHING,
  type Outcome,
  type Reading,
  type RoomSeed,
  type TextEdit,
  type UsedLink,
} from './documents.ts'

/** A thread that lives shorter than this after a restart is not started again at once. */
const RESTART_AFTER_MS = 1_000
/** V8's own is 64, which it keeps for ever; a burst of 200,000 edits costs no more with this. */
const YOUNG_GENERATION_MB = 16

export class ThreadDocuments implements Documents {
  readonly #options: WorkerOptions
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  /** Under way, for whoever has nothing. */
  readonly #firstReadings = new Map<string, Promise<Reading>>()
  readonly #outbox = new Outbox<Call>((calls) => this.#worker?.postMessage(calls))
  #worker: Worker | undefined
  #listener: Listener | undefined
  #calls = 0
  #isStopping = false

  private constructor(options: WorkerOptions) {
    this.#options = options
  }

  /** Resolves once the store is open on the thread; throws what opening it threw. */
  static async start(options: WorkerOptions): Promise<ThreadDocuments> {
    const documents = new ThreadDocuments(options)
    const ready = Promise.withResolvers<void>()
    const worker = documents.#spawn()
    worker.once('message', () => ready.resolve())
    worker.once('error', ready.reject)
    await ready.promise
    worker.off('error', ready.reject)
    return documents
  }

  #spawn(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: this.#options,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    })
    let fault: Error | undefined
    worker.on('message', (answers: readonly Answer[]) => answers.forEach(this.#receive, this))
    worker.on('error', (error) => {
      fault = error instanceof Error ? error : new Error(String(error))
    })
    worker.on('exit', (code) =>
      this.#ended(fault ?? new Error(`the document thread exited with ${code}`)),
    )
    this.#worker = worker
    return worker
  }

  #ended(error: Error): void {
    this.#worker = undefined
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const { reject } of waiting)
      reject(new WeftError('store-failing', error.message, { cause: error }))
    if (this.#isStopping || !this.#listener) return
    this.#listener.lost(error)
    setTimeout(() => this.#isStopping || this.#spawn(), RESTART_AFTER_MS)
  }

  #receive(answer: Answer): void {
    if ('event' in answer) this.#hear(answer)
    else this.#settle(answer)
  }

  #settle(answer: Exclude<Answer, { event: string }>): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('fault' in answer) waiting?.reject(fromFault(answer.fault))
    else waiting?.resolve(answer.value)
  }

  #hear(answer: Extract<Answer, { event: string }>): void {
    // Another one after a fault: at the start nobody listens yet.
    if (answer.event === 'ready') this.#listener?.storing(Storing.normal, '')
    if (answer.event === 'committed') this.#listener?.committed(answer.change)
    if (answer.event === 'caughtUp') this.#listener?.caughtUp(answer.change)
    if (answer.event === 'unread') this.#listener?.unread(answer.room)
    if (answer.event === 'claimed') this.#listener?.claimed(answer.from, answer.to)
    if (answer.event === 'linkChanged') this.#listener?.linkChanged(answer.room, answer.link)
    if (answer.event === 'accessChanged') this.#listener?.accessChanged(answer.room, answer.access)
    if (answer.event === 'said') this.#listener?.said(answer.room, answer.remark)
    if (answer.event === 'storing') this.#listener?.storing(answer.code, answer.reason)
    if (answer.event === 'tidied') this.#listener?.tidied(answer.tidied)
    if (answer.event === 'trouble') this.#listener?.trouble(fromFault(answer.fault))
  }

  #call<T>(method: Method, ...args: readonly unknown[]): Promise<T> {
    if (!this.#worker) {
      return Promise.reject(new WeftError('store-failing', 'the document thread is starting anew'))
    }
    const id = ++this.#calls
    const answer = Promise.withResolvers<unknown>()
    this.#waiting.set(id, answer)
    this.#outbox.post({ id, method, args })
    return answer.promise as Promise<T>
  }

  /** A thread that ended has forgotten every room; whoever was in them is sent away, to come anew. */
  #tell(method: Method, ...args: readonly unknown[]): void {
    this.#call(method, ...args).catch(() => undefined)
  }

  listen(listener: Listener): void {
    this.#listener = listener
  }

  create(seed: RoomSeed): Promise<void> {
    return this.#call('create', seed)
  }

  open(room: string, create: boolean): Promise<RoomAccess> {
    return this.#call('open', room, create)
  }

  async append(room: string, appends: readonly Append[]): Promise<readonly Outcome[]> {
    return unpackOutcomes(await this.#call('append', room, pack(appends)))
  }

  reserve(room: string, user: string, client: number): void {
    this.#tell('reserve', room, user, client)
  }

  release(room: string, user: string, client: number): void {
    this.#tell('release', room, user, client)
  }

  read(room: string, from: number | Uint8Array): Promise<Reading> {
    if (typeof from === 'number') return this.#call('read', room, from)
    return isNothing(from) ? this.#readFirst(room) : this.#call('read', room, alone(from))
  }

  /** A crowd that comes at once gets one answer: a whole document is not carried across for each. */
  #readFirst(room: string): Promise<Reading> {
    const underWay = this.#firstReadings.get(room)
    if (underWay) return underWay
    const reading = this.#call<Reading>('read', room, NOTHING).finally(() =>
      this.#firstReadings.delete(room),
    )
    this.#firstReadings.set(room, reading)
    return reading
  }

  text(room: string): Promise<string> {
    return this.#call('text', room)
  }

  edit(room: string, user: string, edit: TextEdit): Promise<void> {
    return this.#call('edit', room, user, edit)
  }

  link(room: string, hash: string): Promise<Link | null> {
    return this.#call('link', room, hash)
  }

  links(room: string): Promise<readonly UsedLink[]> {
    return this.#call('links', room)
  }

  addLink(room: string, link: Link): Promise<void> {
    return this.#call('addLink', room, link)
  }

  changeLink(room: string, hash: string, change: LinkChange): Promise<UsedLink> {
    return this.#call('changeLink', room, hash, change)
  }

  access(room: string): Promise<RoomAccess> {
    return this.#call('access', room)
  }

  say(room: string, remark: NewRemark): Promise<void> {
    return this.#call('say', room, remark)
  }

  remarks(room: string, limit: number): Promise<readonly Remark[]> {
    return this.#call('remarks', room, limit)
  }

  putPerson(room: string, user: string, person: Person | null): Promise<void> {
    return this.#call('putPerson', room, user, person)
  }

  lock(room: string, isLocked: boolean): Promise<void> {
    return this.#call('lock', room, isLocked)
  }

  useLink(room: string, hash: string, use: Use): Promise<boolean> {
    return this.#call('useLink', room, hash, use)
  }

  usedLinks(room: string, user: string): Promise<readonly Link[]> {
    return this.#call('usedLinks', room, user)
  }

  rooms(whom: string | null, search: RoomSearch): Promise<readonly ListedRoom[]> {
    return this.#call('rooms', whom, search)
  }

  mark(room: string, user: string, mark: Partial<Mark>): Promise<void> {
    return this.#call('mark', room, user, mark)
  }

  addAttachment(room: string, picture: Picture, limit: number): Promise<string> {
    return this.#call('addAttachment', room, { ...picture, bytes: alone(picture.bytes) }, limit)
  }

  attachment(room: string, id: string): Promise<Picture | null> {
    return this.#call('attachment', room, id)
  }

  trash(room: string, isTrashed: boolean): Promise<void> {
    return this.#call('trash', room, isTrashed)
  }

  deleteRoom(room: string): Promise<void> {
    return this.#call('deleteRoom', room)
  }

  claim(from: string, to: string): Promise<void> {
    return this.#call('claim', from, to)
  }

  claimed(from: string, to: string): Promise<void> {
    return this.#call('claimed', from, to)
  }

  catchUp(rooms: readonly string[] | null): Promise<void> {
    return this.#call('catchUp', rooms)
  }

  measurements(): Promise<Measurements> {
    return this.#call('measurements')
  }

  close(room: string): Promise<void> {
    return this.#call('close', room)
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    if (this.#worker) await this.#call('stop')
    await this.#worker?.terminate()
  }
}

/** A copy in a buffer of its own: a view would be cloned with the whole buffer that it looks into. */
function alone(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}
