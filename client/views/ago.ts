/**
 * Ago: how long something is past, in words.
 */
const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** "3 hours ago"; a date once it is more than a week. Both in ms since 1970. */
export function ago(then: number, now: number): string {
  const past = now - then
  if (past > 7 * 86_400_000) return new Date(then).toLocaleDateString('en', { dateStyle: 'medium' })
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
  const unit = UNITS.find(([, length]) => past >= length)
  return unit === undefined ? 'just now' : words.format(-Math.floor(past / unit[1]), unit[0])
}
