/**
 * Reader: one peer's position in the log.
 *
 * At the end of the log it is handed each committed frame as it is. Behind it, because it has just come
 * or was not ready, it reads from the documents what it lacks, one reading at a time, and none while it
 * is not ready: so nothing piles up for it, however slowly it reads and however often it asks.
 */
import { SyncType, syncFrame } from '../../shared/protocol.ts'
import type { Change, Documents, Reading } from '../documents/documents.ts'
import type { Peer } from './peer.ts'

export interface ReaderOptions {
  readonly room: string
  readonly peer: Peer
  readonly documents: Documents
  /** The answer to a state vector, to be sent as the protocol has it. */
  readonly synced: (reading: Reading) => void
}

export class Reader {
  readonly #room: string
  readonly #peer: Peer
  readonly #documents: Documents
  readonly #synced: (reading: Reading) => void
  #position: number | null = null
  #head = 0
  /** The newest state vector that the peer has shown and that is not answered. */
  #shown: Uint8Array | null = null
  #isReading = false

  constructor({ room, peer, documents, synced }: ReaderOptions) {
    this.#room = room
    this.#peer = peer
    this.#documents = documents
    this.#synced = synced
  }

  /** Has been answered once, and so gets what is committed. */
  get hasSynced(): boolean {
    return this.#position !== null
  }

  /** The peer has shown what it has: it is to get the rest. */
  sync(stateVector: Uint8Array): void {
    this.#shown = stateVector
    this.readOn()
  }

  /** A change is on disk, and `frame` says it. */
  committed({ from, seq }: Change, frame: Uint8Array): void {
    this.#head = seq
    if (!this.hasSynced || this.#isReading || !this.#peer.isReady) return
    if (this.#position === from) {
      this.#peer.send(frame)
      this.#position = seq
    } else this.readOn()
  }

  /** Until nothing is lacking or the peer is not ready. */
  readOn(): void {
    if (!this.#isReading) void this.#read()
  }

  async #read(): Promise<void> {
    this.#isReading = true
    try {
      while (this.#peer.isReady && this.#isLacking) await this.#readOnce()
    } catch (error) {
      this.#peer.refuse(error)
    } finally {
      this.#isReading = false
    }
  }

  get #isLacking(): boolean {
    return this.#shown !== null || (this.#position !== null && this.#position < this.#head)
  }

  async #readOnce(): Promise<void> {
    const shown = this.#shown
    this.#shown = null
    const reading = await this.#documents.read(this.#room, shown ?? this.#position ?? 0)
    if (shown) this.#synced(reading)
    else this.#peer.send(syncFrame(SyncType.update, reading.update))
    this.#position = Math.max(this.#position ?? 0, reading.seq)
  }
}
