/**
 * Cloth: the start page's picture: lines of text, each a thread woven through the same warp.
 *
 * Decoration only. A thread runs over the even warps and under the odd ones, the next row the other
 * way round; each row ends where a line of prose might, and somebody is still writing the last one.
 * Colours and thickness are the style's, by class.
 */

const WARPS = 15
const GAP = 28
const ROW = 30
const FIRST = 34
/** Half of what a thread leaves free where it passes under a warp. */
const CUT = 5.5
/** How many warps each row crosses, and its look; 0 is the blank line between paragraphs. */
const ROWS: readonly (readonly [crosses: number, thread: string])[] = [
  [8, 'is-indigo is-thick'],
  [0, ''],
  [14, 'is-plain'],
  [15, 'is-madder'],
  [13, 'is-plain'],
  [5, 'is-plain'],
  [0, ''],
  [14, 'is-weld'],
  [12, 'is-plain'],
  [15, 'is-indigo'],
  [9, 'is-madder'],
]
const WRITER = ROWS.length - 1

const HEIGHT = FIRST * 2 + (ROWS.length - 1) * ROW
/** From the outermost round end of a thread to the other: the picture is flush with the text. */
const LEFT = GAP / 2 - 8.5
const WIDTH = WARPS * GAP + GAP / 2 + 5 - LEFT

const yOf = (row: number): number => FIRST + row * ROW
const endOf = (crosses: number): number => crosses * GAP + GAP / 2

/** The pieces of a row that lie over the warp: all of it, but for a gap at every other crossing. */
function over(row: number, crosses: number): string {
  const warps = Array.from({ length: crosses }, (_, warp) => warp)
  const under = warps.filter((warp) => (warp + row) % 2 === 1)
  const cuts = under.flatMap((warp) => [(warp + 1) * GAP - CUT, (warp + 1) * GAP + CUT])
  const stops = [GAP / 2, ...cuts, endOf(crosses)]
  const starts = stops.filter((_, at) => at % 2 === 0)
  return starts.map((from, at) => `M${from} ${yOf(row)}H${stops[at * 2 + 1]}`).join('')
}

export function Cloth() {
  const warps = Array.from({ length: WARPS }, (_, warp) => `M${(warp + 1) * GAP} 4V${HEIGHT - 4}`)
  const caret = endOf(ROWS[WRITER]?.[0] ?? 0) + 21
  return (
    <svg
      class="cloth"
      viewBox={`${LEFT} 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
      focusable="false"
    >
      <path class="cloth-warp" d={warps.join('')} />
      {ROWS.map(([crosses, look], row) =>
        crosses === 0 ? null : <Thread key={yOf(row)} look={look} row={row} crosses={crosses} />,
      )}
      <path class="cloth-caret" d={`M${caret} ${yOf(WRITER) - 11}v22`} />
    </svg>
  )
}

interface ThreadProps {
  readonly look: string
  readonly row: number
  readonly crosses: number
}

/** The wider stroke in the colour of the ground cuts the warp where the thread lies over it. */
function Thread({ look, row, crosses }: ThreadProps) {
  const path = over(row, crosses)
  return (
    <g class={`cloth-thread ${look}`}>
      <path class="cloth-gap" d={path} />
      <path d={path} />
      <path
        class="cloth-ends"
        d={`M${GAP / 2} ${yOf(row)}h.01M${endOf(crosses)} ${yOf(row)}h.01`}
      />
    </g>
  )
}
