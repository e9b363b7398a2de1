/**
 * Errors: every way in which Weft says no, in one table.
 *
 * Each code has its HTTP status, its WebSocket close code, and a sentence that a person can act on.
 * PROTOCOL.md lists the same codes (a test compares them). Thrown anywhere as a WeftError, turned
 * into an answer only at the edges: one request, one connection, the process.
 */
import { CloseCode } from './protocol.ts'

interface Kind {
  readonly status: number
  readonly close: CloseCode
  readonly words: string
}

export const ERRORS = {
  malformed: {
    status: 400,
    close: CloseCode.malformed,
    words: 'The message could not be understood.',
  },
  'token-missing': { status: 401, close: CloseCode.unauthorized, words: 'No token was given.' },
  'token-bad': {
    status: 401,
    close: CloseCode.unauthorized,
    words: 'The token is not valid here.',
  },
  'token-expired': {
    status: 401,
    close: CloseCode.unauthorized,
    words: 'The token has run out. Ask for a fresh one.',
  },
  'sign-in-needed': {
    status: 401,
    close: CloseCode.unauthorized,
    words: 'This is for people who have signed in. Sign in and try again.',
  },
  forbidden: { status: 403, close: CloseCode.forbidden, words: 'You may not do this here.' },
  'origin-refused': {
    status: 403,
    close: CloseCode.forbidden,
    words: 'This page may not connect to this server.',
  },
  'not-found': {
    status: 404,
    close: CloseCode.notFound,
    words: 'There is no such document, or the link does not open it.',
  },
  trashed: {
    status: 410,
    close: CloseCode.notFound,
    words: 'This document is in the trash. An owner can take it out again.',
  },
  'link-revoked': {
    status: 403,
    close: CloseCode.forbidden,
    words: 'This link was taken back. Ask the owner for a new one.',
  },
  removed: {
    status: 403,
    close: CloseCode.forbidden,
    words: 'An owner has taken your access away. Only they can give it back.',
  },
  'link-expired': {
    status: 403,
    close: CloseCode.forbidden,
    words: 'This link has run out. Ask the owner for a new one.',
  },
  'link-used': {
    status: 403,
    close: CloseCode.forbidden,
    words: 'This link was for one person, and somebody has used it. Ask the owner for a new one.',
  },
  'password-needed': {
    status: 403,
    close: CloseCode.forbidden,
    words: 'This link asks for a password.',
  },
  'password-wrong': {
    status: 403,
    close: CloseCode.forbidden,
    words: 'The password is not the right one.',
  },
  'role-changed': {
    status: 409,
    close: CloseCode.roleChanged,
    words: 'What this link allows has changed. Ask for a fresh token.',
  },
  'last-owner': {
    status: 409,
    close: CloseCode.forbidden,
    words: 'This is the last link to own the document. Make another one first.',
  },
  'room-exists': { status: 409, close: CloseCode.forbidden, words: 'A room of this name exists.' },
  'too-big': {
    status: 413,
    close: CloseCode.tooBig,
    words: 'This is larger than the server takes.',
  },
  'kind-refused': {
    status: 415,
    close: CloseCode.malformed,
    words: 'This is no picture that the server takes: PNG, JPEG, GIF, WebP or AVIF.',
  },
  'author-conflict': {
    status: 403,
    close: CloseCode.forbidden,
    words: 'A part of this was written under the name of another person.',
  },
  'too-fast': {
    status: 429,
    close: CloseCode.tooFast,
    words: 'Too much came too fast. Wait a moment.',
  },
  'too-many-connections': {
    status: 429,
    close: CloseCode.tooFast,
    words: 'Too many connections are open from here. Close some tabs.',
  },
  'room-full': {
    status: 503,
    close: CloseCode.overloaded,
    words: 'Too many people are in this document right now.',
  },
  'store-failing': {
    status: 503,
    close: CloseCode.overloaded,
    words: 'The server cannot reach its disk. It keeps trying.',
  },
  'row-damaged': {
    status: 503,
    close: CloseCode.overloaded,
    words: 'A part of this document cannot be read from disk. Nothing was overwritten.',
  },
  overloaded: {
    status: 503,
    close: CloseCode.overloaded,
    words: 'The server has too much to do. Try again in a moment.',
  },
  draining: {
    status: 503,
    close: CloseCode.serverRestart,
    words: 'The server is restarting. Back in a moment.',
  },
  internal: { status: 500, close: CloseCode.overloaded, words: 'The server made a mistake.' },
} as const satisfies Record<string, Kind>

export type ErrorCode = keyof typeof ERRORS

/** An error with a code from the table; the message carries the values. */
export class WeftError extends Error {
  override readonly name = 'WeftError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** The code of any thrown thing: what is not a WeftError is the server's own mistake. */
export function codeOf(error: unknown): ErrorCode {
  return error instanceof WeftError ? error.code : 'internal'
}

/** Any thrown thing as an error with a code. */
export function coded(error: unknown): WeftError {
  if (error instanceof WeftError) return error
  return new WeftError('internal', String(error), { cause: error })
}
