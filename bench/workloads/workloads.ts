/**
 * Workloads: all of them, in the order of the report.
 */
import { burst } from './burst.ts'
import { cold } from './cold.ts'
import { cursors } from './cursors.ts'
import { idle } from './idle.ts'
import { join } from './join.ts'
import { kill } from './kill.ts'
import { rising } from './rising.ts'
import { rooms } from './rooms.ts'
import { stall } from './stall.ts'
import { steady } from './steady.ts'
import { two } from './two.ts'
import type { Workload } from './workload.ts'

export const WORKLOADS: readonly Workload[] = [
  rising,
  steady,
  two,
  cursors,
  join,
  cold,
  burst,
  rooms,
  idle,
  stall,
  kill,
]
