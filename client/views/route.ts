/**
 * Route: what an address means.
 *
 * `/` starts, `/d/<room>#<secret>` opens, `/?sign-in=…` is what became of signing in, or asks whether to
 * sign out, `/api` is for programmers, `/admin` for whoever runs the server; anything else is lost. Whether a room exists, or the secret
 * opens it, only the server knows.
 */
import { ROOM_ID } from '../../shared/protocol.ts'

const OUTCOMES = ['done', 'refused', 'unreachable', 'failed', 'out'] as const
export type Outcome = (typeof OUTCOMES)[number]

export type Route =
  | { readonly page: 'start' }
  | { readonly page: 'sign-in'; readonly outcome: Outcome }
  | { readonly page: 'api' }
  | { readonly page: 'admin' }
  | { readonly page: 'lost' }
  | { readonly page: 'room'; readonly roomId: string; readonly secret: string }

type Address = Pick<Location, 'pathname' | 'search' | 'hash'>

export function routeOf({ pathname, search, hash }: Address): Route {
  if (pathname === '/') return startOf(search)
  if (pathname === '/api') return { page: 'api' }
  if (pathname === '/admin') return { page: 'admin' }
  const [, folder, roomId = '', ...rest] = pathname.split('/')
  if (folder !== 'd' || !ROOM_ID.test(roomId) || rest.join('') !== '') return { page: 'lost' }
  return { page: 'room', roomId, secret: hash.slice(1) }
}

function startOf(search: string): Route {
  const given = new URLSearchParams(search).get('sign-in')
  const outcome = OUTCOMES.find((each) => each === given)
  return outcome === undefined ? { page: 'start' } : { page: 'sign-in', outcome }
}
