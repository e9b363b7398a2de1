/**
 * Peers: the servers that Weft is compared with, each a program from bench/peers/ with its own packages.
 */
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../server/testing/free-port.ts'
import { Program, type ProgramOptions } from '../../tools/program.ts'
import type { DialectName } from '../dialects/dialect.ts'
import type { Contender, Running, Terms } from './contender.ts'

export const PEERS = join(import.meta.dirname, '..', 'peers')
const YWS = join(PEERS, 'node_modules', '@y', 'websocket-server', 'src', 'server.js')
const LISTENING = /listening on (http\S+)\n/
const STOP_MS = 5_000

/** Whether their packages are there, as their lockfile says. */
export function areInstalled(): boolean {
  const installed = join(PEERS, 'node_modules', '.package-lock.json')
  const locked = join(PEERS, 'package-lock.json')
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(locked).mtimeMs
}

export const relay: Contender = {
  name: 'relay',
  title: 'bare ws relay',
  short: 'bare ws relay',
  isShort: true,
  isDurable: false,
  start: (_dataDir, { env = {} } = {}) =>
    startOwn({ file: join(PEERS, 'relay.mjs'), env, greeting: LISTENING }, 'y-websocket'),
}

export const hocuspocus: Contender = {
  name: 'hocuspocus',
  title: 'Hocuspocus + SQLite',
  short: 'Hocuspocus',
  isShort: true,
  isDurable: true,
  start: (dataDir, { env = {} } = {}) => {
    const file = join(PEERS, 'hocuspocus.mjs')
    return startOwn({ file, args: [dataDir], env, greeting: LISTENING }, 'hocuspocus')
  },
}

export const yws: Contender = {
  name: 'yws',
  title: 'y-websocket-server',
  short: 'y-websocket-server',
  isShort: false,
  isDurable: false,
  start: (_dataDir, terms) => startYws({}, terms),
}

export const leveldb: Contender = {
  name: 'leveldb',
  title: 'y-websocket-server + LevelDB',
  short: '… with LevelDB',
  isShort: false,
  isDurable: true,
  start: (dataDir, terms) => startYws({ YPERSISTENCE: join(dataDir, 'leveldb') }, terms),
}

async function startOwn(options: ProgramOptions, dialect: DialectName): Promise<Running> {
  const program = await Program.start(options)
  return runningOf(program, program.greeting[1] ?? '', dialect)
}

/** Its own program, which has to be told its port. */
async function startYws(own: Record<string, string>, { env = {} }: Terms = {}): Promise<Running> {
  const port = String(await freePort())
  const options = {
    file: YWS,
    env: { ...env, ...own, HOST: '127.0.0.1', PORT: port },
    greeting: /running at/,
  }
  return runningOf(await Program.start(options), `http://127.0.0.1:${port}`, 'y-websocket')
}

const runningOf = (program: Program, url: string, dialect: DialectName): Running => ({
  place: { dialect, url, secret: '' },
  pid: program.pid,
  stop: () => stop(program),
  kill: async () => void (await program.end('SIGKILL')),
})

/** How gracefully it stops is not measured: one that does not end in time is killed. */
async function stop(program: Program): Promise<void> {
  const timer = setTimeout(() => void program.end('SIGKILL'), STOP_MS)
  await program.end('SIGTERM')
  clearTimeout(timer)
}
