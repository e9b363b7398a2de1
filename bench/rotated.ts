/**
 * Rotated: the same in another order, so that in several runs nobody always comes after the same one.
 */
export function rotated<Item>(items: readonly Item[], by: number): readonly Item[] {
  const first = by % Math.max(1, items.length)
  return [...items.slice(first), ...items.slice(0, first)]
}
