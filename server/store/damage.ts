/**
 * Damage: how a damaged file is told from one that fails for now.
 *
 * Promises that what comes back from disk is what was written, or `row-damaged`: every row and snapshot
 * carries a sum over its bytes and over what they are filed under, and SQLite's own complaints about a
 * page become the same code, for the one room that was read. Repairs nothing.
 */
import { crc32 } from 'node:zlib'
import { codeOf, WeftError } from '../../shared/errors.ts'
import type { Remark } from '../../shared/remarks.ts'
import type { Link, Row } from './store.ts'

/** SQLite's result codes; node:sqlite has them, extended by higher bits, in `errcode`. */
const ERROR = 1
const BUSY = 5
const CORRUPT = 11
const TOO_BIG = 18
const NOT_A_DATABASE = 26
/** An I/O error of its own: the file ends before the page does. */
const SHORT_READ = 522
const DAMAGE: readonly number[] = [CORRUPT, NOT_A_DATABASE, SHORT_READ]

/** Sums from before this was added to them cover the bytes alone. */
const COVERS_ALL = 2 ** 32

export interface Summed {
  readonly seq: number
  readonly time?: number
  readonly user?: string
  readonly sum: number
  readonly data: Uint8Array
}

/** The CRC-32 of a row, or, without time and user, of a snapshot. */
export function sumOf(room: string, { seq, time, user, data }: Omit<Summed, 'sum'>): number {
  return COVERS_ALL + crc32(data, crc32(JSON.stringify([room, seq, time, user])))
}

/** The bytes, if they are the ones that were written. */
export function checked(room: string, found: Summed): Uint8Array {
  const { sum, data, seq } = found
  // Damage in a record's header makes another type of its columns.
  if (data instanceof Uint8Array) {
    const expected = sum < COVERS_ALL ? crc32(data) : sumOf(room, found)
    if (sum === expected) return data
  }
  throw damaged(room, `seq ${seq}: what is stored does not match its sum`)
}

/** The CRC-32 of a link. */
export const sumOfLink = (room: string, link: Link): number => {
  const { hash, role, label, created, expires, password, once, revoked } = link
  return crc32(JSON.stringify([room, hash, role, label, created, expires, password, once, revoked]))
}

/** The CRC-32 of a remark; not of its user, who may become another. */
export const sumOfRemark = (room: string, { seq, time, name, key, text, place }: Remark): number =>
  crc32(JSON.stringify([room, seq, time, name, key, text, place]))

/** Where a reading of the log began, and how far the log goes. */
export interface Reach {
  readonly after: number
  readonly covered: number
  readonly head: number
  /** It was to end before the log does. */
  readonly hasMore: boolean
}

/** What no snapshot covers is neither merged nor dropped: of that, every seq has its row. */
export function expectWhole(room: string, rows: readonly Row[], reach: Reach): void {
  const { after, covered, head, hasMore } = reach
  const from = Math.max(after, covered)
  const tail = rows.filter(({ seq }) => seq > from)
  const isWhole = tail.every(({ seq }, index) => seq === from + 1 + index)
  if (isWhole && (hasMore || tail.length === Math.max(0, head - from))) return
  throw damaged(room, `${tail.length} rows where there were ${head - from}, after ${from}`)
}

/** As many as read back as they were written, from the first on. */
export function upToDamage<T>(found: readonly T[], rowOf: (columns: T) => Row): Row[] {
  const rows: Row[] = []
  try {
    for (const columns of found) rows.push(rowOf(columns))
  } catch (error) {
    if (codeOf(error) !== 'row-damaged') throw error
  }
  return rows
}

export function damaged(room: string, what: string, cause?: unknown): WeftError {
  return new WeftError('row-damaged', `room ${room}, ${what}`, { cause })
}

function resultOf(error: unknown): number {
  const { errcode = 0 } = error as { errcode?: number }
  return errcode === SHORT_READ ? errcode : errcode & 0xff
}

/** Reads of one room. A number that no Weft writes (node:sqlite: ERR_OUT_OF_RANGE) is damage, too. */
export function readingOf<T>(room: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const isDamage = [...DAMAGE, TOO_BIG].includes(resultOf(error))
    if (!isDamage && code !== 'ERR_OUT_OF_RANGE') throw error
    throw damaged(room, message, error)
  }
}

/** One sentence for the operator, whatever kept the file from being opened. */
export function openingOf<T>(file: string, open: () => T): T {
  try {
    return open()
  } catch (error) {
    if (error instanceof WeftError || !(error instanceof Error)) throw error
    // At opening only our own SQL runs: that it fails means that the schema is not ours any more.
    const isDamage = [...DAMAGE, ERROR].includes(resultOf(error))
    if (isDamage) throw unusable(file, error.message, error)
    const advice = resultOf(error) === BUSY ? ': another program holds it' : ''
    throw new WeftError('store-failing', `cannot open ${file}: ${error.message}${advice}`, {
      cause: error,
    })
  }
}

export function unusable(file: string, why: string, cause?: unknown): WeftError {
  return new WeftError(
    'store-failing',
    `${file} is damaged or no Weft database (${why}): nothing was overwritten, put a backup in its place`,
    { cause },
  )
}
