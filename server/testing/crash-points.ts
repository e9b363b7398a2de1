/**
 * CrashPoints: what a kill -9 would leave of a store, at every point of its work.
 *
 * A process that dies leaves its files as they are at that moment. So before and after each statement
 * that runs on a watched connection the folder is copied; and since a COMMIT writes more than one page,
 * also with the WAL, or the database itself, only written up to each page and to the middle of it. A
 * small page cache makes SQLite write in the midst of a transaction, too. Promises the copies in order;
 * what is right about them is the test's to say.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

const PAGES_CACHED = 4
/** A page, and its header in the WAL. */
const STRIDE = 4096 + 24

export interface CrashPoint {
  readonly folder: string
  /** Where it is, for people. */
  readonly at: string
  /** The number of COMMITs that had returned. */
  readonly commits: number
}

export class CrashPoints {
  readonly points: CrashPoint[] = []
  isWatching = false
  readonly #folder: string
  readonly #copies: string
  #commits = 0

  /** Of the files in `folder`; the copies are folders in `copies`. */
  constructor(folder: string, copies: string) {
    this.#folder = folder
    this.#copies = copies
  }

  /** A connection that is watched. Give it to the store as `connect`. */
  readonly connect = (file: string): DatabaseSync => {
    const database = new DatabaseSync(file)
    database.exec(`PRAGMA cache_size = ${PAGES_CACHED}`)
    const exec = database.exec.bind(database)
    const prepare = database.prepare.bind(database)
    database.exec = (sql) => {
      for (const part of sql.split(';').filter((each) => each.trim()))
        this.#around(part, () => exec(part))
    }
    database.prepare = (sql) => this.#watch(sql, prepare(sql))
    return database
  }

  #watch(sql: string, statement: StatementSync): StatementSync {
    for (const name of ['run', 'get'] as const) {
      const run = statement[name].bind(statement) as (...args: never[]) => never
      statement[name] = (...args: never[]) => this.#around(sql, () => run(...args))
    }
    return statement
  }

  #around<T>(sql: string, run: () => T): T {
    if (!this.isWatching) return run()
    const words = sql.trim().split(/\s+/).slice(0, 4).join(' ')
    const before = this.#copy(`before ${words}`)
    const result = run()
    this.#copyTorn(before, `within ${words}`)
    if (words === 'COMMIT') this.#commits += 1
    this.#copy(`after ${words}`)
    return result
  }

  #copy(at: string): CrashPoint {
    const folder = join(this.#copies, String(this.points.length))
    // The lock is the dead process's own.
    const filter = (path: string) => !path.endsWith('.lock')
    cpSync(this.#folder, folder, { recursive: true, filter })
    const point = { folder, at: `${this.points.length}: ${at}`, commits: this.#commits }
    this.points.push(point)
    return point
  }

  /** The states between, had each file been written from its front up to there and no further. */
  #copyTorn({ folder }: CrashPoint, at: string): void {
    for (const name of readdirSync(this.#folder)) {
      if (!/\.db(\.new)?(-wal)?$/.test(name) || !existsSync(join(folder, name))) continue
      const [old, now] = [folder, this.#folder].map((each) => readFileSync(join(each, name)))
      if (!old || !now || old.equals(now) || now.length === 0) continue
      for (let cut = STRIDE / 2; cut < now.length; cut += STRIDE / 2) {
        const torn = Buffer.concat([now.subarray(0, cut), old.subarray(cut)])
        if (torn.equals(now) || torn.equals(old)) continue
        const copy = this.#copy(`${at}, ${name} up to byte ${cut}`)
        mkdirSync(copy.folder, { recursive: true })
        for (const each of readdirSync(folder))
          writeFileSync(join(copy.folder, each), readFileSync(join(folder, each)))
        writeFileSync(join(copy.folder, name), torn)
      }
    }
  }
}
