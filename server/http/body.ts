/**
 * Body: what came with an HTTP request, checked.
 *
 * Promises that JSON fits its schema and a text is UTF-8; throws BadField otherwise, with the field that is
 * wrong. Leaves its size to those who read it.
 */
import type { IncomingMessage } from 'node:http'
import type { Request } from 'express'
import type { z } from 'zod'
import { BadField } from './problem.ts'

export function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  throw BadField.of(result.error)
}

export const jsonOf = (request: Request): unknown => bodyOf(request, {}, 'application/json')

/**
 * curl calls any body a form, or nothing at all. JSON is refused: nobody wants that as his text. Another
 * site's page could send a form, too, but not the token that a text is only taken with.
 */
export const isNotJson = ({ headers }: IncomingMessage): boolean =>
  !/json/i.test(headers['content-type'] ?? '')

/** A byte-order mark at its beginning is no text. */
export function textOf(request: Request): string {
  const bytes = bodyOf(request, Buffer.of(), 'text/plain') as Buffer
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new BadField('body', 'body: must be text in UTF-8')
  }
}

/** A body that came and was not read, for it was called something else, must not pass for none. */
function bodyOf({ body, headers }: Request, none: unknown, type: string): unknown {
  if (body !== undefined) return body
  const isEmpty = (headers['content-length'] ?? '0') === '0' && !headers['transfer-encoding']
  if (isEmpty) return none
  throw new BadField('content-type', `content-type: must be ${type}`)
}
