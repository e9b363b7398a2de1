/**
 * Figures: how a number reads.
 */
import type { Measure, Workload } from '../workloads/workload.ts'
import type { Sample, Summary } from './results.ts'

const DIGITS = 3

/** Three digits that count, or so many: `1,910,000`, `14.2`, `0.031`. */
export function number(value: number, digits = DIGITS): string {
  if (!Number.isFinite(value)) return '–'
  const rounded = Number(value.toPrecision(digits))
  return rounded.toLocaleString('en', { maximumSignificantDigits: digits })
}

export const withUnit = (value: number, { unit }: Measure): string =>
  `${number(value)}${unit ? ` ${unit}` : ''}`

/** `14.2 (13.9–15.0)`. */
export function range(summary: Summary | null): string {
  if (!summary) return '–'
  const { median, least, most, count } = summary
  return count > 1 ? `${number(median)} (${number(least)}–${number(most)})` : number(median)
}

/** What is printed while others are still being measured. */
export function oneLine({ measures }: Workload, sample: Sample): string {
  const figures = measures.map(
    (measure) =>
      `${measure.title} ${withUnit(sample.figures[measure.name] ?? Number.NaN, measure)}`,
  )
  const { workload, contender, run, notes, faults } = sample
  const said = [
    ...figures,
    ...notes.map((note) => `(${note})`),
    ...faults.map((it) => `FAULT ${it}`),
  ]
  return `${workload} · ${contender} · run ${run}: ${said.join(', ')}`
}
