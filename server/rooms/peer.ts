/**
 * Peer: one participant, as a room sees it.
 *
 * The room asks for no more than this; connection.ts gives it with a WebSocket, tests with a few lines.
 */
import type { CloseCode } from '../../shared/protocol.ts'
import type { Grant } from '../access/grant.ts'

export interface Peer {
  /** Verified, and current: it is renewed while the peer stays. */
  readonly grant: Grant
  /** False while so much is unsent that more would only pile up; `Room.drained` says when it is over. */
  readonly isReady: boolean
  /** So many bytes more of what it sent wait for the disk; a negative number: so many fewer. */
  waits(bytes: number): void
  /** One frame, of these parts in a row, which nobody changes any more. */
  send(...parts: readonly Uint8Array[]): void
  /** Time to see whether it is still there. */
  beat(): void
  close(code: CloseCode, reason: string): void
  /** Closes with the error's own code. */
  refuse(error: unknown): void
}
