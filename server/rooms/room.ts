/**
 * Room: the live end of a log, and its readers.
 *
 * A peer is a position in the log. What is committed goes to every peer at the end of the log as one
 * frame, encoded once; a peer that is slow is left where it is, with nothing queued for it, and gets
 * one merged update when it drains. Rights are checked in `receive`, for every message. Knows no
 * sockets, no tokens and no Yjs: peers come in through the Peer interface, content stays bytes.
 */
import { WeftError } from '../../shared/errors.ts'
import {
  awarenessFrame,
  type ClientMessage,
  type CloseCode,
  type Limits,
  Storing,
  type StoringCode,
  SyncType,
  savedFrame,
  storingFrame,
  syncFrame,
} from '../../shared/protocol.ts'
import { type Action, allows, authorize } from '../access/grant.ts'
import type { Change, Documents, Receipt } from '../documents/documents.ts'
import { Awareness } from './awareness.ts'
import type { Budget } from './budget.ts'
import { Member } from './member.ts'
import type { Peer } from './peer.ts'

/** Clients renew at 15 s and forget at 30 s (y-protocols 1.0); the server does it for all, hidden tabs too. */
const RENEW_AWARENESS_MS = 15_000
/** So many step 2 in a row that leave a gap, and the peer is not merely behind. */
const STRIKES_MAX = 3

/** What a peer must be allowed to send each message. */
const REQUIRED: Readonly<Record<ClientMessage['type'], Action>> = {
  step1: 'read',
  update: 'write',
  awareness: 'announce',
  queryAwareness: 'read',
  saved: 'read',
  token: 'read',
}

export interface RoomOptions {
  readonly id: string
  /** Seq of the newest row. */
  readonly head: number
  readonly storing: StoringCode
  readonly documents: Documents
  readonly limits: Limits
  readonly budget: Budget
  /** The last peer has left. */
  readonly onEmpty: () => void
}

export class Room {
  readonly id: string
  readonly #documents: Documents
  readonly #onEmpty: () => void
  readonly #awareness: Awareness
  readonly #budget: Budget
  readonly #members = new Map<Peer, Member>()
  #head: number
  #storing: StoringCode
  #renewal: NodeJS.Timeout | undefined

  constructor({ id, head, storing, documents, limits, budget, onEmpty }: RoomOptions) {
    this.id = id
    this.#head = head
    this.#storing = storing
    this.#documents = documents
    this.#onEmpty = onEmpty
    this.#budget = budget
    this.#awareness = new Awareness(limits.awarenessBytes)
  }

  get size(): number {
    return this.#members.size
  }

  join(peer: Peer): void {
    this.#members.set(peer, new Member(peer))
    this.#renewal ??= setInterval(() => this.#renew(), RENEW_AWARENESS_MS)
  }

  leave(peer: Peer): void {
    if (!this.#members.delete(peer)) return
    this.#announce(this.#awareness.leave(peer))
    if (this.#members.size > 0) return
    clearInterval(this.#renewal)
    this.#renewal = undefined
    this.#onEmpty()
  }

  /** One message of a peer. Throws `forbidden`, `malformed`, `overloaded`: the peer is then to be closed. */
  async receive(peer: Peer, message: ClientMessage): Promise<void> {
    const member = this.#members.get(peer)
    if (!member) return
    authorize(peer.grant, REQUIRED[message.type])
    if (message.type === 'update') await this.#append(member, message)
    else if (message.type === 'awareness') this.#heard(member, message.update)
    else if (message.type === 'step1') await this.#sync(member, message.stateVector)
    else if (message.type === 'saved') this.#asked(member, message.k)
    else if (message.type === 'queryAwareness') this.#introduce(peer)
  }

  async #append(member: Member, { update, step2 }: { update: Uint8Array; step2: boolean }) {
    const append = member.appended()
    const { id } = member.peer.grant.user
    const receipt = await this.#budget.spend(update.byteLength, () =>
      this.#documents.append(this.id, id, update),
    )
    member.settled(append)
    await this.#judge(member, receipt, step2)
    this.#answer(member)
  }

  /**
   * Changes that build on others which the server lacks were dropped: a client that comes back types on
   * before it has been asked for what it wrote meanwhile. Its step 2 then brings all of it; one that
   * still leaves a gap, again and again, is no honest client's.
   */
  async #judge(member: Member, receipt: Receipt, step2: boolean): Promise<void> {
    const isGap = receipt === 'incomplete'
    if (step2) {
      member.isOwing = false
      member.hasGap = isGap
      member.strikes = isGap ? member.strikes + 1 : 0
    }
    if (!isGap) return
    member.hasGap = true
    if (member.strikes >= STRIKES_MAX) {
      throw new WeftError('malformed', `${member.strikes} times built on changes nobody sent`)
    }
    if (!member.isOwing) await this.#askForAll(member)
  }

