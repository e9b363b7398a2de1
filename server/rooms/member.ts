/**
 * Member: what a room remembers of one peer.
 */
import type { Grant } from '../access/grant.ts'
import type { Peer } from './peer.ts'
import { Questions } from './questions.ts'
import type { Reader } from './reader.ts'

export class Member {
  readonly peer: Peer
  /** With the role that it has here: an owner may have set another than its token says. */
  readonly grant: Grant
  readonly reader: Reader
  readonly questions = new Questions()
  /** Missed an awareness frame while it was not ready. */
  isAwarenessStale = false
  /** Has ever asked the saved question, so it understands Weft's own messages. */
  hasAsked = false
  /** Was sent step 1, and has not answered it: the step 2 to come holds all that it has. */
  isOwing = false
  /** Goes as soon as what it sent is answered. */
  isLeaving = false
  /** The clientID that is reserved for it. */
  client: number | undefined
  /** How many step 2 in a row left a gap. */
  strikes = 0

  constructor(peer: Peer, grant: Grant, reader: Reader) {
    this.peer = peer
    this.grant = grant
    this.reader = reader
  }
}
