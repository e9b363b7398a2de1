/**
 * Weft's: the y-websocket protocol, with a token in the address and a question for what is saved.
 */
import { MessageType, savedFrame } from '../../shared/protocol.ts'
import { Passes } from '../../tools/passes.ts'
import type { Heard } from './dialect.ts'
import { YWebsocketDialect } from './y-websocket.ts'

export class WeftDialect extends YWebsocketDialect {
  readonly #passes: Passes

  constructor(url: string, secret: string) {
    super(url)
    this.#passes = new Passes(secret)
  }

  override async address(room: string, person: string): Promise<string> {
    const token = await this.#passes.for(room, person, 'editor')
    return `${this.url}/ws/${room}?token=${token}`
  }

  override question(k: number): Uint8Array {
    return savedFrame(k)
  }

  override read(data: Uint8Array): Heard {
    if (data[0] === MessageType.saved) return { type: 'receipt', payload: data.subarray(1) }
    return super.read(data)
  }
}
