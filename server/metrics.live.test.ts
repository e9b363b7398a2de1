/**
 * What an operator's Prometheus reads, and what the dashboard of deploy/ asks of it.
 */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRoom, type Live, StockClient, startServer, tokenFor, until } from './testing/live.ts'

const adminToken = 'only for tests, an operator’s own'.replace('’', '-')
const asOperator = { headers: { authorization: `Bearer ${adminToken}` } }
const metricsOf = async (live: Live) => (await fetch(`${live.url}/metrics`, asOperator)).text()

/** The value of one line: `name` with its labels as they are written. */
function numberIn(text: string, name: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `))
  if (!line) throw new Error(`no ${name} in ${text}`)
  return Number(line.slice(name.length + 1))
}

describe('the metrics', () => {
  let live: Live
  beforeAll(async () => {
    live = await startServer({ adminToken })
  })
  afterAll(() => live.stop())

  it('are there for the operator alone', async () => {
    expect((await fetch(`${live.url}/metrics`)).status).toBe(401)
    const wrong = { headers: { authorization: 'Bearer nearly-the-same' } }
    expect((await fetch(`${live.url}/metrics`, wrong)).status).toBe(401)
    const answer = await fetch(`${live.url}/metrics`, asOperator)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/plain')
  })

  it('are nowhere when nobody can show that he is the operator', async () => {
    const other = await startServer()
    expect((await fetch(`${other.url}/metrics`, asOperator)).status).toBe(404)
    await other.stop()
  })

  it('count rooms, connections, frames, bytes and commits as they come', async () => {
    const before = await metricsOf(live)
    const room = await createRoom(live.url)
    const { token } = await tokenFor(live.url, room, 'editor', 'Ana')
    const ana = await new StockClient(live.url, room.room, token).synced()
    ana.text.insert(0, 'x'.repeat(1_000))
    await ana.saved()
    const after = await metricsOf(live)
    const grown = (name: string) => numberIn(after, name) - numberIn(before, name)
    expect(grown('weft_rooms')).toBe(1)
    expect(grown('weft_connections')).toBe(1)
    expect(numberIn(after, 'weft_connections_lagging')).toBe(0)
    expect(numberIn(after, 'weft_waiting_bytes')).toBe(0)
    expect(grown('weft_frames_received_total')).toBeGreaterThanOrEqual(3)
    expect(grown('weft_received_bytes_total')).toBeGreaterThan(1_000)
    expect(grown('weft_frames_sent_total')).toBeGreaterThanOrEqual(3)
    expect(grown('weft_sent_bytes_total')).toBeGreaterThan(10)
    expect(grown('weft_commit_seconds_count')).toBe(1)
    expect(grown('weft_commit_rows_sum')).toBe(1)
    expect(grown('weft_commit_updates_sum')).toBeGreaterThanOrEqual(1)
    expect(numberIn(after, 'weft_commit_seconds_sum')).toBeGreaterThan(0)
    expect(numberIn(after, 'weft_store_up')).toBe(1)
    expect(numberIn(after, 'process_resident_memory_bytes')).toBeGreaterThan(1e7)
    ana.close()
    await until(async () => numberIn(await metricsOf(live), 'weft_connections') === 0)
  })

  it('count each no by its code', async () => {
    const name = 'weft_refusals_total{code="token-bad"}'
    const before = numberIn(await metricsOf(live), name)
    const { room } = await createRoom(live.url)
    await fetch(`${live.url}/api/rooms/${room}/text`, { headers: { authorization: 'Bearer no' } })
    expect(numberIn(await metricsOf(live), name)).toBe(before + 1)
  })

  it('tell how late the loops of both threads are', async () => {
    // A thread that has not been looked at for a second yet is not told of.
    const isMeasured = (text: string, thread: string) =>
      new RegExp(`weft_loop_delay_seconds_count\\{thread="${thread}"\\} [1-9]`).test(text)
    await until(async () => {
      const text = await metricsOf(live)
      return isMeasured(text, 'sockets') && isMeasured(text, 'documents')
    })
  })
})

/** Without what Prometheus calls the parts of a histogram. */
const familyOf = (name: string) => name.replace(/_(bucket|sum|count)$/, '')

describe('the dashboard for Grafana', () => {
  const dashboard = readFileSync(new URL('../deploy/grafana.json', import.meta.url), 'utf8')
  const asked = [...dashboard.matchAll(/\b(?:weft|process|nodejs)_[a-z_]+/g)].map(([name]) => name)

  it('asks for what there is, and for all of it', async () => {
    const live = await startServer({ adminToken })
    const told = [...(await metricsOf(live)).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
    expect(told.length).toBeGreaterThan(15)
    expect([...new Set(asked.map(familyOf))].sort()).toEqual(told.sort())
    await live.stop()
  })
})

describe('draining', () => {
  it('is the operator’s alone, and begins what SIGTERM does', async () => {
    const drained = Promise.withResolvers<void>()
    const live = await startServer({ adminToken, onDrain: () => drained.resolve() })
    expect((await fetch(`${live.url}/api/drain`, { method: 'POST' })).status).toBe(401)
    const answer = await fetch(`${live.url}/api/drain`, { method: 'POST', ...asOperator })
    expect(answer.status).toBe(202)
    await drained.promise
    await live.stop()
  })

  it('closes the server where nobody has said otherwise', async () => {
    const live = await startServer({ adminToken })
    const room = await createRoom(live.url)
    const { token } = await tokenFor(live.url, room, 'editor', 'Ana')
    const ana = await new StockClient(live.url, room.room, token).synced()
    const closed = Promise.withResolvers<number>()
    ana.provider.on('connection-close', (event) => closed.resolve(event?.code ?? 0))
    await fetch(`${live.url}/api/drain`, { method: 'POST', ...asOperator })
    expect(await closed.promise).toBe(1012)
    ana.close()
    await live.stop()
  })
})
