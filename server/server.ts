/**
 * Server: the only file that wires, and the library's entry.
 *
 * `createServer(options)` gives a server that has opened its store and listens nowhere yet. Two in one
 * process share nothing. `close` drains: not ready, no new connections, last commits, last acknowledgements,
 * everyone is sent away with 1012 (over five seconds, if there are other nodes to go to), snapshots are written.
 */
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Express } from 'express'
import type { ErrorCode } from '../shared/errors.ts'
import { DEFAULT_LIMITS, type Limits } from '../shared/protocol.ts'
import { Provider, type ProviderOptions } from './access/provider.ts'
import { Sessions } from './access/sessions.ts'
import { type KeySet, Tokens } from './access/token.ts'
import { ALONE } from './bus/alone.ts'
import type { Bus } from './bus/bus.ts'
import { CountedBus } from './bus/counted.ts'
import { RedisBus } from './bus/redis.ts'
import type { Documents } from './documents/documents.ts'
import { LocalDocuments } from './documents/local.ts'
import { ThreadDocuments } from './documents/thread.ts'
import { Admission } from './http/admission.ts'
import { createApp } from './http/app.ts'
import type { Access } from './http/identity.ts'
import { OperatorSocket } from './http/operator-socket.ts'
import type { SignInOptions } from './http/sign-in.ts'
import { Upgrade } from './http/upgrade.ts'
import { Metrics, type NoteCounts } from './metrics/metrics.ts'
import { Traffic } from './metrics/traffic.ts'
import type { Journal } from './rooms/journal.ts'
import { Lately } from './rooms/lately.ts'
import { Overviews } from './rooms/overviews.ts'
import { Refusals } from './rooms/refusals.ts'
import { Registry } from './rooms/registry.ts'
import { MemoryStore } from './store/memory.ts'
import { DATABASE, openStore, type StorePlace } from './store/open.ts'
import { checkFile } from './store/sqlite.ts'
import type { Store } from './store/store.ts'

export type { KeySet } from './access/token.ts'
export type { Journal } from './rooms/journal.ts'
export type { Store } from './store/store.ts'

/** How long the last frames may take to leave. */
const CLOSE_PATIENCE_MS = 4_000
/** How long it takes to send everyone to other nodes. */
const DISMISS_MS = 5_000
/** How long a client may take to ask. */
const HEADERS_MS = 10_000
const DAY_MS = 24 * 60 * 60_000
const BUILT_CLIENT = fileURLToPath(new URL('../client/dist', import.meta.url))

export interface ServerOptions {
  /** Signs and verifies HS256 tokens; 32 characters or more. */
  readonly jwtSecret: string
  /** Public keys of host applications that sign their own tokens: a JSON Web Key Set. */
  readonly keys?: KeySet | undefined
  /** Opens the HTTP API to scripts; 32 characters or more. */
  readonly adminToken?: string | undefined
  /** The OpenID provider that people may sign in with. */
  readonly signIn?: ProviderOptions | undefined
  /** Who may make rooms; the operator's scripts always may. Default open. */
  readonly access?: Access
  /** Folder of weft.db. Without it, a `databaseUrl` or a `store`, everything is lost at the end. */
  readonly dataDir?: string
  /** Instead of weft.db: a database of Postgres, `postgres://…`. */
  readonly databaseUrl?: string | undefined
  /**
   * By which the nodes of one Weft tell each other, all with the same `databaseUrl` and `jwtSecret`:
   * a Redis, `redis://…`. Without it this is the only one, and its database is taken by no other.
   */
  readonly redisUrl?: string | undefined
  /** Instead of both: a store of the caller's own, in this thread. */
  readonly store?: Store
  /** Documents on a thread of their own; not with a `store`. Default true. */
  readonly documentThread?: boolean
  /** How long history is kept. Default 30. */
  readonly retentionDays?: number
  /** The address that people use, if it is not the one that they connect to. */
  readonly publicUrl?: string | undefined
  /** Folder of the built client. Default: this package's own. */
  readonly client?: string
  /** Origins of other pages that may connect. */
  readonly origins?: readonly string[]
  readonly trustProxy?: number
  readonly limits?: Partial<Limits>
  readonly journal?: Journal
  /** The operator wants this server to drain. Default: `close`. */
  readonly onDrain?: () => void
}

