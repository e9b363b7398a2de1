/**
 * Compaction: a log that stays small and still tells who wrote what, when.
 *
 * Rows older than an hour become one per user and minute. What they say as a whole is unchanged; only
 * the order of keystrokes within a minute is lost.
 */
import { bytesOf, type Freed, type Row, type Store } from '../store/store.ts'
import { mergeUpdates } from './merge.ts'

const MINUTE_MS = 60_000
const MERGE_AFTER_MS = 60 * MINUTE_MS
/** Bounds the memory and the time that one step takes. */
const ROWS_A_STEP = 2_000

/** One row per user and minute, each at the seq and time of its last. */
export function mergeByMinute(rows: readonly Row[]): Row[] {
  const groups = Map.groupBy(rows, ({ user, time }) => `${Math.floor(time / MINUTE_MS)} ${user}`)
  return [...groups.values()].map(mergeRows).sort((a, b) => a.seq - b.seq)
}

function mergeRows(rows: readonly Row[]): Row {
  const last = rows.at(-1)
  if (!last) throw new RangeError('no rows to merge')
  return { ...last, update: mergeUpdates(rows.map(({ update }) => update)) }
}

/** Rows from before this time are to be merged. */
export function mergeBefore(now: number): number {
  return Math.floor((now - MERGE_AFTER_MS) / MINUTE_MS) * MINUTE_MS
}

/** Merges a bounded number of a room's old rows. Null when it found none; else there may be more. */
export async function mergeOldRows(
  store: Store,
  room: string,
  before: number,
): Promise<Freed | null> {
  const rows = oldest(await store.unmerged(room, ROWS_A_STEP), before)
  const upTo = rows.at(-1)?.seq
  if (upTo === undefined) return null
  const merged = mergeByMinute(rows)
  await store.merge(room, upTo, merged)
  return { rows: rows.length - merged.length, bytes: bytesOf(rows) - bytesOf(merged) }
}

export const together = (freed: readonly Freed[]): Freed => ({
  rows: freed.reduce((sum, { rows }) => sum + rows, 0),
  bytes: freed.reduce((sum, { bytes }) => sum + bytes, 0),
})

/** The rows up to the first that is not old: `merge` replaces all up to a seq, and clocks may step back. */
function oldest(rows: readonly Row[], before: number): readonly Row[] {
  const first = rows.findIndex(({ time }) => time >= before)
  return first < 0 ? rows : rows.slice(0, first)
}
