/**
 * Weft as it ships: every setting is its default, SQLite with an fsync for each commit unless the terms name
 * a Postgres. Only the limits on rates and connections are lifted, since a whole crowd sits at one address here.
 */
import { UNLIMITED } from '../../tools/load/limits.ts'
import { Passes } from '../../tools/passes.ts'
import { ServerProcess } from '../../tools/server-process.ts'
import type { Contender } from './contender.ts'

export const weft: Contender = {
  name: 'weft',
  title: 'Weft',
  short: 'Weft',
  isShort: true,
  isDurable: true,
  start: async (dataDir, terms = {}) => {
    const { secret } = new Passes(terms.env?.JWT_SECRET)
    const env = { ...terms.env, JWT_SECRET: secret }
    const limits = { ...UNLIMITED, ...terms.limits }
    const server = await ServerProcess.start({ dataDir, env, limits })
    return {
      place: { dialect: 'weft', url: server.url, secret },
      pid: server.pid,
      stop: () => server.stop(),
      kill: () => server.kill(),
    }
  },
}
