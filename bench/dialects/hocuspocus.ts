/**
 * Hocuspocus's: one address for all rooms, the room's name in front of every message, and a token to be
 * said and welcomed before the first step, as its own provider does it.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { MessageType, SyncType } from '../../shared/protocol.ts'
import type { Dialect, Heard } from './dialect.ts'
import { readMessage } from './y-websocket.ts'

const AUTH = 2
const AUTH_TOKEN = 0
const AUTH_ACCEPTED = 2
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

  hello(room: string, _step1: Uint8Array): Uint8Array {
    return encoding.encode((encoder) => {
      encoding.writeVarString(encoder, room)
      encoding.writeVarUint(encoder, AUTH)
      encoding.writeVarUint(encoder, AUTH_TOKEN)
      encoding.writeVarString(encoder, 'anybody')
    })
  }

  welcomed(room: string, step1: Uint8Array): Uint8Array {
    return message(room, [MessageType.sync, SyncType.step1], step1)
  }

  step2(room: string, update: Uint8Array): Uint8Array {
    return message(room, [MessageType.sync, SyncType.step2], update)
  }

  update(room: string, update: Uint8Array): Uint8Array {
    return message(room, [MessageType.sync, SyncType.update], update)
  }

  awareness(room: string, update: Uint8Array): Uint8Array {
    return message(room, [MessageType.awareness], update)
  }

  read(data: Uint8Array): Heard {
    const decoder = decoding.createDecoder(data)
    decoding.readVarString(decoder)
    const type = decoding.readVarUint(decoder)
    if (type === AUTH) return readAuth(decoder)
    return readMessage(type === SYNC_REPLY ? MessageType.sync : type, decoder)
  }
}

function message(room: string, types: readonly number[], payload: Uint8Array): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, room)
    for (const type of types) encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, payload)
  })
}

function readAuth(decoder: decoding.Decoder): Heard {
  const isAccepted = decoding.readVarUint(decoder) === AUTH_ACCEPTED
  return { type: isAccepted ? 'welcome' : 'other', payload: new Uint8Array() }
}
