/**
 * Contenders: all of them, in the order of the report.
 */
import type { Contender } from './contender.ts'
import { hocuspocus, leveldb, relay, yws } from './peers.ts'
import { weft } from './weft.ts'

export const CONTENDERS: readonly Contender[] = [weft, relay, hocuspocus, yws, leveldb]
