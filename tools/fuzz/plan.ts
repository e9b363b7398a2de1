/**
 * Plan: which message comes when, decided by the seed and its number alone.
 */
import { Chance } from '../../server/testing/chance.ts'
import { BROKEN, type BrokenName } from './broken.ts'
import { HOSTILE, type HostileName } from './hostile.ts'
import { REQUESTS, type RequestName } from './requests.ts'

const WEIGHTS = {
  /** What an honest client says, so that there is something to change. */
  honest: 15,
  /** A whole frame, changed. */
  frame: 22,
  /** What is in a frame, changed, under a right length: it comes further. */
  body: 26,
  text: 1,
  hostile: 24,
  broken: 7,
  request: 7,
} as const

export type Step =
  | { readonly way: 'honest' | 'frame' | 'body' | 'text' }
  | { readonly way: 'hostile'; readonly name: HostileName }
  | { readonly way: 'broken'; readonly name: BrokenName }
  | { readonly way: 'request'; readonly name: RequestName }

export interface Planned {
  readonly index: number
  /** For all that is still to be chosen about it. */
  readonly chance: Chance
  readonly step: Step
}

/** `without`: names that are left out, and replaced by others. */
export function plan(seed: number, index: number, without: ReadonlySet<string>): Planned {
  const chance = new Chance(Math.imul(seed, 0x9e3779b1) + index)
  let step = choose(chance)
  while (without.has(step.way) || ('name' in step && without.has(step.name))) step = choose(chance)
  return { index, chance, step }
}

function choose(chance: Chance): Step {
  const way = chance.weighted(WEIGHTS)
  if (way === 'hostile') return { way, name: chance.pick(HOSTILE) }
  if (way === 'broken') return { way, name: chance.pick(BROKEN) }
  if (way === 'request') return { way, name: chance.pick(REQUESTS) }
  return { way }
}

/** `body`, `hostile brick`. */
export const nameOf = (step: Step): string =>
  'name' in step ? `${step.way} ${step.name}` : step.way
