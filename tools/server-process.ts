/**
 * ServerProcess: `node server/main.ts` as a child, on 127.0.0.1.
 *
 * Promises that it listens when `start` returns, that it has nothing of this process's environment but
 * PATH and what it was given, and that it does not outlive this process, even if a signal ends that. It
 * can be stopped in peace or killed at once; that it ended unasked is an error.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Limits } from '../shared/protocol.ts'
import { within } from './within.ts'

const MAIN = fileURLToPath(new URL('../server/main.ts', import.meta.url))
const START_MS = 15_000
const STOP_MS = 20_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface ServerProcessOptions {
  readonly dataDir: string
  /** Without it, or 0: a free one. */
  readonly port?: number
  /** Those that differ from what a server has by default. */
  readonly limits?: Partial<Limits>
  /** More of its environment (server/config.ts). */
  readonly env?: Readonly<Record<string, string>>
}

export class ServerProcess {
  readonly url: string
  readonly #child: ChildProcess
  readonly #orphaned = () => void this.#child.kill('SIGKILL')
  /** Sent again once nobody listens any more, it ends this process as if nobody had. */
  readonly #ended = (signal: NodeJS.Signals) => {
    this.#orphaned()
    process.kill(process.pid, signal)
  }

  private constructor(child: ChildProcess, url: string) {
    this.#child = child
    this.url = url
    process.once('exit', this.#orphaned)
    for (const signal of SIGNALS) process.once(signal, this.#ended)
  }

  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const child = spawn(process.execPath, [MAIN], {
      env: environment(options),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      return new ServerProcess(child, await within(START_MS, 'the server listens', greeted(child)))
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  /** How it ended; null while it lives. */
  get ended(): string | null {
    return hasEnded(this.#child) ? endOf(this.#child) : null
  }

  /** kill -9. */
  kill(): Promise<void> {
    return this.#end('SIGKILL', ({ signal }) => signal === 'SIGKILL')
  }

  /** SIGTERM, which the server must answer with code 0. */
  stop(): Promise<void> {
    return this.#end('SIGTERM', ({ code }) => code === 0)
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM', isExpected: (end: End) => boolean): Promise<void> {
    process.off('exit', this.#orphaned)
    for (const signal of SIGNALS) process.off(signal, this.#ended)
    if (hasEnded(this.#child))
      throw new Error(`the server had ended unasked: ${endOf(this.#child)}`)
    const exit = once(this.#child, 'exit')
    this.#child.kill(signal)
    await within(STOP_MS, `the server ends on ${signal}`, exit)
    const { exitCode: code, signalCode } = this.#child
    if (!isExpected({ code, signal: signalCode }))
      throw new Error(`after ${signal} the server ended with ${endOf(this.#child)}`)
  }
}

function environment({ dataDir, port = 0, limits, env }: ServerProcessOptions): NodeJS.ProcessEnv {
  return {
    ...(process.env.PATH && { PATH: process.env.PATH }),
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    ...(limits && { LIMITS: JSON.stringify(limits) }),
    ...env,
  }
}

interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => (exitCode ?? signalCode) !== null

const endOf = ({ exitCode, signalCode }: ChildProcess) => signalCode ?? `code ${exitCode}`

/** The address in the greeting, which the server prints when it listens. */
async function greeted(child: ChildProcess): Promise<string> {
  const greeting = Promise.withResolvers<string>()
  let printed = ''
  child.stdout?.on('data', (chunk) => {
    printed += chunk
    const url = /Weft is ready:\s+(http\S+)\n/.exec(printed)?.[1]
    if (url) greeting.resolve(url)
  })
  child.once('error', greeting.reject)
  child.once('exit', () => greeting.reject(new Error(`the server ended with ${endOf(child)}`)))
  return greeting.promise
}
