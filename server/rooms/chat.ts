/**
 * Chat: what people in a room say to each other.
 *
 * Promises: nobody sees a remark before it is on disk; its user, name and time are the server's own
 * word; a peer that has not opened the chat is sent nothing of it. A peer that is not ready misses
 * nothing either: it is shown the last remarks anew. Who may speak is decided in room.ts.
 */
import { codeOf, WeftError } from '../../shared/errors.ts'
import { cleanName } from '../../shared/names.ts'
import { NAME_MAX, remarksFrame } from '../../shared/protocol.ts'
import { isFit, REMARKS_SHOWN, type Remark, type Say } from '../../shared/remarks.ts'
import type { Documents } from '../documents/documents.ts'
import type { Budget } from './budget.ts'
import type { Peer } from './peer.ts'

export class Chat {
  readonly #room: string
  readonly #documents: Documents
  readonly #budget: Budget
  /** Who has opened it. */
  readonly #listeners = new Set<Peer>()
  /** Those of them who missed something while they were not ready. */
  readonly #behind = new Set<Peer>()
  /** The seqs of the last remarks that the listeners were shown. */
  #shown = new Set<number>()
  /** Something may have been said that was not read. */
  #isUnread = false

  constructor(room: string, documents: Documents, budget: Budget) {
    this.#room = room
    this.#documents = documents
    this.#budget = budget
  }

  /** What is said from now on may reach it before what was said up to now: remarks have numbers. */
  open(peer: Peer): void {
    this.#listeners.add(peer)
    this.#documents.remarks(this.#room, REMARKS_SHOWN).then(
      (remarks) => this.#show(peer, remarksFrame(remarks)),
      (error: unknown) => this.#failed(peer, error),
    )
  }

  leave(peer: Peer): void {
    this.#listeners.delete(peer)
    this.#behind.delete(peer)
  }

  /** Throws `malformed`, `overloaded`. */
  say(peer: Peer, { key, text, place }: Say): void {
    if (!isFit({ key, text, place })) throw new WeftError('malformed', 'not fit to be a remark')
    const bytes = 4 * (text.length + place.length)
    const { id, name } = peer.grant.user
    this.#budget.take(bytes)
    peer.waits(bytes)
    this.#documents
      .say(this.#room, {
        ...{ key, text, place, time: Date.now(), user: id },
        name: cleanName(name, NAME_MAX) || '?',
      })
      .catch((error: unknown) => this.#failed(peer, error))
      .finally(() => {
        this.#budget.give(bytes)
        peer.waits(-bytes)
      })
  }

  /** Nobody goes for the disk's fault. What was said and not stored, its author says again, by the same key. */
  #failed(peer: Peer, error: unknown): void {
    const code = codeOf(error)
    if (code !== 'store-failing' && code !== 'row-damaged') peer.refuse(error)
  }

  said(remark: Remark): void {
    this.#showAll([remark])
  }

  /** Something may have been said through another node. What cannot be read now, is at the next beat. */
  catchUp(): void {
    if (this.#listeners.size === 0) return
    this.#isUnread = true
    this.#documents.remarks(this.#room, REMARKS_SHOWN).then(
      (remarks) => this.#caughtUp(remarks),
      () => undefined,
    )
  }

  beat(): void {
    if (this.#isUnread) this.catchUp()
  }

  #caughtUp(remarks: readonly Remark[]): void {
    const news = remarks.filter(({ seq }) => !this.#shown.has(seq))
    this.#shown = new Set(remarks.map(({ seq }) => seq))
    this.#isUnread = false
    if (news.length > 0) this.#showAll(news)
  }

  #showAll(remarks: readonly Remark[]): void {
    const frame = remarksFrame(remarks)
    const shown = [...this.#shown, ...remarks.map(({ seq }) => seq)]
    this.#shown = new Set(shown.slice(-REMARKS_SHOWN))
    for (const peer of this.#listeners) this.#show(peer, frame)
  }

  drained(peer: Peer): void {
    if (this.#behind.delete(peer)) this.open(peer)
  }

  #show(peer: Peer, frame: Uint8Array): void {
    if (peer.isReady) peer.send(frame)
    else if (this.#listeners.has(peer)) this.#behind.add(peer)
  }
}
