/**
 * Tables: results as Markdown, one table a workload, and what a reader has to know below it.
 */
import type { Contender } from '../contenders/contender.ts'
import { CONTENDERS } from '../contenders/contenders.ts'
import type { Workload } from '../workloads/workload.ts'
import { WORKLOADS } from '../workloads/workloads.ts'
import { catalogTable } from './catalog-table.ts'
import { range } from './figures.ts'
import { nodesTable } from './nodes-table.ts'
import { pageTable } from './page-table.ts'
import { type Results, remarksOf, samplesOf, summary } from './results.ts'
import { storesTable } from './stores-table.ts'

export function tables(results: Results): string {
  const workloads = WORKLOADS.filter(({ name }) =>
    results.samples.some(({ workload }) => workload === name),
  )
  const parts = [
    head(results),
    ...workloads.map((workload) => section(results, workload)),
    ...(results.nodes ? [nodesTable(results.nodes)] : []),
    ...(results.stores ? [storesTable(results.stores)] : []),
    ...(results.page ? [pageTable(results.page)] : []),
    ...(results.catalog ? [catalogTable(results.catalog)] : []),
  ]
  return `${parts.map((part) => part.trimEnd()).join('\n\n')}\n`
}

function head({ started, machine, isShort, samples }: Results): string {
  const { cpu, cores, memoryGiB, system, node, busy } = machine
  const runs = Math.max(0, ...samples.map(({ run }) => run))
  return `Measured ${started.slice(0, 10)} on ${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}; other work on it in the minute before: ${busy.toFixed(1)}. ${
    isShort ? 'A short run. ' : ''
  }${runs > 1 ? `Median of ${runs} runs, and their range.` : 'One run.'}`
}

function section(results: Results, workload: Workload): string {
  const { name, title, story, measures } = workload
  const contenders = CONTENDERS.filter(
    (contender) => samplesOf(results, name, contender.name).length > 0,
  )
  const titles = measures.map((measure) => measure.title + (measure.unit && ` (${measure.unit})`))
  const lines = [
    `### ${title}`,
    '',
    `\`${name}\`: ${story}`,
    '',
    `| | ${titles.join(' | ')} |`,
    `|---|${measures.map(() => '---:|').join('')}`,
    ...contenders.map((contender) => row(results, workload, contender)),
    '',
    ...remarks(results, workload),
  ]
  return lines.join('\n')
}

function row(results: Results, { name, measures }: Workload, contender: Contender): string {
  const samples = samplesOf(results, name, contender.name)
  const cells = measures.map((measure) => range(summary(samples, measure.name)))
  return `| ${contender.title} | ${cells.join(' | ')} |`
}

function remarks(results: Results, { name, without = {} }: Workload): readonly string[] {
  const said = CONTENDERS.flatMap(({ name: contender, title }) => {
    const samples = samplesOf(results, name, contender)
    return [
      ...remarksOf(samples.map(({ notes }) => notes)).map((note) => `- ${title}: ${note}`),
      ...remarksOf(samples.map(({ faults }) => faults)).map((fault) => `- **${title}: ${fault}**`),
      ...(without[contender] ? [`- ${title}: ${without[contender]}`] : []),
    ]
  })
  return said.length > 0 ? [...said, ''] : []
}
