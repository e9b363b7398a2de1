/**
 * PeerProcess: another server's program as a child, on 127.0.0.1.
 *
 * Promises that it listens when `start` returns, that it has nothing of this process's environment but
 * PATH and what it was given, and that it does not outlive this process, even if a signal ends that. A
 * peer that does not end on SIGTERM is killed: how gracefully it stops is not measured.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { within } from '../../tools/within.ts'

const START_MS = 15_000
const STOP_MS = 5_000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

export interface PeerProgram {
  readonly file: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** What it prints when it listens. */
  readonly greeting: RegExp
}

export class PeerProcess {
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
    process.once('exit', this.#orphaned)
    for (const signal of SIGNALS) process.once(signal, this.#interrupted)
  }

  static async start(program: PeerProgram): Promise<PeerProcess> {
    const { file, args = [], env } = program
    const child = spawn(process.execPath, [file, ...args], {
      env: { ...(process.env.PATH && { PATH: process.env.PATH }), ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const greeting = await within(START_MS, `${file} listens`, greeted(child, program))
      return new PeerProcess(child, greeting)
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
  }

  async stop(): Promise<void> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS)
    await this.#end('SIGTERM')
    clearTimeout(timer)
  }

  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    process.off('exit', this.#orphaned)
    for (const signal of SIGNALS) process.off(signal, this.#interrupted)
    if ((this.#child.exitCode ?? this.#child.signalCode) !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill(signal)
    await exit
  }
}

function greeted(child: ChildProcess, { file, greeting }: PeerProgram): Promise<RegExpExecArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>()
  let printed = ''
  child.stdout?.on('data', (chunk) => {
    printed += chunk
    const match = greeting.exec(printed)
    if (match) resolve(match)
  })
  child.once('error', reject)
  child.once('exit', () => reject(new Error(`${file} ended at once`)))
  return promise
}
