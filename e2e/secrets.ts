/**
 * Secrets: what a run hands out, written down as it goes by, so that the end of the run can look for it.
 *
 * Seen in the pages themselves: in addresses, in what they send, in what they are answered, in cookies. What a story
 * fetches by itself it has to note. Leaves looking to untold.ts.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContext, Request, Response } from '@playwright/test'

/** Of one run: what every server wrote, a file each, and beside it what nobody may have written. */
export const RUN = join(import.meta.dirname, 'results', 'run')
export const LOGS = join(RUN, 'logs')
export const SECRETS = join(RUN, 'secrets.jsonl')

export interface Secret {
  readonly kind: string
  readonly value: string
}

/** The names under which secrets travel. */
const KINDS: readonly string[] = ['secret', 'guest', 'password', 'token']
/** Less is no secret, but a word that may well stand in a log. */
const LEAST = 8

export function note(kind: string, value: string): void {
  // Of a token only its signature is secret, and that goes wherever it goes.
  const secret = kind === 'token' ? (value.split('.').at(-1) ?? '') : value
  if (secret.length < LEAST) return
  mkdirSync(RUN, { recursive: true })
  appendFileSync(SECRETS, `${JSON.stringify({ kind, value: secret } satisfies Secret)}\n`)
}

/** All that is called like a secret, however deep. */
export function noteAllOf(body: unknown): void {
  if (typeof body !== 'object' || body === null) return
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string' && KINDS.includes(name)) note(name, value)
    else noteAllOf(value)
  }
}

/** Everything that these pages hand over. Answers with what to wait for before they close. */
export function watch(context: BrowserContext): () => Promise<void> {
  const reading: Promise<void>[] = []
  context.on('request', noteRequest)
  context.on('response', (response) => reading.push(noteResponse(response)))
  context.on('page', (page) =>
    page.on('framenavigated', (frame) => note('secret', new URL(frame.url()).hash.slice(1))),
  )
  return async () => {
    await Promise.all(reading)
    // Nobody has any who has left already.
    for (const { value } of await context.cookies().catch(() => [])) note('cookie', value)
  }
}

function noteRequest(request: Request): void {
  const [, token] = /^Bearer (.+)$/.exec(request.headers().authorization ?? '') ?? []
  if (token) note('token', token)
  noteAllOf(parsed(request.postData() ?? ''))
}

/** What comes while its page is closing cannot be read, and by nobody else either. */
async function noteResponse(response: Response): Promise<void> {
  if (!new URL(response.url()).pathname.startsWith('/api/')) return
  noteAllOf(parsed(await response.text().catch(() => '')))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
