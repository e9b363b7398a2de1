/**
 * Report: results as papers. RESULTS.md keeps what was written in it by hand, outside of the markers.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chart } from './chart.ts'
import type { Results } from './results.ts'
import { tables } from './tables.ts'

const FOLDER = join(import.meta.dirname, '..')
const JSON_FILE = join(FOLDER, 'results.json')
const PAPER = join(FOLDER, 'RESULTS.md')
const CHART = join(FOLDER, 'results.svg')
const BEGIN = '<!-- measured: npm run bench writes from here -->'
const END = '<!-- measured: to here -->'

export const printed = (results: Results): string => tables(results)

export const readResults = (): Results => JSON.parse(readFileSync(JSON_FILE, 'utf8'))

export function writeResults(results: Results): void {
  writeFileSync(JSON_FILE, `${JSON.stringify(results, null, 2)}\n`)
  writeFileSync(CHART, chart(results))
  writeFileSync(PAPER, renewed(existsSync(PAPER) ? readFileSync(PAPER, 'utf8') : '', results))
}

function renewed(paper: string, results: Results): string {
  const measured = `${BEGIN}\n\n${tables(results)}\n${END}`
  const [begin, end] = [paper.indexOf(BEGIN), paper.indexOf(END)]
  if (begin < 0 || end < begin) return `${paper}${paper && '\n'}${measured}\n`
  return paper.slice(0, begin) + measured + paper.slice(end + END.length)
}
