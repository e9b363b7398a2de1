/**
 * App: the HTTP side as one Express application.
 */
import express, { type Express } from 'express'
import type { Metrics } from '../metrics/metrics.ts'
import type { Refusals } from '../rooms/refusals.ts'
import { api } from './api.ts'
import { metricsPage } from './operator-api.ts'
import { pages, securityHeaders } from './pages.ts'
import { problems } from './problem.ts'
import type { Doors } from './request.ts'
import { type SignInOptions, signIn } from './sign-in.ts'

export interface AppOptions extends Doors {
  readonly refusals: Refusals
  readonly metrics: Metrics
  /** Folder of the built client. */
  readonly client: string
  /** Null: nobody can sign in here. */
  readonly signIn: SignInOptions | null
  /** How many proxies in front are trusted to say who the client is. */
  readonly trustProxy: number
  /** False while no new people should be sent here. */
  readonly isReady: () => boolean
}

export function createApp(options: AppOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', options.trustProxy)
  app.use(securityHeaders())
  app.get('/healthz', (_request, response) => void response.type('text').send('ok'))
  app.get('/readyz', (_request, response) => {
    const ready = options.isReady()
    response
      .status(ready ? 200 : 503)
      .type('text')
      .send(ready ? 'ready' : 'not ready')
  })
  app.get('/metrics', metricsPage(options.metrics, options))
  app.use('/api', api(options))
  if (options.signIn) app.use('/auth', signIn(options.signIn))
  app.use(pages(options.client))
  app.use((_request, response) => void response.status(404).type('text').send('Not found'))
  app.use(problems(options.refusals))
  return app
}
