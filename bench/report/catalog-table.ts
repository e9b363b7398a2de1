/**
 * Catalog table: what bench/catalog.ts found, as Markdown.
 */
import type { CatalogFigures } from '../catalog.ts'
import { number } from './figures.ts'
import { measuredOn } from './results.ts'

const ms = (value: number): string => `${number(value)} ms`

export function catalogTable({ documents, letters, waited, started }: CatalogFigures): string {
  return [
    `### ${documents.toLocaleString('en')} documents of one person`,
    '',
    `Each of ${letters.toLocaleString('en')} letters, in one database; over HTTP, by the clock, the questions taking turns. ${measuredOn(started, undefined)}`,
    '',
    '| asked for | documents in the answer | p50 | p95 | longest |',
    '|---|---|---|---|---|',
    ...waited.map(
      ({ what, found, p50, p95, most }) =>
        `| ${what} | ${found} | ${ms(p50)} | ${ms(p95)} | ${ms(most)} |`,
    ),
  ].join('\n')
}
