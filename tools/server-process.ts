/**
 * ServerProcess: `node server/main.ts` as a child, on 127.0.0.1.
 *
 * It can be stopped in peace or killed at once; that it ended unasked, or otherwise than it should, is
 * an error. How a child lives is program.ts.
 */
import { fileURLToPath } from 'node:url'
import type { Limits } from '../shared/protocol.ts'
import { Program } from './program.ts'
import { within } from './within.ts'

const MAIN = fileURLToPath(new URL('../server/main.ts', import.meta.url))
const GREETING = /Weft is ready:\s+(http\S+)\n/
const STOP_MS = 20_000

export interface ServerProcessOptions {
  readonly dataDir: string
  /** Without it, or 0: a free one. */
  readonly port?: number
  /** Those that differ from what a server has by default. */
  readonly limits?: Partial<Limits>
  /** A file that is given all that it writes. */
  readonly log?: string
  /** More of its environment (server/config.ts). */
  readonly env?: Readonly<Record<string, string>>
}

export class ServerProcess {
  readonly url: string
  readonly #program: Program

  private constructor(program: Program) {
    this.#program = program
    this.url = program.greeting[1] ?? ''
  }

  static async start(options: ServerProcessOptions): Promise<ServerProcess> {
    const env = environment(options)
    const { log } = options
    const program = { file: MAIN, env, greeting: GREETING, ...(log !== undefined && { log }) }
    return new ServerProcess(await Program.start(program))
  }

  get pid(): number {
    return this.#program.pid
  }

  /** How it ended; null while it lives. */
  get ended(): string | null {
    return this.#program.ended
  }

  /** kill -9. */
  kill(): Promise<void> {
    return this.#end('SIGKILL', 'SIGKILL')
  }

  /** SIGTERM, which the server must answer with code 0. */
  stop(): Promise<void> {
    return this.#end('SIGTERM', 'code 0')
  }

  async #end(signal: NodeJS.Signals, expected: string): Promise<void> {
    if (this.ended) throw new Error(`the server had ended unasked: ${this.ended}`)
    const end = this.#program.end(signal)
    const ended = await within(STOP_MS, `the server ends on ${signal}`, end)
    if (ended !== expected) throw new Error(`after ${signal} the server ended with ${ended}`)
  }
}

function environment({ dataDir, port = 0, limits, env }: ServerProcessOptions) {
  return {
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    ...(limits && { LIMITS: JSON.stringify(limits) }),
    ...env,
  }
}
