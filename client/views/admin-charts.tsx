/**
 * Admin charts: what a server does, second by second, over the last minutes.
 */
import type { Overview, Rates } from '../../shared/overview.ts'
import { useAdminWords } from '../words/admin.ts'
import { useWords } from '../words/language.ts'
import type { Numbers } from './admin-numbers.ts'
import { Chart, type Line } from './chart.tsx'

interface ChartsProps {
  readonly seen: readonly Overview[]
  readonly numbers: Numbers
}

/** Of what has only come with the second overview. */
const rate =
  (key: keyof Rates) =>
  ({ rates }: Overview): number | null =>
    rates?.[key] ?? null

const timeOf = ({ time }: Overview) => time / 1000

export function Charts({ seen, numbers: { count, bytes, duration } }: ChartsProps) {
  const words = useAdminWords()
  const { tag } = useWords()
  const shared = { samples: seen, timeOf, language: tag }
  const line = (name: string, of: Line<Overview>['of']): Line<Overview> => ({ name, of })
  const messages = [line(words.in, rate('framesIn')), line(words.out, rate('framesOut'))]
  const traffic = [line(words.in, rate('bytesIn')), line(words.out, rate('bytesOut'))]
  const commits = [line(words.batches, rate('commits')), line(words.rows, rate('rows'))]
  const latency = [line(words.median, rate('commitP50')), line(words.slowest, rate('commitP99'))]
  const delay = [
    line(words.sockets, ({ loops }) => loops.sockets),
    line(words.documents, ({ loops }) => loops.documents),
  ]
  const memory = [
    line(words.process, ({ memory: { resident } }) => resident),
    line(words.heap, ({ memory: { heap } }) => heap),
  ]
  return (
    <div class="charts">
      <Chart {...shared} title={words.messages} lines={messages} write={count} />
      <Chart {...shared} title={words.bytes} lines={traffic} write={bytes} />
      <Chart {...shared} title={words.commits} lines={commits} write={count} />
      <Chart {...shared} title={words.latency} lines={latency} write={duration} />
      <Chart {...shared} title={words.delay} lines={delay} write={duration} />
      <Chart {...shared} title={words.memory} lines={memory} write={bytes} />
    </div>
  )
}
