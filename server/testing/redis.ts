/**
 * Redis: a real one for tests, on this machine alone, and gone with them.
 *
 * Where there is none on PATH the tests that need one are passed over with a loud line; where CI is set that
 * is a failure.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { createClient } from 'redis'
import { freePort } from './free-port.ts'

export interface Redis {
  readonly port: number
  readonly url: string
  /** Of its process, the one that was started last. */
  pid(): number
  /** One command, as at its shell. */
  run(...command: readonly string[]): Promise<unknown>
  /** 'SIGKILL' resolves when it is gone. */
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>
  /** After it was killed, at the same address. */
  start(): Promise<void>
  /** For good. */
  stop(): Promise<void>
}

/** Null, and a loud line, where there can be none. */
export async function startRedis(): Promise<Redis | null> {
  try {
    return await start()
  } catch (error) {
    if (process.env.CI) throw error
    process.stderr.write(`\nSKIPPED: no Redis can be started here: ${error}\n\n`)
    return null
  }
}

/** Resolves when it takes connections. */
async function launch(port: number): Promise<ChildProcess> {
  const settings = { port: `${port}`, bind: '127.0.0.1', save: '', appendonly: 'no', dir: tmpdir() }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value])
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] })
  // It does not outlive whoever started it.
  const orphaned = () => void child.kill('SIGKILL')
  process.once('exit', orphaned)
  child.once('exit', () => process.off('exit', orphaned))
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>()
  let said = ''
  child.stdout.on('data', (data) => {
    said += data
    if (said.includes('Ready to accept connections')) resolve(child)
  })
  child.once('error', reject)
  child.once('exit', () => reject(new Error(`redis-server ended: ${said}`)))
  return promise
}

async function start(): Promise<Redis> {
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let child = await launch(port)
  const kill = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = signal === 'SIGKILL' && once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return {
    port,
    url,
    pid: () => child.pid ?? Number.NaN,
    async run(...command) {
      const client = createClient({ url })
      await client.connect()
      const answer = await client.sendCommand(command)
      client.destroy()
      return answer
    },
    kill,
    async start() {
      child = await launch(port)
    },
    stop: () => kill('SIGKILL'),
  }
}