export interface WeftServer {
  /** For an application that has its own HTTP server: mount this … */
  readonly app: Express
  /** … and give this to its `upgrade` event. */
  readonly upgrade: Upgrade['handle']
  /** How often each code was refused since the start. */
  readonly refusals: ReadonlyMap<ErrorCode, number>
  /** Starts an HTTP server of its own. Answers with the port. */
  listen(port: number, host?: string): Promise<number>
  close(): Promise<void>
}

const NO_NOTES: NoteCounts = { told: new Map(), heard: new Map() }
const SILENT: Journal = { info: () => undefined, error: () => undefined }

export async function createServer(options: ServerOptions): Promise<WeftServer> {
  const { publicUrl, trustProxy = 0 } = options
  const journal = new Lately(options.journal ?? SILENT)
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const tokens = tokensOf(options)
  const documents = await openDocuments(options, limits)
  reportDamage(options, journal)
  const others = options.redisUrl ? new CountedBus(RedisBus.open(options.redisUrl)) : null
  const bus = others ?? ALONE
  const registry = new Registry({ documents, bus, limits, journal })
  const refusals = new Refusals(journal)
  const admission = new Admission(limits, trustProxy)
  const traffic = new Traffic()
  const metrics = measure({ documents, others, registry, refusals, traffic })
  const shared = { documents, tokens, limits, admission, refusals }
  const overviews = new Overviews({ registry, metrics, lately: journal })
  const drain = options.onDrain ?? (() => void closing())
  const operators = new OperatorSocket({ tokens, admission, refusals, overviews, drain })
  const running = { documents, bus, registry, metrics, operators, refusals, journal }
  const app = createApp({
    ...shared,
    metrics,
    drain,
    ...signingIn(options, { publicUrl, journal }),
    publicUrl,
    client: options.client ?? BUILT_CLIENT,
    trustProxy,
    isReady: () => registry.isReady,
  })
  const isOriginAllowed = allowOrigins(options)
  const upgrades = new Upgrade({ ...shared, registry, traffic, operators, isOriginAllowed })
  const upgrade: Upgrade['handle'] = (...request) => upgrades.handle(...request)
  const http = serverOf(app, upgrade)
  let closed: Promise<void> | undefined
  const closing = () => (closed ??= close({ http, ...running }, others ? DISMISS_MS : 0))
  return {
    app,
    upgrade,
    refusals: refusals.counts,
    listen: (port, host) => listen(http, port, host),
    close: closing,
  }
}

function tokensOf({ jwtSecret: secret, keys, adminToken, signIn }: ServerOptions): Tokens {
  return new Tokens({
    secret,
    keys,
    adminToken,
    doOperatorsSignIn: signIn?.operatorGroup !== undefined,
  })
}

function serverOf(app: Express, upgrade: Upgrade['handle']): Server {
  // Some clients offer h2c with every request: only what asks for a WebSocket is an upgrade.
  const shouldUpgradeCallback = ({ headers }: IncomingMessage) =>
    headers.upgrade?.toLowerCase() === 'websocket'
  const http = createHttpServer({ shouldUpgradeCallback, headersTimeout: HEADERS_MS }, app)
  return http.on('upgrade', (...request) => void upgrade(...request))
}

function signingIn(
  { signIn: provider, access = 'open', jwtSecret }: ServerOptions,
  surroundings: Pick<SignInOptions, 'publicUrl' | 'journal'>,
) {
  if (!provider) return { access, sessions: null, signIn: null }
  const sessions = new Sessions(jwtSecret)
  const signIn = { provider: new Provider(provider), sessions, ...surroundings }
  return { access, sessions, signIn }
}

