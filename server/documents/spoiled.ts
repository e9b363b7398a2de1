/**
 * Spoiled: some entries of a batch have made a document what it may not be.
 *
 * It names them all, so whoever owns the document loads it anew once and applies the others.
 */
import { type ErrorCode, WeftError } from '../../shared/errors.ts'

export class Spoiled extends WeftError {
  /** The very objects that were applied. */
  readonly entries: ReadonlySet<object>

  constructor(entries: ReadonlySet<object>, why: string, code: ErrorCode = 'malformed') {
    super(code, why)
    this.entries = entries
  }
}
