/**
 * Page table: what bench/page.ts found, as Markdown.
 */
import type { Arrival, Settling } from '../arrival.ts'
import type { PageFigures, Typing } from '../page.ts'
import { measuredOn } from './results.ts'

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

function settlingRow(what: string, figures: Settling): string {
  const { firstPaint, largestPaint, shift, blocking } = figures
  return `| slow machine and line, ${what} | first paint ${ms(firstPaint)}, largest ${ms(largestPaint)}; layout shift ${shift.toFixed(4)}; blocked ${ms(blocking)} |`
}

const arrivalRows = ({ letter, start, list, room }: Arrival): string[] => [
  `| slow machine: a letter typed at once is on screen | first visit ${ms(letter.cold)}, next ${ms(letter.warm)} |`,
  `| slow machine and line: the same | first visit ${ms(letter.slowCold)}, next ${ms(letter.slowWarm)} |`,
  settlingRow('start page, first visit', start),
  settlingRow('start page with documents, next visit', list),
  settlingRow('20 KB of text, first visit', room),
]

export function pageTable(figures: PageFigures): string {
  const { started, machine, firstLoad, arrival, opening, alone, crowd, paragraph } = figures
  const { neededBytes, parsedBytes, loadedBytes, sentBytes } = firstLoad
  return [
    '### The page',
    '',
    `Weft’s own page in Chromium: frames and keys in the main thread’s own time, so that what else the machine does is not in them. Slow machine: the processor four times slower, and the window a phone’s; slow line: 1.5 Mbit/s, 560 ms to the server and back. All but the main thread’s figures take longer when the machine is busy. ${measuredOn(started, machine)}`,
    '',
    '| | |',
    '|---|---|',
    `| JavaScript before one can type, gzipped | ${kilobytes(neededBytes)}, unpacked ${kilobytes(parsedBytes)} |`,
    `| JavaScript asked for until the first letter, gzipped | ${kilobytes(loadedBytes)}, sent as ${kilobytes(sentBytes)} |`,
    ...arrivalRows(arrival),
    `| 1 MB opens: first paint | ${ms(opening.paint)} |`,
    `| 1 MB opens: text on screen | ${ms(opening.text)} |`,
    `| 1 MB opens: a letter typed into it | ${ms(opening.key)} (script ${ms(opening.script)}, rendering ${ms(opening.rendering)}) |`,
    ...typingRow('1 MB, alone', alone),
    ...typingRow('1 MB, 20 carets moving', crowd),
    ...typingRow('one paragraph of 7,000 lines', paragraph),
  ].join('\n')
}
