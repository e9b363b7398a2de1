/**
 * Mentions: `@` and the whole name of somebody, in whatever case, anywhere in a text.
 *
 * `@Ana` is not in `@Anabel`, nor in `mail@ana.example` or `https://example.org/@ana`, and where both are
 * here `@Ana Silva` is her and not Ana. Knows only names; who wrote the text is for others to know.
 */

/** Where words stand without spaces, a name ends where it ends. */
const ENDLESS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]$/u
/** What an @ may not stand behind. */
const WITHIN = String.raw`[\p{L}\p{N}_@./]`
const BEGUN = new RegExp(String.raw`(?<!${WITHIN})@([^@\n]*)$`, 'u')
const SPECIAL = /[\\^$.*+?()[\]{}|/]/gu

function patternOf(name: string): string {
  const words = name.replace(SPECIAL, String.raw`\$&`).split(/\s+/u).join(String.raw`\s`)
  return ENDLESS.test(name) ? words : String.raw`${words}(?![\p{L}\p{M}\p{N}_])`
}

/** The longest first: of two that begin alike it is the one that was meant. */
function mentionOf(names: Iterable<string>): RegExp | null {
  const known = [...names].filter((name) => name.trim() !== '')
  if (known.length === 0) return null
  const any = known.sort((a, b) => b.length - a.length).map(patternOf)
  return new RegExp(`(?<!${WITHIN})(@(?:${any.join('|')}))`, 'giu')
}

/** What stands before, in and after the mentions of these: each odd part is a mention. */
export function splitByMentions(text: string, names: Iterable<string>): string[] {
  const mention = mentionOf(names)
  return mention === null ? [text] : text.split(mention)
}

/** Whether a part of `splitByMentions` means this person. */
export const means = (part: string, name: string): boolean => folded(part) === folded(`@${name}`)

const folded = (text: string) => text.replace(/\s+/gu, ' ').trim().toLocaleLowerCase('en')

/** The first place, in UTF-16 units, at which this person is mentioned by what stands in `from`…`to`; or null. */
export function mentionWithin(
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
  name: string,
  names: Iterable<string>,
): number | null {
  let at = 0
  for (const [index, part] of splitByMentions(text, [...names, name]).entries()) {
    const isHere = at < to && at + part.length > from
    if (index % 2 === 1 && isHere && means(part, name)) return Math.max(at, from)
    at += part.length
  }
  return null
}

export const isMentioned = (text: string, name: string, names: Iterable<string>): boolean =>
  mentionWithin(text, { from: 0, to: text.length }, name, names) !== null

/** A mention that is being written: where its @ stands, and whom of the asked it may become. */
export interface Begun {
  readonly at: number
  readonly names: readonly string[]
}

/** By what stands before the caret, in one line; of those that begin so, none that is there to its end. */
export function begunMention(before: string, names: Iterable<string>): Begun | null {
  const typed = BEGUN.exec(before)?.[1]?.toLocaleLowerCase('en')
  if (typed === undefined) return null
  const meant = [...new Set(names)].filter(
    (name) => name.length > typed.length && name.toLocaleLowerCase('en').startsWith(typed),
  )
  return meant.length === 0 ? null : { at: before.length - typed.length - 1, names: meant }
}
