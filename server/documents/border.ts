/**
 * Border: what the two threads say to each other.
 *
 * Calls go one way, answers and events the other, both in arrays: all that one turn of the event loop
 * brings crosses as one message. Errors cross as code and words, since a thrown object would lose its
 * class.
 */
import { codeOf, type ErrorCode, WeftError } from '../../shared/errors.ts'
import type { StoringCode } from '../../shared/protocol.ts'
import type { Remark } from '../../shared/remarks.ts'
import type { StorePlace } from '../store/open.ts'
import type { Link, RoomAccess } from '../store/store.ts'
import type { Append, Change, Documents, Outcome, Receipt, Tidied } from './documents.ts'

export type WorkerOptions = StorePlace & {
  readonly retention: number
  readonly documentBytes: number
}

export type Method = Exclude<keyof Documents, 'listen'>

export interface Call {
  readonly id: number
  readonly method: Method
  readonly args: readonly unknown[]
}

export interface Fault {
  readonly code: ErrorCode
  readonly message: string
  readonly stack: string | undefined
}

export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: Fault }
  | { readonly event: 'ready' }
  | { readonly event: 'committed'; readonly change: Change }
  | { readonly event: 'caughtUp'; readonly change: Change }
  | { readonly event: 'unread'; readonly room: string }
  | { readonly event: 'claimed'; readonly from: string; readonly to: string }
  | { readonly event: 'linkChanged'; readonly room: string; readonly link: Link }
  | { readonly event: 'accessChanged'; readonly room: string; readonly access: RoomAccess }
  | { readonly event: 'said'; readonly room: string; readonly remark: Remark }
  | { readonly event: 'storing'; readonly code: StoringCode; readonly reason: string }
  | { readonly event: 'tidied'; readonly tidied: Tidied }
  | { readonly event: 'trouble'; readonly fault: Fault }

export function toFault(error: unknown): Fault {
  if (!(error instanceof Error))
    return { code: 'internal', message: String(error), stack: undefined }
  return { code: codeOf(error), message: error.message, stack: error.stack }
}

/** Its stack is the one of the other thread, where it was thrown. */
export function fromFault({ code, message, stack }: Fault): WeftError {
  const error = new WeftError(code, message)
  if (stack) error.stack = stack
  return error
}

/** Appends as they cross: one buffer, since thousands of small ones would each be copied by themselves. */
export interface Packed {
  readonly users: readonly string[]
  /** Which of them may only comment: hardly ever any. */
  readonly commenting: readonly number[]
  readonly lengths: readonly number[]
  readonly bytes: Uint8Array
}

export function pack(appends: readonly Append[]): Packed {
  const lengths = appends.map(({ update }) => update.byteLength)
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
  const commenting: number[] = []
  let at = 0
  for (const [index, { scope, update }] of appends.entries()) {
    bytes.set(update, at)
    at += update.byteLength
    if (scope !== 'all') commenting.push(index)
  }
  return { users: appends.map(({ user }) => user), commenting, lengths, bytes }
}

export function unpack({ users, commenting, lengths, bytes }: Packed): Append[] {
  const commenters = new Set(commenting)
  let end = 0
  return users.map((user, index) => {
    const start = end
    end += lengths[index] ?? 0
    const scope = commenters.has(index) ? 'comments' : 'all'
    return { user, scope, update: bytes.subarray(start, end) }
  })
}

type PackedOutcome = Receipt | Fault

export function packOutcomes(outcomes: readonly Outcome[]): PackedOutcome[] {
  return outcomes.map((outcome) => (outcome instanceof WeftError ? toFault(outcome) : outcome))
}

export function unpackOutcomes(outcomes: readonly PackedOutcome[]): Outcome[] {
  return outcomes.map((outcome) => (typeof outcome === 'string' ? outcome : fromFault(outcome)))
}

/** Collects until the end of this turn of the event loop, then sends all at once. */
export class Outbox<T> {
  readonly #send: (messages: readonly T[]) => void
  #messages: T[] = []

  constructor(send: (messages: readonly T[]) => void) {
    this.#send = send
  }

  post(message: T): void {
    this.#messages.push(message)
    if (this.#messages.length === 1) setImmediate(() => this.#flush())
  }

  #flush(): void {
    const messages = this.#messages
    this.#messages = []
    this.#send(messages)
  }
}
