/**
 * Typing: what a room gives while people type in it at the pace of people.
 */
import type { RoomLoad, RoomPlan } from '../load/room-load.ts'
import { onStage } from '../stage.ts'
import { strained } from './strained.ts'
import type { Outcome, Workload } from './workload.ts'

const RATE = 10
/** Faster, so that the code is warm sooner. */
const WARM_RATE = 50
const WARM_MS = { short: 700, full: 10_000 }

interface Typing {
  readonly people: number
  readonly typists: number
  readonly ms: { readonly short: number; readonly full: number }
}

/** `cpu` in milliseconds for 1,000 deliveries, `p50` and `p99` in milliseconds. */
export function typing({ people, typists, ms }: Typing): Workload['run'] {
  return (contender, { isShort }) =>
    onStage(contender, async (stage): Promise<Outcome> => {
      const length = isShort ? 'short' : 'full'
      const plan: RoomPlan = { places: [stage.place], room: 'typing', people, typists }
      const load = stage.load<RoomLoad>('room-load.ts', plan)
      await load.call('join')
      await load.call('type', { rate: WARM_RATE, ms: WARM_MS[length] })
      await load.call('settle')
      const measured = { rate: RATE, ms: ms[length] }
      const [{ latency, strain }, cpu] = await stage.timed(() => load.call('type', measured))
      const faults = await load.call('settle')
      const { p50, p99, count } = latency
      return {
        figures: { cpu: (cpu * 1e6) / count, p50, p99 },
        notes: strained(strain),
        faults,
      }
    })
}
