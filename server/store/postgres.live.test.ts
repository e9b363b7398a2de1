import { Client } from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { type Postgres, startPostgres } from '../testing/postgres.ts'
import { catalogContract } from './catalog.contract.ts'
import { HIT, HIT_END } from './catalog.ts'
import { PostgresStore } from './postgres.ts'
import { append } from './postgres-log.ts'
import { migrate } from './postgres-migrations.ts'
import { storeContract } from './store.contract.ts'
import type { NewRow } from './store.ts'

const started = await startPostgres()
afterAll(() => started?.stop(), 60_000)

const row = (room: string, value: number, more: Partial<NewRow> = {}): NewRow => ({
  ...{ room, time: value, user: 'ana', clients: [], update: Uint8Array.of(value) },
  ...more,
})

describe.skipIf(!started)('Postgres', () => {
  const postgres = started as Postgres
  storeContract('PostgresStore', async () => PostgresStore.open(await postgres.empty()))
  catalogContract('PostgresStore', async () => PostgresStore.open(await postgres.empty()))

  /** What a person at its shell would do. */
  async function shell<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client(url)
    await client.connect()
    try {
      return await work(client)
    } finally {
      await client.end()
    }
  }

  /** A store with a room in it. */
  async function opened(rows: readonly NewRow[] = []) {
    const url = await postgres.empty()
    const store = await PostgresStore.open(url)
    await store.createRoom({ room: 'a', time: 5, links: [], rows })
    return { url, store }
  }

  it('has everything again after it was closed and opened', async () => {
    const { url, store } = await opened([row('a', 7)])
    await store.close()
    const again = await PostgresStore.open(url)
    expect(await again.rows('a', 0)).toEqual([
      { seq: 1, time: 7, user: 'ana', update: Uint8Array.of(7) },
    ])
    await again.close()
  })

  it('is used by several nodes that say so, and by none that does not', async () => {
    const url = await postgres.empty()
    const stores = await Promise.all([1, 2, 3].map(() => PostgresStore.open(url, true)))
    await expect(PostgresStore.open(url)).rejects.toMatchObject({
      message: expect.stringContaining('another server is using it'),
    })
    for (const store of stores) await store.close()
    const alone = await PostgresStore.open(url)
    await expect(PostgresStore.open(url, true)).rejects.toMatchObject({ code: 'store-failing' })
    await alone.close()
  })

  it('numbers what several nodes commit to one room at once, with no gap and nothing twice', async () => {
    const url = await postgres.empty()
    const nodes = await Promise.all([1, 2, 3].map(() => PostgresStore.open(url, true)))
    for (const room of ['a', 'b'])
      await nodes[0]?.createRoom({ room, time: 5, links: [], rows: [] })
    const given = await Promise.all(
      nodes.map(async (node, who) => {
        const seqs: number[] = []
        for (let n = 0; n < 50; n++) {
          const batch = [row('b', who), row('a', who), row('a', n)]
          seqs.push(...(await node.commit(who === 1 ? batch : batch.reverse())))
        }
        return seqs
      }),
    )
    const rows = (await nodes[2]?.rows('a', 0)) ?? []
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1))
    expect(new Set(given.flat()).size).toBe(300)
    for (const node of nodes) await node.close()
  }, 60_000)

  it('refuses a row whose bytes, or whose place, have changed', async () => {
    const { url, store } = await opened([row('a', 1), row('a', 2)])
    const spoil = (sql: string) => shell(url, (client) => client.query(sql))
    await spoil(String.raw`UPDATE log SET data = '\x05' WHERE seq = 2`)
    expect(await store.rows('a', 0, 1)).toHaveLength(1)
    await expect(store.rows('a', 1)).rejects.toMatchObject({ code: 'row-damaged' })
    await spoil(String.raw`UPDATE log SET data = '\x02' WHERE seq = 2`)
    expect(await store.rows('a', 0)).toHaveLength(2)
    await spoil('UPDATE log SET seq = seq + 2; UPDATE log SET seq = 5 - seq')
    await expect(store.rows('a', 0)).rejects.toMatchObject({ code: 'row-damaged' })
    await store.close()
  })

  it('refuses a log of which a row is missing', async () => {
    const { url, store } = await opened([row('a', 1), row('a', 2), row('a', 3)])
    await shell(url, (client) => client.query('DELETE FROM log WHERE seq = 2'))
    await expect(store.rows('a', 0)).rejects.toMatchObject({ code: 'row-damaged' })
    await store.close()
  })

  it('keeps texts and names that no database can hold as they are', async () => {
    const user = 'a\0b\ud800'
    const { store } = await opened([row('a', 1, { user, clients: [3] })])
    expect(await store.rows('a', 0)).toMatchObject([{ user: 'a\ufffdb\ufffd' }])
    await store.index([{ room: 'a', seq: 1, title: 'A\0B', text: 'it’s \0 \\ here' }])
    const search = { words: "here'", isTrash: false, limit: 9, offset: 0 }
    expect(await store.rooms(null, search)).toMatchObject([{ title: 'A\ufffdB' }])
    await store.close()
  })

  it('finds and shows words of scripts without spaces, next to each other', async () => {
    const { store } = await opened()
    await store.index([
      { room: 'a', seq: 1, title: '会議のメモ', text: `${'x'.repeat(200)} 来週の予定 a` },
    ])
    const find = async (words: string) =>
      (await store.rooms(null, { words, isTrash: false, limit: 9, offset: 0 })).map(
        (it) => it.excerpt,
      )
    expect(await find('予定')).toEqual([expect.stringContaining(`来週の${HIT}予定${HIT_END}`)])
    expect(await find('定予')).toEqual([])
    expect(await find('議の')).toHaveLength(1)
    expect(await find('モ')).toHaveLength(1)
    await store.close()
  })

  it('indexes the most different words that Postgres takes', async () => {
    const { store } = await opened()
    const text = Array.from({ length: 200_000 }, (_, index) => `word${index}`).join(' ')
    await store.index([{ room: 'a', seq: 1, title: 'Long', text }])
    const search = { words: 'word77', isTrash: false, limit: 9, offset: 0 }
    expect(await store.rooms(null, search)).toHaveLength(1)
    await store.close()
  })

  it('numbers the rows of several writers without gaps, and lets none wait for another for ever', async () => {
    const { url, store } = await opened()
    for (const room of ['b', 'c']) await store.createRoom({ room, time: 1, links: [], rows: [] })
    const writer = () =>
      shell(url, async (client) => {
        const seqs: number[][] = []
        for (let round = 0; round < 40; round++) {
          const rooms = round % 2 ? ['a', 'b', 'c', 'a'] : ['c', 'b', 'a', 'c']
          const run = async (statement: object, ...values: readonly unknown[]) => {
            const { rows, rowCount } = await client.query({ ...statement, values } as never)
            return { rows, count: rowCount ?? 0 }
          }
          seqs.push([
            ...(await append(
              run as never,
              rooms.map((room) => row(room, round)),
            )),
          ])
        }
        return seqs.length
      })
    expect(await Promise.all([writer(), writer(), writer()])).toEqual([40, 40, 40])
    for (const [room, count] of [
      ['a', 180],
      ['b', 120],
      ['c', 180],
    ] as const) {
      expect(await store.head(room)).toBe(count)
      expect((await store.rows(room, 0)).map(({ seq }) => seq)).toEqual(
        Array.from({ length: count }, (_, index) => index + 1),
      )
    }
    await store.close()
  })

  it('is refused while another server has the database, and given when that one is gone', async () => {
    const { url, store } = await opened()
    const second = PostgresStore.open(url)
    await expect(second).rejects.toThrow('cannot use the database: another server is using it')
    await store.close()
    await (await PostgresStore.open(url)).close()
  })

  const endSessions = (url: string) =>
    shell(url, (client) =>
      client.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE application_name = 'weft' AND datname = current_database()`),
    )

  it('reads all of one moment, whatever is refused in between, and nothing once that is lost', async () => {
    const { url, store } = await opened([row('a', 1)])
    const reading = await PostgresStore.openToRead(url)
    await store.commit([row('a', 2)])
    expect(await reading.head('a')).toBe(1)
    await expect(reading.rows('a', Number.NaN)).rejects.toThrow('invalid input syntax')
    expect(await reading.head('a')).toBe(1)
    await store.close()
    await endSessions(url)
    const read = () => reading.head('a').catch((error) => `${error.code}: ${error.message}`)
    await expect.poll(read).toBe('store-failing: the session was lost: begin again')
    await reading.close()
  })

  it('goes on after its session was ended, unless another server has been there meanwhile', async () => {
    const { url, store } = await opened()
    await endSessions(url)
    await expect.poll(() => store.commit([row('a', 1)]).catch(() => null)).toEqual([1])
    await endSessions(url)
    const other = await PostgresStore.open(url)
    await other.commit([row('a', 2)])
    await other.close()
    await expect
      .poll(() => store.commit([row('a', 3)]).catch((error) => error.message))
      .toContain('another server has used it meanwhile')
    await store.close()
  })

  it('goes forward from an older schema and refuses a newer one', async () => {
    await shell(await postgres.empty(), async (client) => {
      await migrate(client, ['CREATE TABLE one (a INT)'])
      await migrate(client, ['CREATE TABLE one (a INT)', 'CREATE TABLE two (b INT)'])
      expect((await client.query('SELECT * FROM one, two')).rows).toEqual([])
      await expect(migrate(client, ['CREATE TABLE one (a INT)'])).rejects.toThrow(
        'run a newer Weft',
      )
    })
  })

  it('leaves an older schema as it was when a step fails', async () => {
    const url = await postgres.empty()
    const first = 'CREATE TABLE one (a INT)'
    const broken = 'CREATE TABLE two (b INT); CREATE TABLE one (c INT)'
    const tried = shell(url, (client) => migrate(client, [first, broken]))
    await expect(tried).rejects.toThrow('already exists')
    const found = await shell(url, (client) =>
      client.query("SELECT version, to_regclass('two') AS two FROM weft"),
    )
    expect(found.rows).toEqual([{ version: 1, two: null }])
  })

  it('says in one sentence why it cannot be used, and never names the password', async () => {
    const wrong = (await postgres.empty()).replace('only-for-tests', 'very-secret')
    const nobody = 'postgres://weft:very-secret@127.0.0.1:1/none'
    for (const [url, words] of [
      [wrong, 'password authentication failed'],
      [nobody, 'ECONNREFUSED'],
    ] as const) {
      const error = await PostgresStore.open(url).catch((error) => error)
      expect(error).toMatchObject({ code: 'store-failing' })
      expect(error.message).toContain(words)
      expect(JSON.stringify([error, error.message, error.cause, error.stack])).not.toContain(
        'very-secret',
      )
    }
  })
})
