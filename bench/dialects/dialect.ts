/**
 * Dialect: what a client of one server says and hears on the wire.
 *
 * All carry the same Yjs updates and the same awareness; they differ in the address, in what is said at
 * the door and in what stands before the bytes. Stateless: a line keeps what it must remember.
 */
export interface Dialect {
  /** Of a room, for a person who may write in it. */
  address(room: string, person: string): Promise<string>
  /** What is said before step 1, and answered by `welcome`; null where step 1 comes first. */
  greeting(room: string): Uint8Array | null
  /** What stands before a payload (see `framed`). */
  prefix(room: string, type: Said): Uint8Array
  /** Asks for a receipt of all that was said before; null where nobody gives one, or gives it unasked. */
  question(k: number): Uint8Array | null
  read(data: Uint8Array): Heard
}

export type Said = 'step1' | 'step2' | 'update' | 'awareness'

/**
 * One incoming frame. `payload`: a state vector, an update or an awareness update; of a receipt the
 * number that was asked with, if one was; of others nothing.
 */
export interface Heard {
  readonly type: Said | 'welcome' | 'receipt' | 'other'
  readonly payload: Uint8Array
}

export type DialectName = 'weft' | 'y-websocket' | 'hocuspocus'

/** Where a server is and how to speak to it. Can be sent to another process. */
export interface Place {
  readonly dialect: DialectName
  /** http://… */
  readonly url: string
  /** What its tokens are signed with; empty where there are none. */
  readonly secret: string
}
