/**
 * Operator API: what is asked and done about this server as a whole, by whoever runs it.
 *
 * What is done in a room goes by that room's own requests, which take the operator's token too.
 */
import type { RequestHandler } from 'express'
import { OperatorToken } from '../../shared/api.ts'
import { WeftError } from '../../shared/errors.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { isOperating } from './identity.ts'
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

const grantOperator = route({
  method: 'post',
  path: '/operator-token',
  name: 'grantOperator',
  summary: 'Get an operator’s token, for your session',
  description:
    'For who has signed in and is in the provider’s group `OIDC_ADMIN_GROUP`: 15 minutes as good as ADMIN_TOKEN.',
  tag: 'Operator',
  needs: 'person',
  answer: { status: 200, content: OperatorToken, says: 'The token.' },
  errors: ['forbidden'],
  async handle({ request, caller }, doors) {
    if (!(await isOperating(request, doors)))
      throw new WeftError('forbidden', `${caller.id} does not run this server`)
    return { token: await doors.tokens.signOperator(caller) }
  },
})

export const OPERATOR_ROUTES = [grantOperator, drain]

/** `GET /metrics`, for Prometheus. Without any operator's token there is no such page. */
export function metricsPage(metrics: Metrics, doors: Doors): RequestHandler {
  return async (request, response) => {
    if (!doors.tokens.knowsOperators) throw new WeftError('not-found', 'nobody can be the operator')
    await callerOf(request, 'operator', doors)
    response.set({ 'Cache-Control': 'no-store', 'Content-Type': metrics.contentType })
    response.send(await metrics.text())
  }
}
