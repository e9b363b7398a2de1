/**
 * Vitals: how much memory and processor time another process has.
 *
 * Read from /proc; null on a platform that has none, which whoever prints them says.
 */
import { readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'

/** USER_HZ, the same on every Linux that Node runs on. */
const TICKS_A_SECOND = 100

/** Resident memory in bytes. */
export function residentBytes(pid: number | undefined): number | null {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(pid, 'status'))?.[1]
  return kibibytes === undefined ? null : Number(kibibytes) * 1024
}

/** Seconds of processor time, in user and in system mode, of all its threads. */
export function cpuSeconds(pid: number | undefined): number | null {
  const stat = read(pid, 'stat')
  if (!stat) return null
  // The name in brackets may hold spaces; user and system time are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}

/** How busy the machine was in the last minute, with all that runs on it: latencies mean little above 1. */
export function machineLoad(): string {
  const cores = availableParallelism()
  return `${(loadavg()[0] ?? 0).toFixed(1)} ready to run, on ${cores} cores`
}

function read(pid: number | undefined, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** Watches a process's memory, and remembers the most that it was. */
export class MemoryWatch {
  peak: number | null = null
  readonly #pid: number | undefined
  readonly #timer: NodeJS.Timeout

  constructor(pid: number | undefined, everyMs = 250) {
    this.#pid = pid
    this.#timer = setInterval(() => void this.look(), everyMs).unref()
  }

  /** Resident bytes now. */
  look(): number | null {
    const now = residentBytes(this.#pid)
    if (now !== null) this.peak = Math.max(this.peak ?? 0, now)
    return now
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