interface Measured {
  readonly documents: Documents
  /** null: this is the only node. */
  readonly others: CountedBus | null
  readonly registry: Registry
  readonly refusals: Refusals
  readonly traffic: Traffic
}

/** Where each number comes from. */
function measure({ documents, others, registry, refusals, traffic }: Measured): Metrics {
  return new Metrics({
    traffic,
    notes: others ?? NO_NOTES,
    refusals: refusals.counts,
    rooms: () => registry.counts(),
    health: () => ({
      isDraining: registry.isDraining,
      isStoring: registry.isStoring,
      isWhole: others?.isWhole,
    }),
    documents: () => documents.measurements(),
  })
}

async function openDocuments(options: ServerOptions, limits: Limits): Promise<Documents> {
  const { store, documentThread = true, retentionDays = 30 } = options
  const settings = { retention: retentionDays * DAY_MS, documentBytes: limits.documentBytes }
  if (store) return new LocalDocuments({ store, ...settings })
  const place = placeOf(options)
  if (!place) return new LocalDocuments({ store: new MemoryStore(), ...settings })
  if (documentThread) return ThreadDocuments.start({ ...place, ...settings })
  return new LocalDocuments({ store: await openStore(place), ...settings })
}

function placeOf({ dataDir, databaseUrl, redisUrl }: ServerOptions): StorePlace | null {
  if (databaseUrl) return { databaseUrl, isShared: redisUrl !== undefined }
  return dataDir ? { file: join(dataDir, DATABASE) } : null
}

/** Nothing is stopped by it: a room that cannot be read is refused when somebody opens it. */
function reportDamage(options: ServerOptions, journal: Journal): void {
  const { store } = options
  const place = store ? null : placeOf(options)
  const found = place && 'file' in place ? checkFile(place.file) : null
  if (!found) return
  const words = 'the database is damaged in places; what can be read is served: restore a backup'
  journal.error({ found }, words)
}

/** The page's own host, the public address, and whoever is listed. A token is needed all the same. */
function allowOrigins({ publicUrl, origins = [] }: ServerOptions) {
  const listed = new Set([...origins, ...(publicUrl ? [new URL(publicUrl).origin] : [])])
  return (origin: string, host: string | undefined): boolean =>
    listed.has(origin) || origin === `http://${host}` || origin === `https://${host}`
}

async function listen(http: Server, port: number, host: string | undefined): Promise<number> {
  const listening = Promise.withResolvers<void>()
  http.once('error', listening.reject)
  http.listen(port, host, listening.resolve)
  await listening.promise
  http.off('error', listening.reject)
  return (http.address() as AddressInfo).port
}

interface Running {
  readonly http: Server
  readonly registry: Registry
  readonly documents: Documents
  readonly bus: Bus
  readonly metrics: Metrics
  readonly operators: OperatorSocket
  readonly refusals: Refusals
  readonly journal: Journal
}

/** The order matters: what is committed is acknowledged before its author is sent away. */
async function close({ http, journal, ...running }: Running, dismissMs: number): Promise<void> {
  const { registry, documents, bus, metrics, operators, refusals } = running
  const { rooms, connections } = registry.counts()
  journal.info(
    { rooms, connections },
    'draining: what was written is stored, then all are sent away',
  )
  registry.drain()
  await registry.dismiss(dismissMs)
  metrics.stop()
  const ended = new Promise((resolve) => http.close(resolve))
  try {
    await documents.stop()
  } finally {
    await registry.close()
    operators.close()
    await bus.close()
    http.closeIdleConnections()
    const patience = AbortSignal.timeout(CLOSE_PATIENCE_MS)
    await Promise.race([
      ended,
      new Promise((resolve) => patience.addEventListener('abort', resolve)),
    ])
    http.closeAllConnections()
    journal.info({ refusals: Object.fromEntries(refusals.counts) }, 'closed')
  }
}
