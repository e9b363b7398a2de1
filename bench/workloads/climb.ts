/**
 * Climb: how fast something may go.
 *
 * The rate grows by a factor until a stretch does not hold; then the place between is looked for by halves.
 * Promises the best stretch that held, and the last that did not.
 */
export interface Steps {
  readonly start: number
  readonly factor: number
  readonly halvings: number
  /** A stretch that does not hold is tried again: a disk or a neighbour may have had a bad moment. */
  readonly tries: number
}

export interface Climbing<Stretch> {
  go(rate: number): Promise<Stretch>
  holds(stretch: Stretch): boolean
  /** After one that did not hold. */
  rest(): Promise<unknown>
}

export interface Climbed<Stretch> {
  readonly best: Stretch | undefined
  readonly tooFast: Stretch | undefined
}

export async function climb<Stretch>(
  { start, factor, halvings, tries }: Steps,
  climbing: Climbing<Stretch>,
): Promise<Climbed<Stretch>> {
  let [held, failed] = [start / factor, start]
  let [best, tooFast]: (Stretch | undefined)[] = []
  const isHeldAt = async (rate: number): Promise<boolean> => {
    for (let left = tries; left > 0; left -= 1) {
      const stretch = await climbing.go(rate)
      if (climbing.holds(stretch)) {
        ;[held, best] = [rate, stretch]
        return true
      }
      ;[failed, tooFast] = [rate, stretch]
      await climbing.rest()
    }
    return false
  }
  for (let rate = start; await isHeldAt(rate); ) rate *= factor
  for (let left = halvings; left > 0; left -= 1) await isHeldAt(Math.sqrt(held * failed))
  return { best, tooFast }
}
