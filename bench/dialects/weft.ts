/**
 * Weft's: the y-websocket protocol, with a token in the address.
 */
import { Passes } from '../../tools/passes.ts'
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
}
