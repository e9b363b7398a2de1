/**
 * Merge: many updates into one, without their documents.
 *
 * Y.mergeUpdates costs about 4 µs per small update but grows with the square of their number (yjs
 * 13.6), so it is done in a tree of small merges. What was deleted stays in: right for a log's rows,
 * wrong for a snapshot.
 */
import * as Y from 'yjs'

const FAN_IN = 64
/** No structs, no deletes. */
const EMPTY_UPDATE = Uint8Array.of(0, 0)

/** One update that does what all of them do, in any order. Of none: an empty update. */
export function mergeUpdates(updates: readonly Uint8Array[]): Uint8Array {
  if (updates.length < 2) return updates[0] ?? EMPTY_UPDATE
  if (updates.length <= FAN_IN) return Y.mergeUpdates([...updates])
  const merged: Uint8Array[] = []
  for (let at = 0; at < updates.length; at += FAN_IN) {
    merged.push(Y.mergeUpdates(updates.slice(at, at + FAN_IN)))
  }
  return mergeUpdates(merged)
}
