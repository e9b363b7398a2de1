/**
 * The y-websocket protocol: one message a frame, the room in the address.
 */
import * as decoding from 'lib0/decoding'
import { awarenessFrame, MessageType, SyncType, syncFrame } from '../../shared/protocol.ts'
import type { Dialect, Heard } from './dialect.ts'

const SYNC_TYPES = ['step1', 'step2', 'update'] as const
const OTHER: Heard = { type: 'other', payload: new Uint8Array() }

export class YWebsocketDialect implements Dialect {
  protected readonly url: string

  /** `url`: ws://… */
  constructor(url: string) {
    this.url = url
  }

  async address(room: string, _person: string): Promise<string> {
    return `${this.url}/${room}`
  }

  hello(_room: string, step1: Uint8Array): Uint8Array {
    return syncFrame(SyncType.step1, step1)
  }

  welcomed(): null {
    return null
  }

  step2(_room: string, update: Uint8Array): Uint8Array {
    return syncFrame(SyncType.step2, update)
  }

  update(_room: string, update: Uint8Array): Uint8Array {
    return syncFrame(SyncType.update, update)
  }

  awareness(_room: string, update: Uint8Array): Uint8Array {
    return awarenessFrame(update)
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
