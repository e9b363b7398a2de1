/**
 * Steps: the preview scrolls in step with the text, by lines.
 *
 * Whoever was scrolled last leads: what the other's scrolling brings about here is not told back.
 */
import type { Sheet } from './sheet.ts'

/** In px: closer than this, a place is the one that was gone to. */
const NEAR = 2
/** In px: what is left above a line that was gone to. */
const ABOVE = 24

export class Steps {
  readonly #sheet: Sheet
  #goal: number | null = null
  /** Where it was scrolled to by itself; NaN, which nothing is near, when it was not. */
  #set = Number.NaN

  constructor(sheet: Sheet, moved: (line: number) => void) {
    this.#sheet = sheet
    addEventListener('scroll', () => {
      if (Math.abs(scrollY - this.#set) < NEAR) return
      this.#goal = null
      this.#set = Number.NaN
      moved(this.#lineAt(scrollY))
    })
  }

  goTo(line: number): void {
    this.#goal = line
    this.settle()
  }

  /** What was drawn since has moved the place. */
  readonly settle = (): void => {
    if (this.#goal === null) return
    this.#set = this.#topOf(this.#goal)
    scrollTo({ top: this.#set, behavior: 'instant' })
    this.#set = scrollY
  }

  #topOf(line: number): number {
    return line === 0 ? 0 : between(this.#sheet.marks({ line }), line) - ABOVE
  }

  #lineAt(top: number): number {
    const at = top + ABOVE
    const marks = this.#sheet.marks({ top: at }).map(([line, y]): [number, number] => [y, line])
    return Math.max(0, between(marks, at))
  }
}

/** The value at `at` on the line through these points, which rise. */
function between(points: readonly [number, number][], at: number): number {
  const next = points.findIndex(([from]) => from > at)
  const [a, b] = next < 1 ? [points.at(next === 0 ? 0 : -1)] : [points[next - 1], points[next]]
  if (a === undefined) return 0
  if (b === undefined) return a[1]
  return a[1] + ((at - a[0]) / (b[0] - a[0])) * (b[1] - a[1])
}
