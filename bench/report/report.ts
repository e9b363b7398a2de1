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
  const paper = existsSync(PAPER) ? readFileSync(PAPER, 'utf8') : ''
  writeFileSync(PAPER, renewed(paper, tables(results)))
}

/** The paper, with these tables in the place of its old ones. */
export function renewed(paper: string, found: string): string {
  const measured = `${BEGIN}\n\n${found}\n${END}`
  const [begin, end] = [paper.indexOf(BEGIN), paper.indexOf(END)]
  if (begin < 0 || end < begin) return `${paper}${paper && '\n'}${measured}\n`
  return paper.slice(0, begin) + measured + paper.slice(end + END.length)
}
