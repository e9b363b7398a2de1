/**
 * Idle: five thousand tabs that are open in the background, each on a document of its own.
 */
import { houseOf } from './house.ts'
import type { Workload } from './workload.ts'

const ROOMS = { short: 1_000, full: 5_000 }

export const idle: Workload = {
  name: 'idle',
  title: 'Idle people',
  story:
    '5,000 people, each alone in a room of his own: joined, synced and silent. By how much the server’s memory has grown for each, garbage collected. Weft’s limit of open rooms is raised.',
  measures: [{ name: 'idle', title: 'a person', unit: 'KiB', better: 'less', isHeadline: true }],
  isShort: false,
  run: (contender, { isShort }) =>
    houseOf(contender, {
      rooms: ROOMS[isShort ? 'short' : 'full'],
      people: 1,
      processes: 2,
      keystrokes: 0,
    }),
}
