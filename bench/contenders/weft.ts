/**
 * Weft as it ships: every setting is its default, SQLite with an fsync for each commit. Only the limits
 * on rates and connections are lifted, since a whole crowd sits at one address here.
 */
import { UNLIMITED } from '../../tools/load/limits.ts'
import { Passes } from '../../tools/passes.ts'
import { ServerProcess } from '../../tools/server-process.ts'
import type { Contender } from './contender.ts'

/** The same for a second start on the same folder. */
const SECRET = 'the secret of a server that nobody but this machine can reach'

export const weft: Contender = {
  name: 'weft',
  title: 'Weft',
  short: 'Weft',
  isShort: true,
  keeps: 'every edit on disk before anyone sees it',
  start: async (dataDir) => {
    const env = { JWT_SECRET: new Passes(SECRET).secret }
    const server = await ServerProcess.start({ dataDir, env, limits: UNLIMITED })
    return {
      place: { dialect: 'weft', url: server.url, secret: SECRET },
      pid: server.pid ?? Number.NaN,
      stop: () => server.stop(),
      kill: () => server.kill(),
    }
  },
}
