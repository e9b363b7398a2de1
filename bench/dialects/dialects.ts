/**
 * Dialects: the one that is spoken at a place.
 */
import type { Dialect, Place } from './dialect.ts'
import { HocuspocusDialect } from './hocuspocus.ts'
import { WeftDialect } from './weft.ts'
import { YWebsocketDialect } from './y-websocket.ts'

/**
 * One dialect for each place, taken in turns by number. All places speak the same one, so what was heard at one
 * is read as at any other.
 */
export function inTurns(places: readonly Place[]): (number: number) => Dialect {
  const dialects = places.map(dialectOf)
  return (number) => {
    const dialect = dialects[number % dialects.length]
    if (!dialect) throw new RangeError('there is no place')
    return dialect
  }
}

export function dialectOf({ dialect, url, secret }: Place): Dialect {
  const socketUrl = url.replace('http', 'ws')
  if (dialect === 'weft') return new WeftDialect(socketUrl, secret)
  if (dialect === 'hocuspocus') return new HocuspocusDialect(socketUrl)
  return new YWebsocketDialect(socketUrl)
}
