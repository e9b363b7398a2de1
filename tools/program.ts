/**
 * Program: a server's program as a child of this process.
 *
 * Promises that it has greeted when `start` returns, that it has nothing of this process's environment
 * but PATH and what it was given, and that it does not outlive this process, even if a signal ends
 * that. How it should end is for whoever started it to say.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { within } from './within.ts'

const START_MS = 15_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface ProgramOptions {
  readonly file: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What it prints when it listens. */
  readonly greeting: RegExp
  /** A file to which all that it writes is added, on both streams. */
  readonly log?: string
}

export class Program {
  readonly pid: number
  /** What the greeting matched. */
  readonly greeting: RegExpExecArray
  readonly #child: ChildProcess
  readonly #orphaned = () => void this.#child.kill('SIGKILL')
  /** Sent again once nobody listens any more, it ends this process as if nobody had. */
  readonly #interrupted = (signal: NodeJS.Signals) => {
    this.#orphaned()
    process.kill(process.pid, signal)
  }

  private constructor(child: ChildProcess, greeting: RegExpExecArray) {
    this.#child = child
    this.pid = child.pid ?? Number.NaN
    this.greeting = greeting
    // Node takes more than ten for a leak.
    process.setMaxListeners(process.getMaxListeners() + 1)
    process.once('exit', this.#orphaned)
    for (const signal of SIGNALS) process.once(signal, this.#interrupted)
  }

  static async start(options: ProgramOptions): Promise<Program> {
    const { file, args = [], env, log } = options
    const child = spawn(process.execPath, [file, ...args], {
      env: { ...(process.env.PATH && { PATH: process.env.PATH }), ...env },
      stdio: ['ignore', 'pipe', log === undefined ? 'inherit' : 'pipe'],
    })
    if (log !== undefined) keep(child, log)
    try {
      return new Program(child, await within(START_MS, `${file} listens`, greeted(child, options)))
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
  }

  /** `SIGKILL`, say, or `code 0`; null while it lives. */
  get ended(): string | null {
    return endOf(this.#child)
  }

  /** Answers, when it has ended, with how. */
  async end(signal: NodeJS.Signals): Promise<string> {
    process.off('exit', this.#orphaned)
    process.setMaxListeners(process.getMaxListeners() - 1)
    for (const signal of SIGNALS) process.off(signal, this.#interrupted)
    // Not its exit: what it wrote last may come after that.
    const closed = once(this.#child, 'close')
    if (!this.ended) this.#child.kill(signal)
    if (!this.ended) await closed
    return this.ended ?? ''
  }
}

/** At once: this process may end before a stream would have written. */
function keep(child: ChildProcess, log: string): void {
  mkdirSync(dirname(log), { recursive: true })
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => appendFileSync(log, chunk))
}

const endOf = ({ exitCode, signalCode }: ChildProcess): string | null =>
  signalCode ?? (exitCode === null ? null : `code ${exitCode}`)

function greeted(child: ChildProcess, options: ProgramOptions): Promise<RegExpExecArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>()
  let printed = ''
  child.stdout?.on('data', (chunk) => {
    printed += chunk
    const match = options.greeting.exec(printed)
    if (match) resolve(match)
  })
  child.once('error', reject)
  child.once('exit', () => reject(new Error(`${options.file} ended with ${endOf(child)}`)))
  return promise
}
