/**
 * Attachments: a picture from this browser to the server.
 *
 * Promises an answer for every picture, and how far it has come while it is under way. Where it belongs in
 * the text is the editor's.
 */
import type { Problem, StoredAttachment } from '../../shared/api.ts'

/** Why a picture is not there: what the server said, or that it was not reached. */
export type Failure = 'offline' | 'too-big' | 'kind-refused' | 'failed'

export type Upload =
  | { readonly kind: 'stored'; readonly url: string }
  | { readonly kind: 'failed'; readonly why: Failure }

export interface Sending {
  readonly roomId: string
  readonly token: string | null
  readonly file: File
  /** How much has been sent, from 0 to 1. */
  readonly progress: (share: number) => void
}

/** By the one way in which browsers tell how far they are. */
export function sendPicture({ roomId, token, file, progress }: Sending): Promise<Upload> {
  const answer = Promise.withResolvers<Upload>()
  const failed = (why: Failure) => answer.resolve({ kind: 'failed', why })
  const request = new XMLHttpRequest()
  request.open('POST', `/api/rooms/${roomId}/attachments`)
  request.setRequestHeader('authorization', `Bearer ${token}`)
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.responseType = 'json'
  request.upload.addEventListener('progress', ({ loaded, total }) => progress(loaded / total))
  request.addEventListener('error', () => failed('offline'))
  request.addEventListener('load', () => {
    if (request.status === 201) return answer.resolve(storedIn(request.response))
    failed(whyOf(request.response))
  })
  request.send(file)
  return answer.promise
}

const storedIn = (body: StoredAttachment): Upload => ({ kind: 'stored', url: body.url })

function whyOf(body: Partial<Problem> | null): Failure {
  const { code } = body ?? {}
  return code === 'too-big' || code === 'kind-refused' ? code : 'failed'
}
