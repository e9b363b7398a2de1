/**
 * Status: where the text is, as one of ten states.
 *
 * A pure function from what the session knows to what a person is told. Promises never to say "Saved"
 * while an edit is unsaved, and to name trouble only after it has lasted GRACE ms, so that a blip does
 * not flash. Draws nothing; views/status-words.ts has the words.
 */
import type { ErrorCode } from '../../shared/errors.ts'
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

export type StatusIcon = 'check' | 'sync' | 'cloud-off' | 'alert' | 'dots'

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

export const STATUS_ICONS: Readonly<Record<StatusId, StatusIcon>> = {
  saved: 'check',
  saving: 'sync',
  'offline-unsaved': 'cloud-off',
  offline: 'cloud-off',
  failing: 'alert',
  damaged: 'alert',
  'turned-away': 'cloud-off',
  'turned-away-unsaved': 'cloud-off',
  connecting: 'dots',
  'read-only': 'check',
}

/** The states that a screen reader should hear about unasked. */
export const isTrouble = (id: StatusId): boolean =>
  STATUS_ICONS[id] === 'cloud-off' || STATUS_ICONS[id] === 'alert'
