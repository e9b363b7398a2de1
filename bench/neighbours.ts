/**
 * Neighbours: how much processor time was taken, while something was measured, by what is none of ours.
 *
 * Ours are this process, all its children that have ended, and whoever else is named. Read from /proc: 0 where there is none.
 */
import { readFileSync } from 'node:fs'
import { cpuSeconds } from '../tools/vitals.ts'

const TICKS_A_SECOND = 100
/** In cores. Above it a reader is told. */
const TOO_MUCH = 0.15

interface Ticks {
  readonly ms: number
  /** Of the whole machine: user, nice, system. Not what interrupts take, which is mostly our network. */
  readonly busy: number
  /** What another guest of the same host had instead of us. */
  readonly stolen: number
  readonly own: number
}

export class Neighbours {
  readonly #others: () => readonly number[]
  readonly #before: Ticks

  /** @param others pids of ours that live as long as this, by the time of asking */
  constructor(others: () => readonly number[] = () => []) {
    this.#others = others
    this.#before = ticks(others())
  }

  /** What to say of them since then. */
  get notes(): readonly string[] {
    const [before, after] = [this.#before, ticks(this.#others())]
    const cores = (from: number, to: number) =>
      (to - from) / TICKS_A_SECOND / ((after.ms - before.ms) / 1_000)
    const others = cores(before.busy - before.own, after.busy - after.own)
    const stolen = cores(before.stolen, after.stolen)
    return [
      ...(others > TOO_MUCH ? [`other work took ${others.toFixed(1)} cores meanwhile`] : []),
      ...(stolen > TOO_MUCH ? [`the host took ${stolen.toFixed(1)} cores away meanwhile`] : []),
    ]
  }
}

function ticks(pids: readonly number[]): Ticks {
  const ms = performance.now()
  try {
    const machine = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0] ?? ''
    const [user = 0, nice = 0, system = 0, , , , , stolen = 0] = machine
      .split(/\s+/)
      .slice(1)
      .map(Number)
    return { ms, busy: user + nice + system, stolen, own: ownTicks() + ticksOf(pids) }
  } catch {
    return { ms, busy: 0, stolen: 0, own: 0 }
  }
}

const ticksOf = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + (cpuSeconds(pid) ?? 0) * TICKS_A_SECOND, 0)

/** User and system time, its own and of the children that it has waited for. */
function ownTicks(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
}
