/**
 * Page table: what bench/page.ts found, as Markdown.
 */
import type { PageFigures, Typing } from '../page.ts'

const kilobytes = (bytes: number): string => `${(bytes / 1_000).toFixed(1)} KB`
const ms = (value: number): string => `${value.toFixed(1)} ms`

function typingRow(what: string, figures: Typing): string[] {
  const { frameMedian, frameP95, frameMax, frameClockP95, keyMedian, keyP95, busy } = figures
  const { script, rendering } = figures
  const share = (part: number) => `${((100 * part) / (script + rendering)).toFixed(0)} %`
  return [
    `| ${what}: frame | p50 ${ms(frameMedian)}, p95 ${ms(frameP95)}, max ${ms(frameMax)}; by the clock p95 ${ms(frameClockP95)} |`,
    `| ${what}: key | p50 ${ms(keyMedian)}, p95 ${ms(keyP95)} |`,
    `| ${what}: main thread | ${(100 * busy).toFixed(0)} % busy, ${share(script)} of it script, ${share(rendering)} rendering |`,
  ]
}

export function pageTable({ firstLoad, opening, alone, crowd, paragraph }: PageFigures): string {
  const { neededBytes, loadedBytes, sentBytes } = firstLoad
  return [
    '### The page',
    '',
    'Weft’s own page in Chromium: frames and keys in the main thread’s own time, so that what else the machine does is not in them.',
    '',
    '| | |',
    '|---|---|',
    `| JavaScript before one can type, gzipped | ${kilobytes(neededBytes)} |`,
    `| JavaScript asked for until the first letter, gzipped | ${kilobytes(loadedBytes)}, sent as ${kilobytes(sentBytes)} |`,
    `| 1 MB opens: first paint | ${ms(opening.paint)} |`,
    `| 1 MB opens: text on screen | ${ms(opening.text)} |`,
    `| 1 MB opens: a letter typed into it | ${ms(opening.key)} (script ${ms(opening.script)}, rendering ${ms(opening.rendering)}) |`,
    ...typingRow('1 MB, alone', alone),
    ...typingRow('1 MB, 20 carets moving', crowd),
    ...typingRow('one paragraph of 7,000 lines', paragraph),
  ].join('\n')
}
