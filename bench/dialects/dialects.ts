/**
 * Dialects: the one that is spoken at a place.
 */
import type { Dialect, Place } from './dialect.ts'
import { HocuspocusDialect } from './hocuspocus.ts'
import { WeftDialect } from './weft.ts'
import { YWebsocketDialect } from './y-websocket.ts'

export function dialectOf({ dialect, url, secret }: Place): Dialect {
  const socketUrl = url.replace('http', 'ws')
  if (dialect === 'weft') return new WeftDialect(socketUrl, secret)
  if (dialect === 'hocuspocus') return new HocuspocusDialect(socketUrl)
  return new YWebsocketDialect(socketUrl)
}
