/**
 * Nodes table: what bench/nodes.ts found, as Markdown.
 */
import { SITES } from '../contenders/sites.ts'
import type { NodesFigures } from '../nodes.ts'
import { range } from './figures.ts'
import { measuredOn, remarksOf, summary } from './results.ts'

interface Table {
  readonly story: string
  /** The name of a figure, and how it reads. */
  readonly columns: readonly (readonly [figure: string, title: string])[]
}

const TABLES: readonly Table[] = [
  {
    story:
      'A quiet keystroke: one types 10 a second, the other is on the other node. A note is a message published in Redis.',
    columns: [
      ['p50', 'to the other’s socket, p50 (ms)'],
      ['p99', 'p99 (ms)'],
      ['notes', 'notes a keystroke'],
    ],
  },
  {
    story:
      'A crowd: 4 rooms with 50 people each, 10 of whom type 10 keystrokes a second: 19,600 deliveries a second. Milliseconds of processor time for 1,000 deliveries; latency is of the slowest room.',
    columns: [
      ['first', 'first node (ms)'],
      ['second', 'second node (ms)'],
      ['postgres', 'Postgres (ms)'],
      ['redis', 'Redis (ms)'],
      ['crowdP50', 'p50 (ms)'],
      ['crowdP99', 'p99 (ms)'],
      ['crowdNotes', 'notes a keystroke'],
    ],
  },
  {
    story:
      'The same crowd, ever faster, until p99 passes 100 ms or deliveries fall behind; and 100 people in one room who each move a cursor 5 times a second: the processor time is of all nodes.',
    columns: [
      ['most', 'most deliveries (/s)'],
      ['mostP99', 'p99 there (ms)'],
      ['cursorP99', 'cursors, p99 (ms)'],
      ['cursorCpu', 'CPU (s/s)'],
      ['cursorNotes', 'notes a move'],
    ],
  },
  {
    story:
      '400 rooms with two people each, 50 of them opened at a time; then one types in each, the next letter as soon as the other has the last. Milliseconds of processor time for a keystroke.',
    columns: [
      ['opened', 'new rooms opened (/s)'],
      ['pairs', 'keystrokes (/s)'],
      ['pairFirst', 'first node (ms)'],
      ['pairSecond', 'second node (ms)'],
      ['pairPostgres', 'Postgres (ms)'],
      ['pairRedis', 'Redis (ms)'],
      ['pairNotes', 'notes a keystroke'],
    ],
  },
]

export function nodesTable(figures: NodesFigures): string {
  const { started, machine, samples } = figures
  const runs = Math.max(0, ...samples.map(({ run }) => run))
  return [
    '### Two nodes against one',
    '',
    `Weft’s two nodes share a Postgres and a Redis, Hocuspocus’s a SQLite file and a Redis, all of them on this machine; half of the people are on each node. ${runs > 1 ? `Median of ${runs} runs, and their range.` : 'One run.'} ${measuredOn(started, machine)}`,
    '',
    ...TABLES.flatMap((table) => [...tableOf(table, figures), '']),
    ...remarks(figures),
  ].join('\n')
}

function tableOf({ story, columns }: Table, { samples }: NodesFigures): readonly string[] {
  const row = (name: string) =>
    columns.map(([figure]) =>
      range(
        summary(
          samples.filter(({ site }) => site === name),
          figure,
        ),
      ),
    )
  return [
    story,
    '',
    `| | ${columns.map(([, title]) => title).join(' | ')} |`,
    `|---|${columns.map(() => '---:|').join('')}`,
    ...SITES.map(({ name, title }) => `| ${title} | ${row(name).join(' | ')} |`),
  ]
}

function remarks({ samples }: NodesFigures): readonly string[] {
  return SITES.flatMap(({ name, title }) => {
    const own = samples.filter(({ site }) => site === name)
    return [
      ...remarksOf(own.map(({ notes }) => notes)).map((note) => `- ${title}: ${note}`),
      ...remarksOf(own.map(({ faults }) => faults)).map((fault) => `- **${title}: ${fault}**`),
    ]
  })
}
