/**
 * Stores table: what bench/stores.ts found, as Markdown.
 */
import type { Commits, StoresFigures } from '../stores.ts'
import { number } from './figures.ts'
import { measuredOn } from './results.ts'

const kib = (bytes: number): string => `${number(bytes / 1_024)} KiB`

const commitRow = ({ store, sessions, rows, commitsASecond, p50, p99 }: Commits): string =>
  `| ${store} | ${sessions} | ${rows} | ${number(commitsASecond)} | ${number(commitsASecond * rows)} | ${number(p50)} ms | ${number(p99)} ms |`

export function storesTable({
  commits,
  sizes,
  page,
  fsync,
  started,
  machine,
}: StoresFigures): string {
  const { edits, minutes, letters, history, state } = page
  return [
    '### What the stores take',
    '',
    `Straight into the store, each commit with an fsync; a session is what a node has; medians of five stretches. The disk takes ${number(fsync, 2)} ms for an fsync of 4 KiB (p50). ${measuredOn(started, machine)}`,
    '',
    '| | sessions | rows a commit | commits/s | rows/s | p50 | p99 |',
    '|---|---:|---:|---:|---:|---:|---:|',
    ...commits.map(commitRow),
    '',
    `Of a room, all tables and indexes: empty but for a link and a visitor; and with a page of ${letters.toLocaleString('en')} letters that three people wrote in ${minutes} minutes of one day with ${edits.toLocaleString('en')} edits, its history merged (${kib(history)} of updates; the state is ${kib(state)}), its text to be searched.`,
    '',
    '| | empty | a page |',
    '|---|---:|---:|',
    ...sizes.map(({ store, empty, page: full }) => `| ${store} | ${kib(empty)} | ${kib(full)} |`),
    '',
  ].join('\n')
}
