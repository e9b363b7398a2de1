/**
 * Rooms: a thousand pairs, each in a room of their own, and what a room takes of the server's memory.
 */
import { houseOf } from './house.ts'
import type { Workload } from './workload.ts'

const ROOMS = { short: 250, full: 1_000 }

export const rooms: Workload = {
  name: 'rooms',
  title: 'A thousand rooms',
  story:
    '1,000 rooms with 2 people in each; then 20 keystrokes in every room. By how much the server’s memory has grown for each room, garbage collected.',
  measures: [
    { name: 'idle', title: 'a room, idle', unit: 'KiB', better: 'less' },
    { name: 'typed', title: 'a room, typed in', unit: 'KiB', better: 'less', isHeadline: true },
  ],
  isShort: false,
  run: (contender, { isShort }) =>
    houseOf(contender, {
      rooms: ROOMS[isShort ? 'short' : 'full'],
      people: 2,
      processes: 1,
      keystrokes: 20,
    }),
}
