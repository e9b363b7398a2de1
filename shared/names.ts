/**
 * Names: text of any kind made fit to be shown as one.
 *
 * What comes out passes the schemas of api.ts: one line, without control or direction characters, which
 * could dress one name as another, and no longer than is allowed.
 */

/** At most `max` UTF-16 units; '' when nothing is left. */
export function cleanName(text: string, max: number): string {
  const plain = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
  // Never half of a character outside the basic plane.
  return plain
    .slice(0, max)
    .replace(/[\ud800-\udbff]$/, '')
    .trim()
}
