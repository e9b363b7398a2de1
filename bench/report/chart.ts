/**
 * Chart: the headline figures as an SVG, a panel for each, a bar for each contender.
 *
 * The bar is the median, the thin line in it the range over the runs; «2.5×» compares with Weft's median.
 * It stands alone, as an image in a page: its fonts are the system's, and its colours follow the
 * reader's light or dark theme.
 */
import type { Contender } from '../contenders/contender.ts'
import { CONTENDERS } from '../contenders/contenders.ts'
import type { Measure, Workload } from '../workloads/workload.ts'
import { WORKLOADS } from '../workloads/workloads.ts'
import { number, withUnit } from './figures.ts'
import { type Results, type Summary, samplesOf, summary } from './results.ts'

const WIDTH = 880
const COLUMNS = 2
const PANEL = WIDTH / COLUMNS
const MARGIN = 16
const NAME = 128
const BAR_MAX = 152
const LINE = 24
const BAR = 14
const HEAD = 52
const FOOT = 36

const STYLE = `
  text { font: 12px system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 13px }
  .quiet { fill: #59636e }
  .bar { fill: #9aa4b0 }
  .weft { fill: #0f766e }
  .range { stroke: #1f2328; stroke-width: 1.5 }
  .track { fill: #eef1f4 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .bar { fill: #6b7683 }
    .weft { fill: #2dd4bf }
    .range { stroke: #e6edf3 }
    .track { fill: #21262d }
  }`

interface Bar {
  readonly contender: Contender
  readonly value: Summary
}

interface Panel {
  readonly workload: Workload
  readonly measure: Measure
  readonly bars: readonly Bar[]
}

export function chart(results: Results): string {
  const panels = panelsOf(results)
  const tallest = Math.max(0, ...panels.map(({ bars }) => bars.length))
  const height = HEAD + tallest * LINE + MARGIN
  const total = Math.ceil(panels.length / COLUMNS) * height + FOOT
  const drawn = panels.map((panel, place) => {
    const [x, y] = [(place % COLUMNS) * PANEL, Math.floor(place / COLUMNS) * height]
    return `<g transform="translate(${x + MARGIN} ${y})">\n${panelSvg(panel)}\n</g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${total}" width="${WIDTH}" height="${total}" role="img">
<title>Weft and its peers, measured side by side</title>
<style>${STYLE}
</style>
${drawn.join('\n')}
${text(MARGIN, total - MARGIN, footOf(results), 'quiet')}
</svg>
`
}

const panelsOf = (results: Results): readonly Panel[] =>
  WORKLOADS.flatMap((workload) =>
    workload.measures
      .filter(({ isHeadline }) => isHeadline)
      .map((measure) => ({ workload, measure, bars: barsOf(results, workload, measure) })),
  ).filter(({ bars }) => bars.length > 0)

const barsOf = (results: Results, { name }: Workload, measure: Measure): readonly Bar[] =>
  CONTENDERS.flatMap((contender) => {
    const value = summary(samplesOf(results, name, contender.name), measure.name)
    return value ? [{ contender, value }] : []
  })

function panelSvg({ workload, measure, bars }: Panel): string {
  const most = Math.max(...bars.map(({ value }) => value.most))
  const weft = bars.find(({ contender }) => contender.name === 'weft')
  const better = measure.better === 'neither' ? '' : `, ${measure.better} is better`
  return [
    text(0, 22, workload.title, 'title'),
    text(0, 40, measure.title + better, 'quiet'),
    ...bars.map((bar, place) =>
      barSvg(bar, measure, most, weft?.value.median, HEAD + place * LINE),
    ),
  ].join('\n')
}

function barSvg(
  { contender, value }: Bar,
  measure: Measure,
  most: number,
  weft: number | undefined,
  y: number,
): string {
  const length = (figure: number) => ((figure / most) * BAR_MAX).toFixed(1)
  const [least, longest] = [NAME + Number(length(value.least)), NAME + Number(length(value.most))]
  const middle = y + BAR / 2
  const isWeft = contender.name === 'weft'
  const ratio = weft && !isWeft ? ` · ${number(value.median / weft, 2)}×` : ''
  return [
    text(0, y + BAR - 3, contender.short, isWeft ? 'title' : ''),
    rectangle(y, String(BAR_MAX), 'track'),
    rectangle(y, length(value.median), isWeft ? 'weft' : 'bar'),
    `<path class="range" d="M${least} ${middle}H${longest}"/>`,
    text(NAME + BAR_MAX + 8, y + BAR - 3, withUnit(value.median, measure) + ratio, ''),
  ].join('')
}

const rectangle = (y: number, width: string, kind: string): string =>
  `<rect class="${kind}" x="${NAME}" y="${y}" width="${width}" height="${BAR}" rx="2"/>`

const text = (x: number, y: number, words: string, kind: string): string =>
  `<text x="${x}" y="${y}"${kind && ` class="${kind}"`}>${escaped(words)}</text>`

const escaped = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

const footOf = ({ started, machine: { cpu, cores, node } }: Results): string =>
  `${started.slice(0, 10)}, ${cpu}, ${cores} cores, Node ${node}. Bar: median; line: range; ×: compared with Weft.`
