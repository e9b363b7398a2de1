/**
 * Request: one question to the HTTP API.
 *
 * Promises to return, never to throw: what was asked for, or words that a person can act on.
 */
import type { Problem } from '../../shared/api.ts'

export type Answer<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly words: string; readonly isUnreachable: boolean }

export interface Asking {
  /** As the header of that name. */
  readonly authorization?: string
  /** Goes as JSON. */
  readonly body?: object
}

const UNREACHABLE = 'The server cannot be reached. Check your connection and try again.'

export const failed = (words: string) => ({ kind: 'failed', words, isUnreachable: false }) as const

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
    return { kind: 'failed', words: UNREACHABLE, isUnreachable: true }
  }
}

async function read<T>(response: Response): Promise<Answer<T>> {
  const isJson = response.headers.get('content-type')?.includes('json')
  const answer: unknown = isJson ? await response.json() : await response.text()
  if (response.ok) return { kind: 'done', value: answer as T }
  return failed((answer as Partial<Problem>).message ?? UNREACHABLE)
}