  async #askForAll(member: Member): Promise<void> {
    member.isOwing = true
    const { stateVector } = await this.#documents.read(this.id, this.#head)
    member.peer.send(syncFrame(SyncType.step1, stateVector))
  }

  #asked(member: Member, k: number): void {
    const first = !member.hasAsked
    member.ask(k)
    if (first && this.#storing !== Storing.normal) member.peer.send(storingFrame(this.#storing))
    this.#answer(member)
  }

  #answer(member: Member): void {
    for (const k of member.takeAnswerable()) member.peer.send(savedFrame(k))
  }

  /** Step 1 goes before step 2, so that a client that has synced has also sent all that it had. */
  async #sync(member: Member, stateVector: Uint8Array): Promise<void> {
    const { peer } = member
    const reading = await this.#documents.read(this.id, stateVector)
    if (allows(peer.grant, 'write')) {
      member.isOwing = true
      peer.send(syncFrame(SyncType.step1, reading.stateVector))
    }
    peer.send(syncFrame(SyncType.step2, reading.update))
    if (member.position === null) this.#introduce(peer)
    member.position = Math.max(member.position ?? 0, reading.seq)
    await this.#catchUp(member)
  }

  /** A change of this room is on disk: everyone at the end of the log gets the same bytes. */
  committed({ from, seq, update }: Change): void {
    this.#head = seq
    const frame = syncFrame(SyncType.update, update)
    for (const member of this.#members.values()) {
      if (!member.peer.isReady || member.isCatchingUp || member.position !== from) continue
      member.peer.send(frame)
      member.position = seq
    }
  }

  /** The peer's socket has sent everything: it reads on from where it was. */
  async drained(peer: Peer): Promise<void> {
    const member = this.#members.get(peer)
    if (!member) return
    if (member.isAwarenessStale) this.#introduce(peer)
    member.isAwarenessStale = false
    await this.#catchUp(member)
  }

  async #catchUp(member: Member): Promise<void> {
    if (member.isCatchingUp) return
    member.isCatchingUp = true
    try {
      while (this.#lags(member)) {
        const { seq, update } = await this.#documents.read(this.id, member.position ?? 0)
        member.peer.send(syncFrame(SyncType.update, update))
        member.position = seq
      }
    } finally {
      member.isCatchingUp = false
    }
  }

  #lags({ peer, position }: Member): boolean {
    return this.#members.has(peer) && peer.isReady && position !== null && position < this.#head
  }

  #heard({ peer, position }: Member, update: Uint8Array): void {
    this.#announce(this.#awareness.receive(peer, update, position !== null), peer)
  }

  #announce(update: Uint8Array | null, except?: Peer): void {
    if (!update) return
    const frame = awarenessFrame(update)
    for (const member of this.#members.values()) {
      // Whoever has not synced yet will be introduced to everyone then.
      if (member.peer === except || member.position === null) continue
      if (member.peer.isReady) member.peer.send(frame)
      else member.isAwarenessStale = true
    }
  }

  #renew(): void {
    for (const { peer, position } of this.#members.values()) {
      if (position !== null && peer.isReady) this.#introduce(peer)
    }
  }

  #introduce(peer: Peer): void {
    const update = this.#awareness.everyoneBut(peer)
    if (update) peer.send(awarenessFrame(update))
  }

  /** The store began to fail, or works again: everyone who understands is told. */
  storing(code: StoringCode): void {
    this.#storing = code
    for (const { hasAsked, peer } of this.#members.values())
      if (hasAsked) peer.send(storingFrame(code))
  }

  closeAll(code: CloseCode, reason: string): void {
    for (const peer of [...this.#members.keys()]) peer.close(code, reason)
  }
}
