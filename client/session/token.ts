/**
 * Token: asks the server for the short-lived token that a share link's secret is good for.
 *
 * Promises to return, never to throw: granted, refused (trying again will not help) or unreachable
 * (it may). Keeps no state; when to ask is access.ts's business.
 */
import type { GrantedToken, Problem } from '../../shared/api.ts'
import { ROLES } from '../../shared/protocol.ts'

export type TokenAnswer =
  | { readonly kind: 'granted'; readonly grant: GrantedToken }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'unreachable' }

export interface TokenRequest {
  readonly roomId: string
  /** '' for who has come by a link before. */
  readonly secret: string
  readonly name: string
  readonly guest: string
  /** Of the link, once it has asked for one. */
  readonly password?: string | undefined
}

const TIMEOUT = 10_000

export async function requestToken(
  { roomId, secret, ...who }: TokenRequest,
  signal: AbortSignal,
): Promise<TokenAnswer> {
  const body = { ...who, ...(secret !== '' && { secret }) }
  try {
    const response = await fetch(`/api/rooms/${encodeURIComponent(roomId)}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    })
    return readAnswer(response.status, await response.json())
  } catch {
    // No network, no server, or not JSON (a proxy's page): all of them may pass.
    return { kind: 'unreachable' }
  }
}

/** 4xx is the server's decision, but for "too many requests" and timeouts; 5xx passes. */
function readAnswer(status: number, body: unknown): TokenAnswer {
  if (status === 200)
    return isGrant(body) ? { kind: 'granted', grant: body } : { kind: 'unreachable' }
  if (status < 400 || status >= 500 || status === 408 || status === 429)
    return { kind: 'unreachable' }
  const problem = body as Partial<Problem> | null
  return {
    kind: 'refused',
    code: String(problem?.code ?? status),
    message: String(problem?.message ?? ''),
  }
}

function isGrant(body: unknown): body is GrantedToken {
  const grant = body as Partial<GrantedToken> | null
  return (
    typeof grant?.token === 'string' &&
    typeof grant.expires === 'number' &&
    typeof grant.edition === 'string' &&
    typeof grant.user?.id === 'string' &&
    ROLES.some((role) => role === grant.role)
  )
}
