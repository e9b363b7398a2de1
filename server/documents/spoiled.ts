/**
 * Spoiled: some entries of a batch have made a document what it may not be.
 *
 * It names them all, so whoever owns the document loads it anew once and applies the others.
 */
import { WeftError } from '../../shared/errors.ts'
import type { Entry } from './document.ts'

export class Spoiled extends WeftError {
  readonly entries: ReadonlySet<Entry>

  constructor(entries: ReadonlySet<Entry>, why: string) {
    super('malformed', why)
    this.entries = entries
  }
}
