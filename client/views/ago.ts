/**
 * Ago: how long something is past, and when something is, in words.
 */
import type { Words } from '../words/en.ts'

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** "3 hours ago"; a date once it is more than a week. Both in ms since 1970. */
export function ago({ tag, common }: Words, then: number, now: number): string {
  const past = now - then
  if (past > 7 * 86_400_000) return new Date(then).toLocaleDateString(tag, { dateStyle: 'medium' })
  const words = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  const unit = UNITS.find(([, length]) => past >= length)
  return unit === undefined ? common.justNow : words.format(-Math.floor(past / unit[1]), unit[0])
}

/** "26 Nov 2026, 10:20". In seconds since 1970. */
export const when = ({ tag }: Words, seconds: number): string =>
  new Date(seconds * 1000).toLocaleString(tag, { dateStyle: 'medium', timeStyle: 'short' })
