/**
 * Pages: the built client, under a strict Content-Security-Policy.
 *
 * Hashed assets may be kept for ever, the page itself never. Files go out as the build compressed them:
 * nothing is compressed here. Each answer has its own nonce, for the style sheet that CodeMirror adds
 * at run time; nothing else may be inline. The service worker, which answers when this server does not,
 * may only ask this server. What shows a document as it reads are pages for frames, each with an origin that it
 * shares with nothing, and a stricter policy.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type RequestHandler, Router } from 'express'
import compressedStatic, { type ExpressStaticGzipOptions } from 'express-static-gzip'
import helmet from 'helmet'

type Caching = NonNullable<ExpressStaticGzipOptions['serveStatic']>

const NONCE_PLACE = '__CSP_NONCE__'
const NOTHING_LEAVES = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
]
/** The frames, by path: the policy of each. */
const FRAMES: Readonly<Record<string, (asked: boolean) => string>> = {
  preview: previewPolicy,
  diagrams: diagramsPolicy,
}
/** The start page, a document's, what describes the HTTP API, and the operator's. */
const PAGE_PATHS = /^\/(d\/[^/]+|api|admin)?$/

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
  router.get('/sw.js', (_request, response, next) => {
    // What it is sent with is its own policy, whatever page it answers for.
    response.setHeader('Content-Security-Policy', "default-src 'none'; connect-src 'self'")
    next()
  })
  router.use('/assets', anyOrigin, files(join(folder, 'assets'), { immutable: true, maxAge: '1y' }))
  for (const [name, policyOf] of Object.entries(FRAMES)) {
    router.get(`/${name}`, frame(join(folder, `${name}.html`), policyOf))
  }
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

/** A frame's origin is nobody's, so to it these files are another's. They are the same for everybody. */
const anyOrigin: RequestHandler = (_request, response, next) => {
  response.setHeader('Access-Control-Allow-Origin', '*')
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin')
  next()
}

/** `?images`: whoever looks at it has asked for the images of other sites. */
function frame(file: string, policyOf: (asked: boolean) => string): RequestHandler {
  const page = existsSync(file) ? readFileSync(file, 'utf8') : undefined
  return (request, response, next) => {
    if (page === undefined) return next()
    response.setHeader('Content-Security-Policy', policyOf('images' in request.query))
    response.setHeader('Cache-Control', 'no-store')
    // Its origin is its own in any case; asking for it again is only warned of.
    response.removeHeader('Origin-Agent-Cluster')
    response.type('html').send(page)
  }
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
    // The preview; what is printed. A frame can go nowhere else either.
    "frame-src 'self' blob:",
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

/** `sandbox` as in the frame's own attribute, so that it holds for whoever opens the address itself. */
function previewPolicy(withImages: boolean): string {
  return [
    ...NOTHING_LEAVES,
    "style-src 'self'",
    "font-src 'self'",
    // An image of another site tells that site who reads, and when: only for who asks for it.
    `img-src 'self' data: blob:${withImages ? ' https:' : ''}`,
    'sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox',
    "require-trusted-types-for 'script'",
    'trusted-types dompurify',
  ].join('; ')
}

/** Mermaid writes style sheets into what it draws, and HTML: so it has a frame in which there is nothing else. */
function diagramsPolicy(): string {
  return [...NOTHING_LEAVES, "style-src 'unsafe-inline'", 'sandbox allow-scripts'].join('; ')
}
