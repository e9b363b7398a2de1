/**
 * Strained: the note for a figure that the load generator, and not the server, may have set.
 */
import { isTooMuch, type Strain } from '../load/strain.ts'

export function strained(strain: Strain): readonly string[] {
  if (!isTooMuch(strain)) return []
  const cpu = `${(strain.cpu * 100).toFixed(0)} % of a core`
  return [
    `the load generator was a limit: it needed ${cpu}, its event loop was ${strain.delay.toFixed(0)} ms late (p99)`,
  ]
}
