/**
 * Site: two nodes of one Weft as real processes, with a real Postgres and Redis, and lines between all of
 * them that can be cut.
 *
 * People come in by a door. Each leads to a node of its own, and to the other while that one is gone.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../server/testing/free-port.ts'
import { Line } from '../server/testing/line.ts'
import { type Postgres, startPostgres } from '../server/testing/postgres.ts'
import { type Redis, startRedis } from '../server/testing/redis.ts'
import { UNLIMITED } from './load/limits.ts'
import { ServerProcess } from './server-process.ts'

const CLOCK = fileURLToPath(new URL('shifted-clock.mjs', import.meta.url))
const NODES = 2

interface Node {
  readonly port: number
  /** From the doors. */
  readonly toPeople: Line
  readonly toPostgres: Line
  readonly toRedis: Line
  server: ServerProcess | undefined
}

interface Parts {
  readonly postgres: Postgres
  readonly redis: Redis
  readonly nodes: readonly Node[]
  readonly databaseUrl: string
}

export interface SiteOptions {
  /** How far the second node's clock is ahead. */
  readonly clockAheadMs?: number
  /** A file that is given all that the nodes write. */
  readonly log?: string
  readonly adminToken?: string
}

async function newNode({ database, redis }: { database: number; redis: number }): Promise<Node> {
  const port = await freePort()
  return {
    port,
    toPeople: await Line.open(() => [port]),
    toPostgres: await Line.open(() => [database]),
    toRedis: await Line.open(() => [redis]),
    server: undefined,
  }
}

const linesOf = ({ toPeople, toPostgres, toRedis }: Node) => [toPeople, toPostgres, toRedis]

export class Site {
  readonly postgres: Postgres
  readonly redis: Redis
  readonly #doors: Line[] = []
  readonly #nodes: readonly Node[]
  readonly #cutOff = new Set<number>()
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'weft-site-'))
  readonly #secret = randomBytes(24).toString('hex')
  readonly #databaseUrl: string
  readonly #options: SiteOptions

  private constructor(parts: Parts, options: SiteOptions) {
    this.postgres = parts.postgres
    this.redis = parts.redis
    this.#nodes = parts.nodes
    this.#databaseUrl = parts.databaseUrl
    this.#options = options
  }

  /** Null, and a loud line, where there can be no Postgres or Redis. */
  static async open(options: SiteOptions = {}): Promise<Site | null> {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
    if (!postgres || !redis) {
      await Promise.all([postgres?.stop(), redis?.stop()])
      return null
    }
    const databaseUrl = await postgres.empty()
    const databasePort = Number(new URL(databaseUrl).port)
    const ports = { database: databasePort, redis: redis.port }
    const nodes = await Promise.all(Array.from({ length: NODES }, () => newNode(ports)))
    const site = new Site({ postgres, redis, nodes, databaseUrl }, options)
    for (const at of nodes.keys()) {
      await site.start(at)
      site.#doors.push(await Line.open(() => site.#targets(at)))
    }
    return site
  }

  #targets(at: number): number[] {
    const order = [at, ...this.#nodes.keys()].filter((each) => this.#isUp(each))
    return order.map((each) => this.#node(each).toPeople.port)
  }

  /** What a balancer's own check would find. */
  #isUp(at: number): boolean {
    return !this.#cutOff.has(at) && this.#node(at).server?.ended === null
  }

  #node(at: number): Node {
    const node = this.#nodes[at]
    if (!node) throw new RangeError(`no node ${at}`)
    return node
  }

  /** Of the doors. */
  get urls(): string[] {
    return this.#doors.map(({ port }) => `http://127.0.0.1:${port}`)
  }

  /** At which a balancer reaches the nodes. */
  get ports(): number[] {
    return this.#nodes.map(({ toPeople }) => toPeople.port)
  }

  /** How many connections people have to it. */
  connectionsTo(at: number): number {
    return this.#node(at).toPeople.size
  }

  async start(at: number): Promise<void> {
    const node = this.#node(at)
    const { log } = this.#options
    node.server = await ServerProcess.start({
      dataDir: this.#dataDir,
      port: node.port,
      limits: UNLIMITED,
      env: this.#environment(at),
      ...(log !== undefined && { log }),
    })
  }

  #environment(at: number): Record<string, string> {
    const { toPostgres, toRedis } = this.#node(at)
    const database = new URL(this.#databaseUrl)
    database.port = String(toPostgres.port)
    const { clockAheadMs = 0, log, adminToken } = this.#options
    const isAhead = at === NODES - 1 && clockAheadMs !== 0
    return {
      JWT_SECRET: this.#secret,
      DATABASE_URL: database.href,
      REDIS_URL: `redis://127.0.0.1:${toRedis.port}`,
      ...(log !== undefined && { LOG_LEVEL: 'info' }),
      ...(adminToken !== undefined && { ADMIN_TOKEN: adminToken }),
      ...(isAhead && { NODE_OPTIONS: `--import=${CLOCK}`, SHIFT_CLOCK_MS: String(clockAheadMs) }),
    }
  }

  /** kill -9. */
  async kill(at: number): Promise<void> {
    await this.#node(at).server?.kill()
  }

  /** SIGTERM: a deploy. */
  async stop(at: number): Promise<void> {
    await this.#node(at).server?.stop()
  }

  /** From Redis alone. */
  cutFromRedis(at: number, isCut: boolean): void {
    this.#node(at).toRedis.swallow(isCut)
  }

  /** From Postgres, Redis and its people; who comes anew is led to the other. */
  cutOff(at: number, isCut: boolean): void {
    for (const line of linesOf(this.#node(at))) line.swallow(isCut)
    if (isCut) this.#cutOff.add(at)
    else this.#cutOff.delete(at)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { server } of this.#nodes) if (server && !server.ended) await server.kill()
    for (const line of [...this.#nodes.flatMap(linesOf), ...this.#doors]) line.close()
    await Promise.all([this.postgres.stop(), this.redis.stop()])
    rmSync(this.#dataDir, { recursive: true, force: true })
  }
}
