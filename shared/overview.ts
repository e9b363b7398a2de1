/**
 * Overview: what whoever runs a server sees of it, once a second, on `/ws-admin`.
 *
 * Rates are of the time since the overview before; null in the first, before which there was none. Sizes
 * are bytes, durations seconds, times milliseconds since 1970. No link, no secret, nothing of a text.
 */
import type { ErrorCode } from './errors.ts'
import type { Role } from './protocol.ts'

export const OPERATOR_PATH = '/ws-admin'

/** Rooms in one overview: the busiest. */
export const ROOMS_SHOWN = 50
/** People of one room in it. */
export const PEOPLE_SHOWN = 50

/** The first thing that the page says. */
export interface OperatorHello {
  readonly token: string
}

/** The other: the server that is watched, whichever of several it is, is to go down as at SIGTERM. */
export interface OperatorOrder {
  readonly drain: true
}

export interface Rates {
  readonly framesIn: number
  readonly framesOut: number
  readonly bytesIn: number
  readonly bytesOut: number
  readonly commits: number
  readonly rows: number
  /** Of a commit; null while there was none. */
  readonly commitP50: number | null
  readonly commitP99: number | null
}

export interface PersonSeen {
  readonly user: string
  readonly name: string
  /** What they may do here now. */
  readonly role: Role
}

export interface RoomSeen {
  readonly id: string
  readonly isLocked: boolean
  readonly connections: number
  /** Changes that were told, a second. */
  readonly changes: number
  readonly people: readonly PersonSeen[]
}

export interface Overview {
  /** The name of its machine. */
  readonly machine: string
  readonly time: number
  readonly upSince: number
  readonly isDraining: boolean
  readonly isStoring: boolean
  /** Whether other nodes are heard; null where there are none. */
  readonly isWhole: boolean | null
  readonly rooms: number
  readonly people: number
  readonly connections: number
  readonly lagging: number
  readonly waitingBytes: number
  readonly rates: Rates | null
  readonly memory: { readonly resident: number; readonly heap: number }
  readonly loops: { readonly sockets: number; readonly documents: number }
  /** Since the start. */
  readonly refusals: Readonly<Partial<Record<ErrorCode, number>>>
  /** The latest first. */
  readonly errors: readonly { readonly time: number; readonly words: string }[]
  readonly busiest: readonly RoomSeen[]
}
