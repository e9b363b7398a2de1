/**
 * Room creation: asks the server for a new document.
 *
 * Promises to return, never to throw: the owner's secret, or words that a person can act on.
 */
import type { CreatedRoom, Problem } from '../../shared/api.ts'
import { ROOM_ID } from '../../shared/protocol.ts'

export type Creation =
  | { readonly kind: 'created'; readonly roomId: string; readonly secret: string }
  | { readonly kind: 'failed'; readonly words: string }

/** `text`: what the document starts with. */
export async function createRoom(text = ''): Promise<Creation> {
  try {
    const response = await fetch('/api/rooms', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(text === '' ? {} : { text }),
    })
    return readAnswer(await response.json())
  } catch {
    return {
      kind: 'failed',
      words: 'The server cannot be reached. Check your connection and try again.',
    }
  }
}

function readAnswer(body: unknown): Creation {
  const { room, links } = body as Partial<CreatedRoom>
  const own = links?.find((link) => link.role === 'owner')
  if (typeof room === 'string' && ROOM_ID.test(room) && own !== undefined) {
    return { kind: 'created', roomId: room, secret: own.secret }
  }
  const { message } = body as Partial<Problem>
  return { kind: 'failed', words: message ?? 'The server could not make a document. Try again.' }
}
