import { describe, expect, it } from 'vitest'
import { chart } from './chart.ts'
import { number, range } from './figures.ts'
import { nodesTable } from './nodes-table.ts'
import { renewed } from './report.ts'
import { type Results, type Sample, summary } from './results.ts'
import { tables } from './tables.ts'

const two = (contender: string, p50: number, faults: readonly string[] = []): Sample => ({
  workload: 'two',
  contender,
  run: 1,
  figures: { p50, p99: Number.NaN },
  notes: [],
  faults,
})

const results: Results = {
  started: '2026-11-24T12:00:00.000Z',
  isShort: false,
  machine: {
    cpu: 'A <fast> one',
    cores: 2,
    memoryGiB: 8,
    system: 'Linux',
    node: 'v26',
    busy: 0,
  },
  samples: [two('weft', 3), two('weft', 2), two('weft', 10), two('relay', 1, ['1 lost'])],
}

describe('figures', () => {
  it('are the median and the range of all runs that have them', () => {
    const samples = results.samples.slice(0, 3)
    expect(range(summary(samples, 'p50'))).toBe('3 (2–10)')
    expect(range(summary(samples.slice(1), 'p50'))).toBe('6 (2–10)')
    expect(range(summary(samples, 'p99'))).toBe('–')
  })

  it('have three digits that count', () => {
    expect([1_912_345, 14.249, 0.03149, 0].map((it) => number(it))).toEqual([
      '1,910,000',
      '14.2',
      '0.0315',
      '0',
    ])
  })
})

describe('the report', () => {
  it('has a row for each contender, and says in bold what must not be', () => {
    expect(tables(results)).toContain('| Weft | 3 (2–10) | – |')
    expect(tables(results)).toContain('- **bare ws relay: 1 lost**')
  })

  it('says once what differs only in its numbers', () => {
    const samples = [two('yws', 1, ['2 lost']), two('yws', 1, ['31 lost']), two('yws', 1)]
    expect(tables({ ...results, samples })).toContain('2 lost (in 2 of 3 runs)')
  })

  it('has an empty line before each heading, and says of which day a part of another day is', () => {
    const catalog = { started: '2026-11-26T12:00:00.000Z', documents: 2, letters: 4, waited: [] }
    const stores = {
      started: '2026-11-25T12:00:00.000Z',
      machine: results.machine,
      commits: [],
      sizes: [],
      page: { edits: 1, minutes: 1, letters: 1, history: 1, state: 1 },
      fsync: 1,
    }
    const said = tables({ ...results, catalog, stores })
    expect(said.match(/(?<!\n\n)###/g)).toBe(null)
    expect(said.match(/Measured 2026-11-\d\d/g)?.map((each) => each.slice(-2))).toEqual([
      '24',
      '25',
      '26',
    ])
  })

  it('keeps what was written by hand around the tables', () => {
    const first = renewed('# By hand\n', 'old')
    const second = renewed(`${first}\nBelow`, 'new')
    expect(second).toBe(`${first.replace('old', 'new')}\nBelow`)
    expect(second).toMatch(/^# By hand\n/)
  })

  it('draws a bar for each contender, and compares it with Weft', () => {
    const svg = chart(results)
    expect(svg.match(/class="(weft|bar)"/g)).toHaveLength(2)
    expect(svg).toContain('1 ms · 0.33×')
    expect(svg).toContain('A &lt;fast> one')
  })
})

describe('two nodes against one', () => {
  const site = (name: string, second: number, faults: readonly string[] = []) => ({
    site: name,
    run: 1,
    figures: { first: 11.5, second },
    notes: [],
    faults,
  })
  const figures = {
    started: '2026-11-26T12:00:00.000Z',
    machine: results.machine,
    samples: [site('weft', Number.NaN), site('weft-two', 12, ['3 deliveries lost'])],
  }

  it('has a row for each site, a dash for what it has not, and says in bold what must not be', () => {
    const said = nodesTable(figures)
    expect(said).toContain('| Weft, SQLite | 11.5 | – |')
    expect(said).toContain('| Weft, two nodes | 11.5 | 12 |')
    expect(said).toContain('- **Weft, two nodes: 3 deliveries lost**')
  })
})
