/**
 * Route: what an address means.
 *
 * `/` starts, `/d/<room>#<secret>` opens, anything else is lost. Whether a room exists, or the secret
 * opens it, only the server knows.
 */
import { ROOM_ID } from '../../shared/protocol.ts'

export type Route =
  | { readonly page: 'start' }
  | { readonly page: 'lost' }
  | { readonly page: 'room'; readonly roomId: string; readonly secret: string }

export function routeOf({ pathname, hash }: { pathname: string; hash: string }): Route {
  if (pathname === '/') return { page: 'start' }
  const [, folder, roomId = '', ...rest] = pathname.split('/')
  if (folder !== 'd' || !ROOM_ID.test(roomId) || rest.join('') !== '') return { page: 'lost' }
  return { page: 'room', roomId, secret: hash.slice(1) }
}
