/**
 * Status: the one word about where the text is.
 *
 * A pure function from what the session knows to what a person is told. Promises never to say "Saved"
 * while an edit is unsaved, and to name trouble only after it has lasted GRACE ms, so that a blip does
 * not flash. Draws nothing.
 */
import { ERRORS, type ErrorCode } from '../../shared/errors.ts'
import type { Role } from '../../shared/protocol.ts'

export type StatusId =
  | 'saved'
  | 'saving'
  | 'offline-unsaved'
  | 'offline'
  | 'failing'
  | 'damaged'
  | 'turned-away'
  | 'turned-away-unsaved'
  | 'connecting'
  | 'read-only'

export interface StatusFacts {
  readonly connected: boolean
  /** Everything that the server has was received on this connection. */
  readonly synced: boolean
  /** Any connection of this visit was synced. */
  readonly everSynced: boolean
  readonly unsaved: boolean
  /** The server says that it cannot store. */
  readonly failing: boolean
  /** The server cannot read all of this document, and so writes nothing to it. */
  readonly damaged: boolean
  /** The server let nobody in here the last time, and said why; coming back may help. */
  readonly refusal: ErrorCode | null
  readonly role: Role | null
  /** For GRACE ms or more there has been no synced connection, or a failing store. */
  readonly lasting: boolean
}

export interface StatusWords {
  readonly words: string
  /** On a phone. */
  readonly short: string
  readonly icon: 'check' | 'sync' | 'cloud-off' | 'alert' | 'dots' | 'eye'
}

/** In ms: how long trouble must last before it is named. */
export const GRACE = 2000

export const canWrite = (role: Role | null): boolean => role === 'editor' || role === 'owner'

/** As the server's table of rights has it (server/access/grant.ts). */
export const mayChat = (role: Role | null): boolean => role !== null && role !== 'viewer'

export function statusOf(facts: StatusFacts): StatusId {
  if (facts.damaged && facts.unsaved) return 'damaged'
  if (!facts.synced) return facts.lasting || !facts.everSynced ? whileAway(facts) : calm(facts)
  if (facts.failing && facts.lasting && facts.unsaved) return 'failing'
  return calm(facts)
}

function whileAway(facts: StatusFacts): StatusId {
  if (facts.lasting && facts.refusal !== null)
    return facts.unsaved ? 'turned-away-unsaved' : 'turned-away'
  // Without a role nothing of this document was ever here: there is nothing to call saved.
  if (!facts.lasting || facts.connected || facts.role === null)
    return facts.unsaved ? 'saving' : 'connecting'
  return facts.unsaved ? 'offline-unsaved' : 'offline'
}

/** What a reader left unsent from when they could write, the server will not take: nothing is under way. */
function calm(facts: StatusFacts): StatusId {
  const isReader = facts.role !== null && !canWrite(facts.role)
  if (facts.unsaved) return isReader ? 'failing' : 'saving'
  return isReader ? 'read-only' : 'saved'
}

const WORDS: Readonly<Record<StatusId, StatusWords>> = {
  saved: { words: 'Saved', short: 'Saved', icon: 'check' },
  saving: { words: 'Saving…', short: 'Saving…', icon: 'sync' },
  'offline-unsaved': {
    words: 'Not saved yet: offline, kept in this browser',
    short: 'Offline, not saved yet',
    icon: 'cloud-off',
  },
  offline: { words: 'Offline: all your changes are saved', short: 'Offline', icon: 'cloud-off' },
  failing: { words: 'Not saved: the server cannot store', short: 'Not saved', icon: 'alert' },
  damaged: {
    words: 'Not saved: the server cannot read all of this document',
    short: 'Not saved',
    icon: 'alert',
  },
  'turned-away': { words: 'Waiting', short: 'Waiting', icon: 'cloud-off' },
  'turned-away-unsaved': { words: 'Not saved yet', short: 'Not saved yet', icon: 'cloud-off' },
  connecting: { words: 'Connecting…', short: 'Connecting…', icon: 'dots' },
  'read-only': { words: 'Up to date', short: 'Up to date', icon: 'check' },
}

/** What a reader is told instead: they have no changes that could be saved. */
const READER_WORDS: Readonly<Partial<Record<StatusId, StatusWords>>> = {
  offline: { words: 'Offline: this may be out of date', short: 'Offline', icon: 'cloud-off' },
  failing: { words: 'Not saved: you may no longer write here', short: 'Not saved', icon: 'alert' },
}

export function wordsOf(
  id: StatusId,
  role: Role | null,
  refusal: ErrorCode | null = null,
): StatusWords {
  const isReader = role !== null && !canWrite(role)
  const look = (isReader ? READER_WORDS[id] : undefined) ?? WORDS[id]
  if (refusal === null || !id.startsWith('turned-away')) return look
  return { ...look, words: `${look.words}: ${ERRORS[refusal].words}` }
}

/** The states that a screen reader should hear about unasked. */
export const isTrouble = (id: StatusId): boolean =>
  WORDS[id].icon === 'cloud-off' || WORDS[id].icon === 'alert'
