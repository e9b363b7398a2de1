/**
 * Refusals: every no, counted by its code, and written down.
 *
 * The server's own mistakes go to the journal as errors with their stack; all else is somebody's
 * trouble, noted without what they sent. Answering is left to whoever asks.
 */
import { codeOf, type ErrorCode } from '../../shared/errors.ts'
import type { Journal } from './journal.ts'

export class Refusals {
  readonly #journal: Journal
  readonly #counts = new Map<ErrorCode, number>()

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /** How often each code was given since the start. */
  get counts(): ReadonlyMap<ErrorCode, number> {
    return this.#counts
  }

  /** For what is too common to be written down. Answers with the error's code. */
  count(error: unknown): ErrorCode {
    const code = codeOf(error)
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1)
    return code
  }

  /** Counts it, and writes it down. Answers with the error's code. */
  note(error: unknown, values: object): ErrorCode {
    const code = this.count(error)
    if (code === 'internal') this.#journal.error({ err: error, ...values }, 'a mistake of ours')
    else this.#journal.info({ code, ...values, reason: String(error) }, 'refused')
    return code
  }
}
