/**
 * Operator API: what is asked and done about this server as a whole, by whoever runs it.
 *
 * What is done in a room goes by that room's own requests, which take the operator's token too.
 */
import type { RequestHandler } from 'express'
import { WeftError } from '../../shared/errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { callerOf, type Doors } from './request.ts'
import { route } from './route.ts'

const drain = route({
  method: 'post',
  path: '/drain',
  name: 'drain',
  summary: 'Drain this server',
  description:
    'As at SIGTERM: `/readyz` answers 503, what was written is stored, everybody is sent away to come back to another, and the program ends.',
  tag: 'Operator',
  needs: 'operator',
  answer: { status: 202, content: null, says: 'It has begun.' },
  async handle({ request: { res: response } }, doors) {
    // Whoever asked is to hear of it first.
    response?.once('finish', () => doors.drain())
  },
})

export const OPERATOR_ROUTES = [drain]

/** `GET /metrics`, for Prometheus. Without any operator's token there is no such page. */
export function metricsPage(metrics: Metrics, doors: Doors): RequestHandler {
  return async (request, response) => {
    if (!doors.tokens.hasAdmin) throw new WeftError('not-found', 'no ADMIN_TOKEN is set')
    await callerOf(request, 'operator', doors)
    response.set({ 'Cache-Control': 'no-store', 'Content-Type': metrics.contentType })
    response.send(await metrics.text())
  }
}
