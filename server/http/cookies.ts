/**
 * Cookies: how a browser carries a session, and an attempt to sign in.
 *
 * HttpOnly: no script reads them. SameSite=Lax: other sites' requests come without them, but for a
 * plain link. Over https they are Secure and have the prefix `__Host-`, under which no other host or
 * plain-http page can set one.
 */
import type { IncomingMessage } from 'node:http'
import type { CookieOptions, Request, Response } from 'express'
import { originOf } from './place.ts'

export type CookieName = 'weft-session' | 'weft-sign-in'

export function readCookie(
  request: Request,
  name: CookieName,
  publicUrl: string | undefined,
): string | undefined {
  const start = `${fullName(name, isSecure(request, publicUrl))}=`
  return cookiesOf(request)
    .find((each) => each.startsWith(start))
    ?.slice(start.length)
}

/** `seconds`: how long it lasts. */
export function setCookie(
  response: Response,
  name: CookieName,
  publicUrl: string | undefined,
  { value, seconds }: { readonly value: string; readonly seconds: number },
): void {
  const secure = isSecure(response.req, publicUrl)
  response.cookie(fullName(name, secure), value, { ...attributes(secure), maxAge: seconds * 1000 })
}

export function clearCookie(
  response: Response,
  name: CookieName,
  publicUrl: string | undefined,
): void {
  const secure = isSecure(response.req, publicUrl)
  response.clearCookie(fullName(name, secure), attributes(secure))
}

const cookiesOf = ({ headers }: IncomingMessage): string[] =>
  (headers.cookie ?? '').split(';').map((each) => each.trim())

const isSecure = (request: Request, publicUrl: string | undefined): boolean =>
  originOf(request, publicUrl).startsWith('https:')

const fullName = (name: CookieName, secure: boolean): string => (secure ? `__Host-${name}` : name)

const attributes = (secure: boolean): CookieOptions => ({
  httpOnly: true,
  sameSite: 'lax',
  secure,
  path: '/',
})
