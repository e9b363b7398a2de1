/**
 * The y-websocket protocol: one message a frame, the room in the address.
 */
import * as decoding from 'lib0/decoding'
import { MessageType, SyncType } from '../../shared/protocol.ts'
import type { Dialect, Heard, Said } from './dialect.ts'

const SYNC_TYPES = ['step1', 'step2', 'update'] as const
const OTHER: Heard = { type: 'other', payload: new Uint8Array() }

/** What stands before each payload, all of them numbers below 128. */
export const PREFIXES: Readonly<Record<Said, readonly number[]>> = {
  step1: [MessageType.sync, SyncType.step1],
  step2: [MessageType.sync, SyncType.step2],
  update: [MessageType.sync, SyncType.update],
  awareness: [MessageType.awareness],
}

export class YWebsocketDialect implements Dialect {
  protected readonly url: string

  /** `url`: ws://… */
  constructor(url: string) {
    this.url = url
  }

  async address(room: string, _person: string): Promise<string> {
    return `${this.url}/${room}`
  }

  greeting(): null {
    return null
  }

  prefix(_room: string, type: Said): Uint8Array {
    return Uint8Array.from(PREFIXES[type])
  }

  question(_k: number): Uint8Array | null {
    return null
  }

  read(data: Uint8Array): Heard {
    const decoder = decoding.createDecoder(data)
    return readMessage(decoding.readVarUint(decoder), decoder)
  }
}

/** What follows a message's type. */
export function readMessage(type: number, decoder: decoding.Decoder): Heard {
  if (type === MessageType.awareness)
    return { type: 'awareness', payload: decoding.readVarUint8Array(decoder) }
  if (type !== MessageType.sync) return OTHER
  const sync = SYNC_TYPES[decoding.readVarUint(decoder)]
  return sync ? { type: sync, payload: decoding.readVarUint8Array(decoder) } : OTHER
}
