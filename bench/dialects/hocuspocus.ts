/**
 * Hocuspocus's: one address for all rooms, the room's name in front of every message, and a token to be
 * said and welcomed before the first step, as its own provider does it.
 */
import * as decoding from 'lib0/decoding'
import { MessageType } from '../../shared/protocol.ts'
import { bytes, raw } from '../../tools/fuzz/wire.ts'
import type { Dialect, Heard, Said } from './dialect.ts'
import { PREFIXES, readMessage } from './y-websocket.ts'

const AUTH = 2
const AUTH_TOKEN = 0
const AUTH_ACCEPTED = 2
/** What it sends for each update that it took, and its provider calls «synced». */
const SYNC_STATUS = 8
/** A step 1 that does not ask for one in return. */
const SYNC_REPLY = 4

export class HocuspocusDialect implements Dialect {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  async address(_room: string, _person: string): Promise<string> {
    return this.#url
  }

  greeting(room: string): Uint8Array {
    return bytes(room, AUTH, AUTH_TOKEN, 'anybody')
  }

  prefix(room: string, type: Said): Uint8Array {
    return bytes(room, raw(...PREFIXES[type]))
  }

  /** It tells unasked. */
  question(_k: number): null {
    return null
  }

  read(data: Uint8Array): Heard {
    const decoder = decoding.createDecoder(data)
    decoding.readVarString(decoder)
    const type = decoding.readVarUint(decoder)
    if (type === AUTH) return readAuth(decoder)
    if (type === SYNC_STATUS) return { type: 'receipt', payload: new Uint8Array() }
    return readMessage(type === SYNC_REPLY ? MessageType.sync : type, decoder)
  }
}

function readAuth(decoder: decoding.Decoder): Heard {
  const isAccepted = decoding.readVarUint(decoder) === AUTH_ACCEPTED
  return { type: isAccepted ? 'welcome' : 'other', payload: new Uint8Array() }
}
