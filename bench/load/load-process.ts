/**
 * LoadProcess: an object of bench/load/ in a process of its own, whose methods are called from here.
 *
 *   const load = LoadProcess.start<RoomLoad>('room-load.ts', plan)
 *   await load.call('type', { rate: 10, ms: 5_000 })
 *
 * What a method throws is thrown here. Plans are copied as JSON, parameters and results with their
 * typed arrays. It does not outlive this process.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Answer, Call } from './serve.ts'

type AnyMethod = (...parameters: never[]) => unknown
type MethodsOf<Load> = {
  [Name in keyof Load]: Load[Name] extends AnyMethod ? Load[Name] : never
}

export class LoadProcess<Load> {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #calls = 0

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (answer) => this.#answered(answer as Answer))
    child.once('exit', (code, signal) => this.#ended(`the load process ended: ${signal ?? code}`))
  }

  /** `file`: in bench/load/; it ends with `serve((plan) => new …)`. */
  static start<Load>(file: string, plan: unknown): LoadProcess<Load> {
    const module = join(import.meta.dirname, file)
    return new LoadProcess(fork(module, [JSON.stringify(plan)], { serialization: 'advanced' }))
  }

  call<Name extends keyof Load & string>(
    name: Name,
    ...parameters: Parameters<MethodsOf<Load>[Name]>
  ): Promise<Awaited<ReturnType<MethodsOf<Load>[Name]>>> {
    this.#calls += 1
    const waiting = Promise.withResolvers<unknown>()
    this.#waiting.set(this.#calls, waiting)
    this.#child.send({ id: this.#calls, name, parameters } satisfies Call)
    return waiting.promise as Promise<Awaited<ReturnType<MethodsOf<Load>[Name]>>>
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async stop(): Promise<void> {
    if ((this.#child.exitCode ?? this.#child.signalCode) !== null) return
    const exit = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await exit
  }

  #answered({ id, result, error }: Answer): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error === undefined) waiting?.resolve(result)
    else waiting?.reject(new Error(error))
  }

  #ended(how: string): void {
    for (const waiting of this.#waiting.values()) waiting.reject(new Error(how))
    this.#waiting.clear()
  }
}
