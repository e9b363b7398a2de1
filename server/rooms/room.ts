/**
 * Room: the live end of a log, with everyone who reads and writes it.
 *
 * What is committed goes to every peer at the end of the log as one frame, encoded once; reader.ts
 * looks after those behind it. Rights are checked in `receive`, for every message. Knows no sockets, no
 * tokens and no Yjs: peers come in through the Peer interface, content stays bytes.
 */
import { coded, WeftError } from '../../shared/errors.ts'
import type { PersonSeen } from '../../shared/overview.ts'
import {
  type ClientMessage,
  CloseCode,
  type Limits,
  Storing,
  type StoringCode,
  SyncType,
  savedFrame,
  storingFrame,
  syncFrame,
} from '../../shared/protocol.ts'
import type { Remark } from '../../shared/remarks.ts'
import { type Action, allows, authorize, expectKept, type Grant, roleIn } from '../access/grant.ts'
import { expectRole } from '../access/links.ts'
import type { Bus, Note } from '../bus/bus.ts'
import type { Change, Documents, Outcome, Reading, Scope } from '../documents/documents.ts'
import type { Link, RoomAccess } from '../store/store.ts'
import { Awareness, type Passage } from './awareness.ts'
import { BEAT_MS, type Beating } from './beat.ts'
import type { Budget } from './budget.ts'
import { Chat } from './chat.ts'
import type { Clock } from './clock.ts'
import { Member } from './member.ts'
import { Pace, paceOf } from './pace.ts'
import type { Peer } from './peer.ts'
import { Presence } from './presence.ts'
import type { Questions } from './questions.ts'
import { Reader } from './reader.ts'

/** A commit costs half a millisecond, and a frame for everyone. */
const COMMIT_PACE = { msPerPeer: 0.5, most: 33 }
/** How long a room stays open when nobody is in it. */
const FORGET_AFTER_MS = 30_000
/** A minute. */
const RECHECK_BEATS = 60_000 / BEAT_MS
/** So many step 2 in a row that leave a gap, and the peer is not merely behind. */
const STRIKES_MAX = 3

/** What reaches a room; a token is the connection's own affair. */
export type RoomMessage = Exclude<ClientMessage, { type: 'token' }>
type UpdateMessage = Extract<RoomMessage, { type: 'update' }>

/** What a peer must be allowed to send each message. */
const REQUIRED: Readonly<Record<RoomMessage['type'], Action>> = {
  step1: 'read',
  // Of everything else in a document, the documents say who may: a comment looks like any other bytes.
  update: 'comment',
  awareness: 'announce',
  queryAwareness: 'read',
  saved: 'read',
  openChat: 'read',
  say: 'chat',
}

export const RESTARTING = 'the server is restarting'

/** An update on its way to the disk. */
interface Entry {
  readonly member: Member
  readonly update: Uint8Array
  readonly step2: boolean
  /** Which of its peer's appends it is. */
  readonly number: number
}

export interface RoomOptions {
  readonly id: string
  readonly storing: StoringCode
  readonly access: RoomAccess
  readonly documents: Documents
  readonly limits: Limits
  readonly budget: Budget
  readonly bus: Bus
  readonly clock: Clock
  /** The frames of what newcomers were given, for as long as that is there. */
  readonly given: WeakMap<Uint8Array, Uint8Array>
  /** Nobody has been in it for so long that it need not stay open. */
  readonly onIdle: (room: Room) => void
}

