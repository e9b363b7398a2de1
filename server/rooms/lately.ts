/**
 * Lately: the journal, with its last errors kept for whoever looks at the server.
 *
 * What is kept are words and times: no stack, and no more than so many.
 */
import type { Journal } from './journal.ts'

const KEPT = 20
const WORDS_MAX = 300

export interface Mishap {
  /** Milliseconds since 1970. */
  readonly time: number
  readonly words: string
}

export class Lately implements Journal {
  readonly #journal: Journal
  #mishaps: readonly Mishap[] = []

  constructor(journal: Journal) {
    this.#journal = journal
  }

  /** The latest first. */
  get mishaps(): readonly Mishap[] {
    return this.#mishaps
  }

  info(values: object, message: string): void {
    this.#journal.info(values, message)
  }

  error(values: object, message: string): void {
    const words = [message, ...reasonsOf(values)].join(': ').slice(0, WORDS_MAX)
    this.#mishaps = [{ time: Date.now(), words }, ...this.#mishaps].slice(0, KEPT)
    this.#journal.error(values, message)
  }
}

/** As they are handed to the journal: an error as `err`, words as `reason`. */
function reasonsOf({ err, reason }: { err?: unknown; reason?: unknown }): string[] {
  const words = [err instanceof Error ? err.message : err, reason]
  return words.filter((each) => each !== undefined).map(String)
}
