/**
 * Sign-in: the way to the OpenID provider and back, under `/auth`.
 *
 * Promises that a browser ends up signed in only when it is the one that set out, and that it is only
 * ever sent to the provider or to a path of this site. What goes wrong leads to the start page, which
 * says so in words (`/?sign-in=refused`, `unreachable`, `failed`); why, the operator reads in the journal.
 */
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { type SignedOut, SignOut } from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import type { Provider } from '../access/provider.ts'
import { ATTEMPT_S, SESSION_S, type Sessions } from '../access/sessions.ts'
import type { Journal } from '../rooms/journal.ts'
import { checked, jsonOf } from './body.ts'
import { clearCookie, readCookie, setCookie } from './cookies.ts'
import { originOf } from './place.ts'
import { BadField } from './problem.ts'

export interface SignInOptions {
  readonly provider: Provider
  readonly sessions: Sessions
  readonly publicUrl: string | undefined
  readonly journal: Journal
}

/** It has to fit into a cookie, with all that is signed along with it. */
const TO_MAX = 1_000
const BODY_BYTES = 1024
/** Of what a provider says went wrong. */
const REASON_MAX = 300

export function signIn(options: SignInOptions): Router {
  const router = Router()
  router.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  router.get('/sign-in', begin(options))
  router.get('/callback', finish(options))
  router.post('/sign-out', express.json({ limit: BODY_BYTES }), signOut(options))
  return router
}

function begin(options: SignInOptions): RequestHandler {
  const { provider, sessions, publicUrl } = options
  return async (request, response) => {
    try {
      const { url, proof } = await provider.ask(callbackOf(request, publicUrl))
      const to = pathOf(request.query.to)
      const value = await sessions.signAttempt({ ...proof, to })
      setCookie(response, 'weft-sign-in', publicUrl, { value, seconds: ATTEMPT_S })
      response.redirect(303, url.href)
    } catch (error) {
      fail(response, 'unreachable', error, options)
    }
  }
}

/** The attempt is over, however it ends: nobody comes back twice. */
function finish(options: SignInOptions): RequestHandler {
  const { provider, sessions, publicUrl } = options
  return async (request, response) => {
    const attempt = await sessions.attempt(readCookie(request, 'weft-sign-in', publicUrl))
    clearCookie(response, 'weft-sign-in', publicUrl)
    try {
      if (!attempt) throw new WeftError('token-bad', 'no attempt was begun in this browser')
      const { person, isOperator } = await provider.answer(answered(request, publicUrl), attempt)
      const value = await sessions.sign(person, isOperator)
      setCookie(response, 'weft-session', publicUrl, { value, seconds: SESSION_S })
      response.redirect(303, attempt.to)
    } catch (error) {
      fail(response, request.query.error === 'access_denied' ? 'refused' : 'failed', error, options)
    }
  }
}

/** The callback as the provider was told it, with what he came back with. */
function answered(request: Request, publicUrl: string | undefined): URL {
  const url = new URL(callbackOf(request, publicUrl))
  url.search = request.originalUrl.split('?')[1] ?? ''
  return url
}

/** Signed out here, at once. Answers with where one signs out of the provider, too. */
function signOut({ provider, publicUrl }: SignInOptions): RequestHandler {
  return async (request, response) => {
    if (!request.is('json')) throw new BadField('content-type', 'content-type: must be JSON')
    checked(SignOut, jsonOf(request))
    clearCookie(response, 'weft-session', publicUrl)
    const url = await provider.endOfSession(`${originOf(request, publicUrl)}/`)
    response.json({ url } satisfies SignedOut)
  }
}

/** What the client has words for. */
type Failure = 'refused' | 'unreachable' | 'failed'

function fail(response: Response, how: Failure, error: unknown, { journal }: SignInOptions): void {
  journal.info({ reason: reasonOf(error) }, `signing in: ${how}`)
  response.redirect(303, `/?sign-in=${how}`)
}

/** The words and codes alone: what else such an error holds are requests and answers, with tokens in them. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { message, cause } = error
  const { error: code, error_description: words } = error as {
    error?: string
    error_description?: string
  }
  const own = [message, code, words].filter((each) => typeof each === 'string').join(': ')
  return [own.slice(0, REASON_MAX), ...(cause instanceof Error ? [reasonOf(cause)] : [])].join('; ')
}

const callbackOf = (request: Request, publicUrl: string | undefined): string =>
  `${originOf(request, publicUrl)}/auth/callback`

/** A path of this site, as a browser would read it; `/` for anything else. */
export function pathOf(to: unknown): string {
  const here = 'http://weft.invalid'
  if (typeof to !== 'string' || to.length > TO_MAX || !to.startsWith('/')) return '/'
  if (!URL.canParse(to, here)) return '/'
  const { origin, pathname, search, hash } = new URL(to, here)
  // `/.//evil.example` is of this origin, and its path, written out, is of another.
  return origin === here && !pathname.startsWith('//') ? pathname + search + hash : '/'
}
