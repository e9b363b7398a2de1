/**
 * PostgresConnection: the one session in which a server speaks with its Postgres.
 *
 * It holds a lock for as long as it lives: alone, or together with other nodes that hear of each other over
 * a bus. Two servers that do not would each acknowledge what the other then leaves out of its snapshot.
 * Alone, whatever a lost session had under way is over, one way or the other,
 * before the next one reads or writes. Promises that every call ends within CALL_MS and a little,
 * by an answer or an error; that a session which is lost fails what was under way and is opened anew for
 * what comes next, unless it was only to read, for then another would read of another moment; and that no error
 * names the password. What is said in it stands in postgres.ts.
 */
import { randomUUID } from 'node:crypto'
import { type ClientBase, type CustomTypesConfig, Pool, types } from 'pg'
import { WeftError } from '../../shared/errors.ts'
import type { Columns } from './columns.ts'
import { expectCurrent, migrate } from './postgres-migrations.ts'

const CALL_MS = 10_000
/** How long another server may take to let go of the database: a deploy does not wait for the old one to end. */
const LOCK_MS = 5_000
/** How long a goodbye may take. */
const CLOSE_MS = 2_000
/** Known to all servers, and to nobody else in this database. */
const LOCK = 0x77656674
/** SQLSTATEs: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const LOCK_NOT_AVAILABLE = '55P03'

/** Named, so that it is parsed and planned once a session. */
export interface Statement {
  readonly name: string
  readonly text: string
}

export interface Found {
  readonly rows: readonly Columns[]
  /** Rows that were read or changed. */
  readonly count: number
}

export type Run = (statement: Statement, ...values: readonly unknown[]) => Promise<Found>

/** A part's statements by name; the part keeps those of different files apart. */
export function statements<K extends string>(
  part: string,
  texts: Readonly<Record<K, string>>,
): Readonly<Record<K, Statement>> {
  const named = Object.entries<string>(texts).map(([key, text]) => [
    key,
    { name: `${part}.${key}`, text },
  ])
  return Object.fromEntries(named)
}

/** What Postgres can keep of a text: no half of a surrogate pair, no NUL. */
export const plain = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')

function plainValue(value: unknown): unknown {
  if (typeof value === 'string') return plain(value)
  return Array.isArray(value) ? value.map(plainValue) : value
}

/**
 * Lets a session that has lost its client end soon, and with it its lock; makes a commit wait for the
 * disk even where somebody has set otherwise.
 */
const GREETING = `
  SET statement_timeout = ${CALL_MS};
  SET lock_timeout = ${LOCK_MS};
  SET idle_in_transaction_session_timeout = ${CALL_MS};
  SET tcp_keepalives_idle = 15; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
  SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local')`
const LOCKS = {
  alone: `SELECT pg_advisory_lock(${LOCK})`,
  together: `SELECT pg_advisory_lock_shared(${LOCK})`,
} as const
/** One transaction, for as long as it lives, in which nothing can be written. */
const READING = `
  SET statement_timeout = ${CALL_MS};
  SET idle_in_transaction_session_timeout = 0;
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`
/** To go back to, after a complaint, without leaving the moment that is read: a page may be damaged. */
const BEGUN = 'SAVEPOINT begun'

/** Alone; with other nodes that open it so, too; or, whoever else uses it, only to read. */
export type Use = keyof typeof LOCKS | 'reading'

const SQL = statements('connection', {
  begin: 'BEGIN',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  settings:
    "SELECT current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding",
  hold: 'UPDATE weft SET holder = $1 WHERE holder = $1 OR $2',
})

const INT8 = 20
const BYTEA = 17
/** Times and seqs come as text, for they might be above 2^53; ours are not, or their sums do not match. */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [INT8]: Number,
  // In memory of its own: a view into a pool would be carried to another thread with all of the pool.
  [BYTEA]: (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex')),
}
const TYPES: CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    PARSERS[Number(oid)] ?? types.getTypeParser(oid as number, format as 'text'),
}

async function runIn(client: ClientBase, { name, text }: Statement, values: readonly unknown[]) {
  const { rows, rowCount } = await client.query({ name, text, values: values.map(plainValue) })
  return { rows, count: rowCount ?? 0 }
}

export class PostgresConnection {
  readonly #pool: Pool
  /** In the database this name stands until another server has been there. */
  readonly #name = randomUUID()
  readonly #use: Use
  #hasHeld = false

