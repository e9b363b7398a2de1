/**
 * Rhythm: how often each of many should act, and when.
 *
 * Each has a moment of the beat to himself. Late beats are made up for, none is left out.
 */
import type { Chance } from '../../server/testing/chance.ts'
import { until } from '../../server/testing/live.ts'

const TICK_MS = 1

export interface Rhythm {
  /** Beats a second, of each. */
  readonly rate: number
  readonly ms: number
}

export class Beats {
  #done = 0
  readonly #start: number
  readonly #beatMs: number

  /** `phase`, in [0, 1): at which moment of the beat. */
  constructor(start: number, rate: number, phase: number) {
    this.#beatMs = 1_000 / rate
    this.#start = start + phase * this.#beatMs
  }

  /** How many are due, each told once. */
  take(now: number): number {
    const due = Math.max(0, Math.floor((now - this.#start) / this.#beatMs) + 1 - this.#done)
    this.#done += due
    return due
  }
}

/** Lets all act in that rhythm, and tells after how many seconds it was over. */
export async function keepRhythm<Actor>(
  { rate, ms }: Rhythm,
  actors: readonly Actor[],
  chance: Chance,
  act: (actor: Actor, times: number) => void,
): Promise<number> {
  const start = performance.now()
  const scores = actors.map((actor) => ({ actor, beats: new Beats(start, rate, chance.next()) }))
  const tick = () => {
    const now = Math.min(performance.now(), start + ms)
    for (const { actor, beats } of scores) {
      const due = beats.take(now)
      if (due > 0) act(actor, due)
    }
  }
  const timer = setInterval(tick, TICK_MS)
  await until(() => performance.now() >= start + ms)
  clearInterval(timer)
  return (performance.now() - start) / 1_000
}
