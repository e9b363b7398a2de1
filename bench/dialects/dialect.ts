/**
 * Dialect: what a client of one server says and hears on the wire.
 *
 * All carry the same Yjs updates and the same awareness; they differ in the address, in what is said at
 * the door and in what stands around the bytes. Stateless: a line keeps what it must remember.
 */
export interface Dialect {
  /** Of a room, for a person who may write in it. */
  address(room: string, person: string): Promise<string>
  /** What is said as soon as the socket is open; `step1` is what one has, as a state vector. */
  hello(room: string, step1: Uint8Array): Uint8Array
  /** What is said when the server has answered `welcome`; null where it does not. */
  welcomed(room: string, step1: Uint8Array): Uint8Array | null
  /** The answer to the server's step 1. */
  step2(room: string, update: Uint8Array): Uint8Array
  update(room: string, update: Uint8Array): Uint8Array
  awareness(room: string, update: Uint8Array): Uint8Array
  read(data: Uint8Array): Heard
}

/** One incoming frame. `payload`: a state vector, an update or an awareness update; of others nothing. */
export interface Heard {
  readonly type: 'welcome' | 'step1' | 'step2' | 'update' | 'awareness' | 'other'
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