export class Room implements Beating {
  readonly id: string
  readonly #documents: Documents
  readonly #onIdle: (room: Room) => void
  readonly #awareness: Awareness
  readonly #budget: Budget
  readonly #bus: Bus
  readonly #membersMax: number
  readonly #members = new Map<Peer, Member>()
  readonly #presence: Presence
  readonly #chat: Chat
  readonly #pace = new Pace(
    () => paceOf(COMMIT_PACE, this.size),
    () => void this.#commit(),
  )
  readonly #given: WeakMap<Uint8Array, Uint8Array>
  #batch: Entry[] = []
  #storing: StoringCode
  #emptySince = performance.now()
  #beats = 0
  #changes = 0
  #isClosed = false
  #access: RoomAccess
  /** As last heard of, once one has been: whoever is just coming may have asked before that. */
  #links: Map<string, Link> | undefined

  constructor(options: RoomOptions) {
    const { id, storing, access, documents, limits, budget, bus, clock, given, onIdle } = options
    this.id = id
    this.#given = given
    this.#access = access
    this.#storing = storing
    this.#documents = documents
    this.#onIdle = onIdle
    this.#budget = budget
    this.#bus = bus
    this.#awareness = new Awareness(limits.awarenessBytes, clock)
    const [awareness, members] = [this.#awareness, this.#members]
    const tell = (note: Note) => bus.tell(note)
    const passed = (passage: Passage) => this.#passed(passage)
    this.#presence = new Presence({ room: id, awareness, members, clock, tell, passed })
    this.#chat = new Chat(id, documents, budget)
    this.#membersMax = limits.roomConnections
  }

  get size(): number {
    return this.#members.size
  }

  get isLocked(): boolean {
    return this.#access.isLocked
  }

  /** How many changes were told since it was opened. */
  get changes(): number {
    return this.#changes
  }

  /** Who is here through this node, each once, with what they may do. */
  people(): PersonSeen[] {
    const people = new Map<string, PersonSeen>()
    for (const { grant } of this.#members.values()) {
      const { user, role } = grant
      people.set(user.id, { user: user.id, name: user.name, role })
    }
    return [...people.values()]
  }

  /** How many have not taken what was sent to them. */
  get lagging(): number {
    let count = 0
    for (const { isReady } of this.#members.keys()) if (!isReady) count += 1
    return count
  }

  /** Throws `overloaded` once it is closed, `room-full`, `removed`, and what `expectRole` throws. */
  join(peer: Peer): void {
    if (this.#isClosed) throw new WeftError('overloaded', `room ${this.id} was closed just before`)
    this.#expectLink(peer)
    if (this.size >= this.#membersMax) {
      throw new WeftError('room-full', `${this.size} connections in room ${this.id}`)
    }
    const synced = (reading: Reading) => this.#synced(member, reading)
    const reader = new Reader({ room: this.id, peer, documents: this.#documents, synced })
    const member = new Member(peer, this.#effective(peer), reader)
    this.#members.set(peer, member)
  }

  leave(peer: Peer): void {
    const client = this.#members.get(peer)?.client
    if (!this.#members.delete(peer)) return
    if (client !== undefined) this.#documents.release(this.id, peer.grant.user.id, client)
    this.#awareness.leave(peer)
    this.#chat.leave(peer)
    this.#presence.news()
    this.#emptySince = performance.now()
  }

  beat(): void {
    this.#beats += 1
    if (!this.#bus.isWhole) this.#look()
    else if (this.#beats % RECHECK_BEATS === 0) this.#recheck()
    this.#chat.beat()
    for (const peer of this.#members.keys()) peer.beat()
    this.#presence.beat()
    const isIdle = this.size === 0 && performance.now() - this.#emptySince >= FORGET_AFTER_MS
    if (isIdle) this.#onIdle(this)
  }

  /** One message of a peer. Throws `forbidden`, `malformed`, `overloaded`: the peer is then to be closed. */
  receive(peer: Peer, message: RoomMessage): void {
    const member = this.#members.get(peer)
    if (!member || this.#isInVain(member, message)) return
    authorize(member.grant, REQUIRED[message.type])
    if (message.type === 'update') this.#append(member, message)
    else if (message.type === 'awareness') this.#heard(member, message.update)
    else if (message.type === 'step1') member.reader.sync(message.stateVector)
    else if (message.type === 'saved') this.#asked(member, message.k)
    else if (message.type === 'openChat') this.#chat.open(peer)
    else if (message.type === 'say') this.#chat.say(peer, message)
    else this.#presence.introduce(member)
  }

  /**
   * What a reader's stock client sends in good faith is dropped, and never called saved. It tidies
   * redundant formats by itself: an update that begins with no clients, so it only deletes. And it cannot
   * know that an owner has locked the room, or set its person to read, since no message of its own says
   * so: closed with 4403 it would stay dead when that is over. It is sent away with 4503 then (see
   * `accessChanged`), comes back, and its step 2 brings all that was dropped here. So does whoever is being sent
   * to another node.
   */
  #isInVain({ peer, grant, questions, isLeaving }: Member, message: RoomMessage): boolean {
    if (message.type === 'say') return !allows(grant, 'chat') && allows(peer.grant, 'chat')
    if (message.type === 'update' && isLeaving) return this.#drop(questions)
    if (message.type !== 'update' || allows(grant, 'comment')) return false
    const isTidying = message.update[0] === 0
    if (!isTidying && !allows(peer.grant, 'comment')) return false
    return this.#drop(questions)
  }

  #drop(questions: Questions): true {
    questions.hasGap = true
    return true
  }

  #append(member: Member, { update, step2 }: UpdateMessage): void {
    this.#budget.take(update.byteLength)
    member.peer.waits(update.byteLength)
    this.#batch.push({ member, update, step2, number: member.questions.appended() })
    this.#pace.ask()
  }

  /** All that has come until it is this room's turn crosses over as one call. */
  async #commit(): Promise<void> {
    const batch = this.#batch
    this.#batch = []
    const appends = batch.map(({ member: { peer, grant }, update }) => ({
      user: peer.grant.user.id,
      scope: scopeOf(grant),
      update,
    }))
    const outcomes = await this.#documents
      .append(this.id, appends)
      .catch((error: unknown) => appends.map(() => coded(error)))
    for (const [index, entry] of batch.entries()) this.#settled(entry, outcomes[index])
    for (const member of new Set(batch.map((entry) => entry.member))) this.#answer(member)
  }

  #settled({ member, update, step2, number }: Entry, outcome: Outcome = 'committed'): void {
    this.#budget.give(update.byteLength)
    member.peer.waits(-update.byteLength)
    member.questions.settled(number)
    if (outcome instanceof WeftError) this.#refused(member, outcome)
    else if (outcome === 'ignored') this.#ignored(member, step2)
    else if (step2) this.#settleDebt(member, outcome === 'incomplete')
    else if (outcome === 'incomplete') this.#askForAll(member)
  }

  /** Nothing came of it, which is no fault; but what the peer has is not all in the log. */
  #ignored(member: Member, step2: boolean): void {
    member.questions.hasGap = true
    if (step2) member.isOwing = false
  }

  /** In a damaged room everyone stays, to read: what he sends is never called saved. */
  #refused({ peer, questions }: Member, error: WeftError): void {
    questions.hasGap = true
    if (error.code !== 'row-damaged') peer.refuse(error)
    else if (this.#storing !== Storing.damaged) this.storing(Storing.damaged)
  }

  /** A step 2 brings all that the peer has; one that leaves a gap, again and again, is no honest client's. */
  #settleDebt(member: Member, hasGap: boolean): void {
    member.isOwing = false
    member.questions.hasGap = hasGap
    member.strikes = hasGap ? member.strikes + 1 : 0
    const { peer, strikes } = member
    if (strikes >= STRIKES_MAX)
      peer.refuse(new WeftError('malformed', `${strikes} times built on changes nobody sent`))
    else if (hasGap) this.#askForAll(member)
  }

  /**
   * What builds on changes that the server lacks was dropped. That is no fault: a client that comes
   * back types on before it has been asked for what it wrote meanwhile. Its step 2 brings both.
   */
  #askForAll(member: Member): void {
    member.questions.hasGap = true
    if (member.isOwing) return
    member.isOwing = true
    const { peer } = member
    this.#documents.read(this.id, Number.MAX_SAFE_INTEGER).then(
      ({ stateVector }) => peer.send(syncFrame(SyncType.step1, stateVector)),
      (error: unknown) => peer.refuse(error),
    )
  }

  #asked(member: Member, k: number): void {
    const isFirst = !member.hasAsked
    member.hasAsked = true
    member.questions.ask(k)
    if (isFirst && this.#storing !== Storing.normal) member.peer.send(storingFrame(this.#storing))
    this.#answer(member)
  }

  #answer({ peer, questions, isLeaving }: Member): void {
    for (const k of questions.takeAnswerable()) peer.send(savedFrame(k))
    if (isLeaving && questions.isSettled) peer.close(CloseCode.serverRestart, RESTARTING)
  }

  /** Step 1 goes before step 2, so that a client that has synced has also sent all that it had. */
  #synced(member: Member, { stateVector, update }: Reading): void {
    const { peer, grant, reader } = member
    if (allows(grant, 'comment')) {
      member.isOwing = true
      peer.send(syncFrame(SyncType.step1, stateVector))
    }
    peer.send(this.#step2(update))
    if (!reader.hasSynced) this.#presence.introduce(member)
  }

  /** Several who come at once are given the same bytes, and so one frame. */
  #step2(update: Uint8Array): Uint8Array {
    const frame = this.#given.get(update) ?? syncFrame(SyncType.step2, update)
    this.#given.set(update, frame)
    return frame
  }

  /** A change of this room is on disk: everyone at the end of the log gets the same bytes. */
  committed(change: Change): void {
    this.#changes += 1
    const frame = syncFrame(SyncType.update, change.update)
    for (const { reader } of this.#members.values()) reader.committed(change, frame)
  }

  /** Something was said, and that is on disk. */
  said(remark: Remark): void {
    this.#chat.said(remark)
  }

  /** Another node has something to say of this room. */
  heard(note: Extract<Note, { room: string }>, node: string): void {
    if (note.kind === 'here') this.#presence.hear(note, node)
    else if (note.kind === 'who') this.#presence.answer()
    else if (note.kind === 'rights') this.#recheck()
    else if (note.kind === 'said') this.#chat.catchUp()
  }

  /** A note of other nodes about it may not have been heard. */
  missed(): void {
    this.#presence.missed()
    this.#look()
  }

  #look(): void {
    this.#recheck()
    this.#chat.catchUp()
  }

  /** Whoever is seen here: nobody else may write under his clientID first. */
  #passed({ came, left }: Passage): void {
    for (const { client, user } of came) this.#documents.reserve(this.id, user, client)
    for (const { client, user } of left) this.#documents.release(this.id, user, client)
  }

  /** Whoever may do something else now goes, and comes back as that, or not at all. */
  accessChanged(access: RoomAccess): void {
    this.#access = access
    for (const member of this.#members.values()) this.#obeyAccess(member)
  }

  #obeyAccess({ peer, grant }: Member): void {
    try {
      const { role } = this.#effective(peer)
      if (role === grant.role) return
      throw new WeftError('role-changed', `the role is ${role} now`)
    } catch (error) {
      peer.refuse(error)
    }
  }

  /** What a token gives, as far as an owner has not set something else. Throws `removed`, and what `expectKept` throws. */
  #effective({ grant }: Peer): Grant {
    expectKept(this.#access)
    const role = roleIn(this.#access, grant)
    return role === grant.role ? grant : { ...grant, role }
  }

  /** Whoever came by it goes, or comes back under its new role. */
  linkChanged(link: Link): void {
    this.#links = (this.#links ?? new Map()).set(link.hash, link)
    for (const peer of this.#members.keys()) if (peer.grant.link === link.hash) this.#obey(peer)
  }

  #obey(peer: Peer): void {
    try {
      this.#expectLink(peer)
    } catch (error) {
      peer.refuse(error)
    }
  }

  #expectLink({ grant }: Peer): void {
    const link = this.#links?.get(grant.link ?? '')
    if (link) expectRole(grant.role, link)
  }

  /** In case that a change was not heard of. A store that cannot be read is asked again later. */
  #recheck(): void {
    const unknown = () => undefined
    // Of an empty room, too: for whoever comes while it is still open.
    this.#documents.access(this.id).then((access) => this.accessChanged(access), unknown)
    const shown = [...this.#members.keys()].flatMap(({ grant }) => grant.link ?? [])
    for (const hash of new Set([...shown, ...(this.#links?.keys() ?? [])]))
      this.#documents.link(this.id, hash).then((link) => link && this.linkChanged(link), unknown)
  }

  /** The peer's socket has sent everything: it reads on from where it was. */
  drained(peer: Peer): void {
    const member = this.#members.get(peer)
    if (!member) return
    if (member.isAwarenessStale) this.#presence.introduce(member)
    this.#chat.drained(peer)
    member.reader.readOn()
  }

  #heard(member: Member, update: Uint8Array): void {
    const { peer, grant, reader } = member
    this.#awareness.receive(peer, update, reader.hasSynced, grant.role)
    this.#reserve(member)
    this.#presence.news()
  }

  /** Before the others hear of its clientID: one of them could write under it first. */
  #reserve(member: Member): void {
    const { grant } = member
    const client = this.#awareness.clientOf(member.peer)
    if (client === undefined || client === member.client || !allows(grant, 'comment')) return
    member.client = client
    this.#documents.reserve(this.id, grant.user.id, client)
  }

  /** The store began to fail, or works again: everyone who understands is told. A damaged room stays so. */
  storing(code: StoringCode): void {
    if (this.#storing === Storing.damaged) return
    this.#storing = code
    for (const { hasAsked, peer } of this.#members.values()) {
      if (hasAsked) peer.send(storingFrame(code))
    }
  }

  /** Nothing waits for its turn any more: the server is going down. */
  hurry(): void {
    this.#pace.stop()
    this.#presence.hurry()
  }

  /** One for each who is here: it sends him away to come back elsewhere, once what he sent is answered. */
  farewells(): (() => void)[] {
    return [...this.#members.values()].map((member) => () => {
      member.isLeaving = true
      this.#answer(member)
    })
  }

  /** It is not looked after any more: whoever is just coming is to come again. */
  close(): void {
    this.#isClosed = true
  }

  closeAll(code: CloseCode, reason: string): void {
    for (const peer of [...this.#members.keys()]) peer.close(code, reason)
  }
}

const scopeOf = (grant: Grant): Scope => (allows(grant, 'write') ? 'all' : 'comments')
