/**
 * Fuzzy: which of some names somebody means who has typed a few of their letters.
 *
 * All letters must be there, in their order, whatever their case or accents. Those at the start of a word
 * and those that follow each other count more.
 */
const plain = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** How well it fits; null: not at all. */
export function closeness(typed: string, name: string): number | null {
  const [wanted, letters] = [[...plain(typed)].filter((each) => each !== ' '), [...plain(name)]]
  let [at, score] = [-1, 0]
  for (const letter of wanted) {
    const next = letters.indexOf(letter, at + 1)
    if (next < 0) return null
    const startsWord = next === 0 || /\P{L}/u.test(letters[next - 1] ?? '')
    score += (next === at + 1 ? 2 : 0) + (startsWord ? 3 : 0) - next / 100
    at = next
  }
  return score
}

/** Those that fit, the best first; of equals in the order that they came. */
export function fitting<T>(typed: string, all: readonly T[], nameOf: (each: T) => string): T[] {
  return all
    .map((each) => ({ each, score: closeness(typed, nameOf(each)) }))
    .filter(({ score }) => score !== null)
    .toSorted((one, other) => (other.score ?? 0) - (one.score ?? 0))
    .map(({ each }) => each)
}
