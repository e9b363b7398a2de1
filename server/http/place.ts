/**
 * Place: where this server and its rooms are, as people see it.
 */
import type { Request } from 'express'

/** The address that people use, without a slash at its end: the public one, or the one that was asked. */
export const originOf = (request: Request, publicUrl: string | undefined): string =>
  publicUrl ?? `${request.protocol}://${request.get('host')}`

/** Where a room's page is: a link is that and its secret. */
export const pageOf = (request: Request, publicUrl: string | undefined, room: string): string =>
  `${originOf(request, publicUrl)}/d/${room}`
