/**
 * Migrate: all documents into another kind of database: from DATA_DIR into the empty DATABASE_URL.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, readPlace } from '../config.ts'
import { DATABASE } from '../store/open.ts'
import { migrate as move } from '../store/sqlite-to-postgres.ts'
import type { Command } from './command.ts'

export const migrate: Command = async (args, say) => {
  const options = { from: { type: 'string' }, to: { type: 'string' } } as const
  const { from, to } = parseArgs({ args: [...args], options }).values
  if (from !== 'sqlite' || to !== 'postgres')
    throw new ConfigError('there is one way: weft migrate --from sqlite --to postgres.')
  const { dataDir, databaseUrl } = readPlace()
  if (!databaseUrl) throw new ConfigError('DATABASE_URL is missing: it says where to move to.')
  const moved = await move(join(dataDir, DATABASE), databaseUrl)
  for (const [table, count] of Object.entries(moved)) say(`${table}: ${count}`)
  say('everything was moved, read back and compared; start Weft with this DATABASE_URL')
  return true
}
