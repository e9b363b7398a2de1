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
import type { Journal } from '../rooms/journal.ts'

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

export function problems(journal: Journal): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    const code = codeFrom(error)
    if (code === 'internal') journal.error({ err: error, path: request.path }, 'a request failed')
    response.status(ERRORS[code].status).json(problem(code, error))
  }
}

/** body-parser's errors carry a status and no code of ours. */
function codeFrom(error: unknown): ErrorCode {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  if (status === 413) return 'too-big'
  if (typeof status === 'number' && status >= 400 && status < 500) return 'malformed'
  return codeOf(error)
}

function problem(code: ErrorCode, error: unknown): Problem {
  if (error instanceof BadField) return { code, message: error.message, field: error.field }
  return { code, message: ERRORS[code].words }
}