  private constructor(url: string, use: Use) {
    this.#use = use
    this.#pool = new Pool({
      connectionString: url,
      application_name: 'weft',
      max: 1,
      connectionTimeoutMillis: CALL_MS,
      query_timeout: CALL_MS,
      keepAlive: true,
      idleTimeoutMillis: 0,
      types: TYPES,
      onConnect: (client) => this.#greet(client),
    })
    // A session that is lost while nobody speaks: whoever does next opens another.
    this.#pool.on('error', () => undefined)
    this.#pool.on('connect', (client) => client.on('error', () => undefined))
  }

  /** Throws `store-failing`, in one sentence for the operator. */
  static async open(url: string, use: Use = 'alone'): Promise<PostgresConnection> {
    const connection = new PostgresConnection(url, use)
    try {
      const { rows } = await connection.run(SQL.settings)
      expectSafe(rows[0])
      return connection
    } catch (error) {
      await connection.close()
      throw new WeftError('store-failing', `cannot use the database: ${reasonOf(error)}`, {
        cause: error,
      })
    }
  }

  async #greet(client: ClientBase): Promise<void> {
    await (this.#use === 'reading' ? this.#beginReading(client) : this.#hold(client, this.#use))
    this.#hasHeld = true
  }

  async #beginReading(client: ClientBase): Promise<void> {
    if (this.#hasHeld) throw new WeftError('store-failing', 'the session was lost: begin again')
    await client.query(READING)
    await expectCurrent(client)
    await client.query(BEGUN)
  }

  async #hold(client: ClientBase, use: keyof typeof LOCKS): Promise<void> {
    try {
      await client.query(`${GREETING}; ${LOCKS[use]}`)
    } catch (error) {
      if (stateOf(error) !== LOCK_NOT_AVAILABLE) throw error
      throw new Error('another server is using it', { cause: error })
    }
    await migrate(client)
    const held = await runIn(client, SQL.hold, [this.#name, use === 'together' || !this.#hasHeld])
    // What this server has in memory lacks what the other has written.
    if (held.count === 0)
      throw new Error('another server has used it meanwhile: this one has to be started again')
  }

  readonly run: Run = (statement, ...values) =>
    this.#lend((client) => runIn(client, statement, values))

  /** All that it does, or nothing. */
  transaction<T>(work: (run: Run) => Promise<T>): Promise<T> {
    return this.#lend(async (client) => {
      await runIn(client, SQL.begin, [])
      try {
        const result = await work((statement, ...values) => runIn(client, statement, values))
        await runIn(client, SQL.commit, [])
        return result
      } catch (error) {
        if (error instanceof WeftError) await runIn(client, SQL.rollback, [])
        throw error
      }
    })
  }

  /**
   * Whatever Postgres itself complains of, nobody knows what the session is in the midst of: it is ended,
   * where it does not know the way back itself.
   */
  async #lend<T>(work: (client: ClientBase) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect()
    try {
      const result = await work(client)
      client.release()
      return result
    } catch (error) {
      client.release(!(error instanceof WeftError || (await this.#isBack(client))))
      throw error
    }
  }

  /** Whether it reads on where it began. */
  async #isBack(client: ClientBase): Promise<boolean> {
    if (this.#use !== 'reading') return false
    const back = client.query(`ROLLBACK TO ${BEGUN}`)
    return back.then(() => true).catch(() => false)
  }

  /** A database that does not answer keeps nobody from leaving. */
  async close(): Promise<void> {
    const patience = Promise.withResolvers<void>()
    const timer = setTimeout(patience.resolve, CLOSE_MS)
    await Promise.race([this.#pool.end(), patience.promise])
    clearTimeout(timer)
  }
}

function expectSafe({ fsync, encoding }: Columns = {}): void {
  if (fsync !== 'on')
    throw new Error('it has fsync off, which loses saved work when the power fails')
  if (encoding !== 'UTF8') throw new Error(`its encoding is ${encoding}, not UTF8`)
}

/** Postgres' own name for what went wrong; '' when it was not Postgres that said so. */
export const stateOf = (error: unknown): string => {
  const { code } = error as { code?: unknown }
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : ''
}

/** Where a host has several addresses, what each of them answered stands within. */
function reasonOf(error: unknown): string {
  const inner = error instanceof AggregateError ? error.errors : [error]
  return inner.map(({ message }) => String(message)).join(', ')
}
