/**
 * Sites: Weft and Hocuspocus as one node and as two, on what each has for that.
 *
 * A site's people come to its nodes in turns. Two nodes of Weft share a Postgres and hear of each other through
 * Redis; two of Hocuspocus share their SQLite file and send each other what was written through Redis.
 */
import type { Place } from '../dialects/dialect.ts'
import type { Backing } from './backing.ts'
import type { Contender, Running } from './contender.ts'
import { hocuspocus } from './peers.ts'
import { weft } from './weft.ts'

export interface Site {
  readonly name: string
  /** As in a table. */
  readonly title: string
  readonly nodes: 1 | 2
  readonly usesPostgres: boolean
  readonly usesRedis: boolean
  /** In that folder, on an empty database. */
  start(dataDir: string, backing: Backing): Promise<RunningSite>
}

export interface RunningSite {
  /** One for each node. */
  readonly places: readonly Place[]
  readonly pids: readonly number[]
  stop(): Promise<void>
}

/** The nodes of one site have one. */
const SECRET = 'the-nodes-of-one-site-have-one-secret'

const ALONE = { nodes: 1, usesPostgres: false, usesRedis: false } as const

export const SITES: readonly Site[] = [
  siteOf({ ...ALONE, name: 'weft', title: 'Weft, SQLite' }, weft),
  siteOf({ ...ALONE, name: 'weft-postgres', title: 'Weft, Postgres', usesPostgres: true }, weft),
  siteOf(
    {
      ...{ name: 'weft-two', title: 'Weft, two nodes' },
      ...{ nodes: 2, usesPostgres: true, usesRedis: true },
    },
    weft,
  ),
  siteOf({ ...ALONE, name: 'hocuspocus', title: 'Hocuspocus' }, hocuspocus),
  siteOf(
    {
      ...{ name: 'hocuspocus-two', title: 'Hocuspocus, two nodes' },
      ...{ nodes: 2, usesPostgres: false, usesRedis: true },
    },
    hocuspocus,
  ),
]

function siteOf(site: Omit<Site, 'start'>, contender: Contender): Site {
  return {
    ...site,
    async start(dataDir, backing) {
      const env = { ...(await environment(site, backing)), JWT_SECRET: SECRET }
      const nodes: Running[] = []
      // One after the other: the first makes the tables.
      while (nodes.length < site.nodes) nodes.push(await contender.start(dataDir, { env }))
      return {
        places: nodes.map(({ place }) => place),
        pids: nodes.map(({ pid }) => pid),
        stop: async () => void (await Promise.all(nodes.map((node) => node.stop()))),
      }
    },
  }
}

async function environment(
  { usesPostgres, usesRedis }: Omit<Site, 'start'>,
  { postgres, redis }: Backing,
): Promise<Record<string, string>> {
  return {
    ...(usesPostgres && { DATABASE_URL: await postgres.empty() }),
    // Each reads its own.
    ...(usesRedis && { REDIS_URL: redis.url, REDIS_PORT: String(redis.port) }),
  }
}
