/**
 * Service worker: the page without a network.
 *
 * Keeps the page and those of its parts that one needs to write (the build puts their list here), and what
 * else of `/assets` was used. The server comes first: what is kept answers only when it does not, within
 * PATIENCE, or when a proxy says that it is not there. Never keeps or answers anything else: no request of
 * the API, no socket, no sign-in. The address that it sees of a document has no secret: that is its
 * fragment.
 *
 * A click on a notification brings its page to the front.
 *
 * Promises that a page which stays open finds its own parts after an update: all that was kept stays until
 * no page is open that may want it. Decides nothing about reloading; see session/version.ts.
 */

/** Put here by the build (vite.config.ts): the paths, and what changes with any of them. */
declare const SHELL: readonly string[]
declare const VERSION: string

/** What of a service worker's world is used here: its own library of types excludes the page's. */
interface Scope {
  readonly caches: CacheStorage
  readonly clients: {
    readonly claim: () => Promise<void>
    readonly matchAll: (which: object) => Promise<readonly Tab[]>
    readonly openWindow: (path: string) => Promise<unknown>
  }
  readonly location: Location
  readonly skipWaiting: () => Promise<void>
  readonly addEventListener: (name: string, listener: (event: Happening) => void) => void
}

interface Tab {
  readonly url: string
  readonly focus: () => Promise<unknown>
}

interface Happening {
  /** Of a click on one: see session/notifications.ts. */
  readonly notification: { readonly data: { readonly path: string }; readonly close: () => void }
  readonly request: Request
  readonly waitUntil: (done: Promise<unknown>) => void
  readonly respondWith: (answer: Promise<Response>) => void
}

const scope = globalThis as unknown as Scope
/** What the build knows, under names of this file. */
const SHELL_PATHS = SHELL
const PREFIX = 'weft-'
const OWN = PREFIX + VERSION
const PAGE = '/'
/** Of the server's pages (server/http/pages.ts) those of whoever writes: the operator needs the server. */
const PAGE_PATHS = /^\/(d\/[^/]+|api)?$/
/** In ms: how long the server may take to answer before the kept page is shown. */
const PATIENCE = 3000

/** A file whose name has a hash in it is the same in every version: it need not come again. */
const isAsset = (path: string): boolean => path.startsWith('/assets/')

async function keepOne(cache: Cache, path: string): Promise<void> {
  const known = isAsset(path) ? await scope.caches.match(path, LOOSE) : undefined
  const answer = known ?? (await fetch(path, { cache: 'no-cache' }))
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
  await cache.put(path, answer)
}

/** The server's files are the same for whatever a browser says that it reads. */
const LOOSE = { ignoreVary: true, ignoreSearch: true }

async function keepShell(): Promise<void> {
  const cache = await scope.caches.open(OWN)
  await Promise.all([PAGE, ...SHELL_PATHS].map((path) => keepOne(cache, path)))
  await scope.skipWaiting()
}

/** Any page that is open may be of an older version. */
async function tidy(): Promise<void> {
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (pages.length > 0) return
  const names = await scope.caches.keys()
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== OWN)
  await Promise.all(old.map((name) => scope.caches.delete(name)))
}

async function start(): Promise<void> {
  await tidy()
  await scope.clients.claim()
}

/** The page that a notification is of, or, when it is closed by now, a new one. */
async function bringToFront(path: string): Promise<void> {
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = pages.find(({ url }) => new URL(url).pathname === path)
  await (page === undefined ? scope.clients.openWindow(path) : page.focus())
}

async function pageFor(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) })
    if (answer.status < 500) return answer
  } catch {
    // No network, no server, or no patience any more.
    return keptPage(request)
  }
  return keptPage(request)
}

/** As the server would send it: with a nonce that was never used before, in the page and in its policy. */
async function keptPage(request: Request): Promise<Response> {
  const kept = await scope.caches.match(PAGE, { cacheName: OWN })
  const policy = kept?.headers.get('content-security-policy') ?? ''
  const old = /'nonce-([^']+)'/.exec(policy)?.[1]
  if (kept === undefined || old === undefined) return fetch(request)
  const headers = new Headers(kept.headers)
  const fresh = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  headers.set('content-security-policy', policy.replaceAll(old, fresh))
  // The kept body is the text itself, however it came.
  for (const name of ['content-encoding', 'content-length', 'etag']) headers.delete(name)
  return new Response((await kept.text()).replaceAll(old, fresh), { headers })
}

/** Kept is what was used; of other files than assets, the own version's. */
async function fileFor(event: Happening): Promise<Response> {
  const { request } = event
  const which = isAsset(new URL(request.url).pathname) ? LOOSE : { ...LOOSE, cacheName: OWN }
  const kept = await scope.caches.match(request, which)
  if (kept !== undefined) return kept
  const answer = await fetch(request)
  if (answer.ok) event.waitUntil(keep(request, answer.clone()).catch(() => undefined))
  return answer
}

/** Nobody waits for it, and where nothing more can be kept, it comes from the server again. */
async function keep(request: Request, answer: Response): Promise<void> {
  const cache = await scope.caches.open(OWN)
  await cache.put(request, answer)
}

scope.addEventListener('install', (event) => event.waitUntil(keepShell()))
scope.addEventListener('activate', (event) => event.waitUntil(start()))
scope.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(bringToFront(event.notification.data.path))
})
scope.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== scope.location.origin) return
  if (request.mode === 'navigate') {
    if (!PAGE_PATHS.test(pathname)) return
    event.waitUntil(tidy())
    event.respondWith(pageFor(request))
  } else if (isAsset(pathname) || SHELL_PATHS.includes(pathname)) event.respondWith(fileFor(event))
})
