/**
 * Pages: the built client, under a strict Content-Security-Policy.
 *
 * Hashed assets may be kept for ever, the page itself never. Files go out as the build compressed them:
 * nothing is compressed here. Each answer has its own nonce, for the style sheet that CodeMirror adds
 * at run time; nothing else may be inline. The service worker, which answers when this server does not,
 * may only ask this server.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RequestHandler, Router } from 'express'
import compressedStatic, { type ExpressStaticGzipOptions } from 'express-static-gzip'
import helmet from 'helmet'

type Caching = NonNullable<ExpressStaticGzipOptions['serveStatic']>

const NONCE_PLACE = '__CSP_NONCE__'
/** The start page, a document's, and what describes the HTTP API. */
const PAGE_PATHS = /^\/(d\/[^/]+|api)?$/

/** For every answer of the server. The page's own policy is set with the page. */
export function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"] } },
    referrerPolicy: { policy: 'no-referrer' },
    // A team may run this on plain http in its own network; TLS is the proxy's to enforce.
    strictTransportSecurity: false,
  })
}

export function pages(folder: string): Router {
  const router = Router()
  const file = join(folder, 'index.html')
  const page = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  router.use('/assets', files(join(folder, 'assets'), { immutable: true, maxAge: '1y' }))
  router.get('/sw.js', (_request, response, next) => {
    // What it is sent with is its own policy, whatever page it answers for.
    response.setHeader('Content-Security-Policy', "default-src 'none'; connect-src 'self'")
    next()
  })
  router.use(files(folder, {}))
  router.get('/{*path}', (request, response, next) => {
    if (!page || !request.accepts('html')) return next()
    const nonce = randomBytes(16).toString('base64')
    response.setHeader('Content-Security-Policy', policy(nonce))
    response.setHeader('Cache-Control', 'no-store')
    // The page itself says what is not there, with a way on.
    response.status(PAGE_PATHS.test(request.path) ? 200 : 404)
    response.type('html').send(page.replaceAll(NONCE_PLACE, nonce))
  })
  return router
}

/** Not index.html for `/`: that is sent with its nonce. */
function files(folder: string, serveStatic: Caching): RequestHandler {
  const orderPreference = ['br', 'gzip']
  return compressedStatic(folder, {
    enableBrotli: true,
    orderPreference,
    index: false,
    serveStatic,
  })
}

function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    // What is printed.
    'frame-src blob:',
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // No string becomes HTML or a script: the client builds its page from nodes alone. One policy may be
    // made, once, and the page makes it at its start: it knows the service worker's address and no other.
    "require-trusted-types-for 'script'",
    'trusted-types weft-worker',
  ].join('; ')
}
