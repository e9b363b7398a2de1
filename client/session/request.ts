/**
 * Request: one question to the HTTP API.
 *
 * Promises to return, never to throw: what was asked for, or what went wrong, as a code. Leaves to
 * views/faults.ts to say it in words.
 */
import type { Problem } from '../../shared/api.ts'
import type { ErrorCode } from '../../shared/errors.ts'

/** What this page finds by itself, beside the server's codes. */
export type OwnFault = 'unreachable' | 'not-made' | 'too-large' | 'no-text' | 'unreadable'

export interface Fault {
  /** Of a newer server it may be one that this page does not know. */
  readonly code: ErrorCode | OwnFault
  /** The server's own words, in English. */
  readonly said: string
}

export interface Failed {
  readonly kind: 'failed'
  readonly fault: Fault
}

export type Answer<T> = { readonly kind: 'done'; readonly value: T } | Failed

export interface Asking {
  /** As the header of that name. */
  readonly authorization?: string
  /** Goes as JSON. */
  readonly body?: object
}

export const failed = (code: Fault['code'], said = ''): Failed => ({
  kind: 'failed',
  fault: { code, said },
})

/** `path`: below `/`. An answer that is no JSON is the text itself. */
export async function request<T>(
  method: string,
  path: string,
  { authorization, body }: Asking = {},
): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      method,
      headers: {
        ...(authorization && { authorization }),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return await read<T>(response)
  } catch {
    // No network, no server, or not JSON (a proxy's page).
    return failed('unreachable')
  }
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const isJson = response.headers.get('content-type')?.includes('json')
  const answer: unknown = isJson ? await response.json() : await response.text()
  if (response.ok) return { kind: 'done', value: answer as T }
  const { code = 'unreachable', message } = answer as Partial<Problem>
  return failed(code as Fault['code'], message)
}
