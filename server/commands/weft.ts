#!/usr/bin/env node
/**
 * Weft: what an operator does to a server, from a shell.
 *
 * The first word says which command; it gets the rest. Exit code 0 when all is well, 1 when it is not,
 * or when the command cannot go on: then with one sentence. Each command is a file of its own, loaded
 * when it is asked for.
 */
import { ConfigError } from '../config.ts'
import type { Command } from './command.ts'

const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./restore.ts')).restore,
  verify: async () => (await import('./verify.ts')).verify,
  export: async () => (await import('./export.ts')).exportAll,
  migrate: async () => (await import('./migrate.ts')).migrate,
}

const USAGE = `weft [start]               the server
weft backup FILE           all of it into a file, while the server runs
weft restore FILE          a backup in the place of what is there; the server must not run
weft restore               the same after pg_restore, where DATABASE_URL is a Postgres
weft verify                reads all that is stored and says what is damaged
weft export DIR            every document as a file, but for those in the trash
weft migrate --from sqlite --to postgres    what is in DATA_DIR into the empty DATABASE_URL

Settings come from the environment, as for the server: DATA_DIR, DATABASE_URL.
`

async function run([name = 'start', ...args]: readonly string[]): Promise<void> {
  if (name === 'start') return void (await import('../main.ts'))
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (!load) {
    process[name.includes('help') ? 'stdout' : 'stderr'].write(USAGE)
    process.exitCode = name.includes('help') ? 0 : 1
    return
  }
  const command = await load()
  const isWell = await command(args, (line) => void process.stdout.write(`${line}\n`))
  process.exitCode = isWell ? 0 : 1
}

/** By name: what pg and parseArgs throw is a plain Error, and says it in one sentence, too. */
function wordsOf(error: unknown): string {
  const { name, message, code } = error as NodeJS.ErrnoException
  const isPlain = error instanceof ConfigError || name === 'WeftError' || code !== undefined
  return isPlain ? message : String((error as Error).stack)
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`weft: ${wordsOf(error)}\n`)
  process.exitCode = 1
}
