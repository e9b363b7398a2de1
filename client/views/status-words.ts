/**
 * Status words: what a person is told about where the text is.
 */
import type { ErrorCode } from '../../shared/errors.ts'
import type { Role } from '../../shared/protocol.ts'
import { canWrite, type StatusId } from '../session/status.ts'
import type { Words } from '../words/en.ts'

export interface StatusWords {
  readonly words: string
  /** On a phone. */
  readonly short: string
}

/** A reader is told something else where there can be no changes of theirs. */
export function statusWords(
  { status, errors }: Words,
  id: StatusId,
  role: Role | null,
  refusal: ErrorCode | null = null,
): StatusWords {
  const isReader = role !== null && !canWrite(role)
  const told = isReader && (id === 'offline' || id === 'failing') ? status.reader[id] : status[id]
  if (refusal === null || !id.startsWith('turned-away')) return told
  return { ...told, words: `${told.words}: ${errors[refusal]}` }
}
