/**
 * Problem: what a request hears when it fails.
 *
 * The one place where errors become HTTP: a coded error by its row in shared/errors.ts, a bad body
 * with the field's name, anything else as the server's own mistake, written to the journal and not to
 * the client.
 */
import type { ErrorRequestHandler } from 'express'
import type { z } from 'zod'
import type { Problem } from '../../shared/api.ts'
import { codeOf, ERRORS, type ErrorCode, WeftError } from '../../shared/errors.ts'
import type { Refusals } from '../rooms/refusals.ts'

/** A body that does not fit its schema. */
export class BadField extends WeftError {
  readonly field: string

  constructor(field: string, message: string) {
    super('malformed', message)
    this.field = field
  }

  static of(error: z.ZodError): BadField {
    const [issue] = error.issues
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined
    const field = unknown ?? (issue?.path.join('.') || 'body')
    return new BadField(field, `${field}: ${issue?.message}`)
  }
}

export function problems(refusals: Refusals): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const known = coded(error)
    const isOurs = codeOf(known) === 'internal'
    const code = isOurs ? refusals.note(known, { path: request.path }) : refusals.count(known)
    response.status(ERRORS[code].status).json(problem(code, known))
  }
}

/** body-parser's errors carry a status and no code of ours. */
function coded(error: unknown): unknown {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 413) return new WeftError('too-big', 'a body over the limit')
  if (typeof status !== 'number' || status < 400 || status >= 500) return error
  return new WeftError('malformed', 'a body that could not be read', { cause: error })
}

function problem(code: ErrorCode, error: unknown): Problem {
  if (error instanceof BadField) return { code, message: error.message, field: error.field }
  return { code, message: ERRORS[code].words }
}
