import { inspect } from 'node:util'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { Ear } from '../testing/ear.ts'
import { Line } from '../testing/line.ts'
import { type Redis, startRedis } from '../testing/redis.ts'
import { busContract, claimed, written } from './bus.contract.ts'
import type { Bus, Note } from './bus.ts'
import { RedisBus } from './redis.ts'

const started = await startRedis()
afterAll(() => started?.stop())

/** So that silence is noticed in a fifth of a second. */
const BEAT_MS = 50
const PATIENTLY = { timeout: 15_000, interval: 10 }

describe.skipIf(!started)('Redis', () => {
  const redis = started as Redis
  busContract('RedisBus', () => RedisBus.open(redis.url, BEAT_MS))

  let ends: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of ends.reverse()) await end()
    ends = []
  })

  function listening(url = redis.url, beatMs = BEAT_MS) {
    const bus = RedisBus.open(url, beatMs)
    ends.push(() => bus.close())
    return { bus, ear: new Ear(bus) }
  }

  type Node = ReturnType<typeof listening>
  const whole = ({ bus, ear }: Node) =>
    ear.until(({ misses }) => bus.isWhole && misses.includes(''))

  async function node(url?: string, beatMs?: number) {
    const it = listening(url, beatMs)
    it.bus.enter('plan')
    await whole(it)
    return it
  }

  /** They know of each other, and nothing is on its way. */
  async function settled(...nodes: Node[]) {
    for (const { bus } of nodes) await heardBy(nodes, bus, claimed('settled'))
    for (const { ear } of nodes) await ear.until(({ misses }) => misses.includes(''))
    for (const { ear } of nodes) ear.forget()
  }

  async function heardBy(nodes: readonly Node[], bus: Bus, note: Note) {
    bus.tell(note)
    for (const other of nodes) if (other.bus !== bus) await other.ear.hears(note)
  }

  async function two(beatMs?: number) {
    const a = await node(redis.url, beatMs)
    const b = await node(redis.url, beatMs)
    await settled(a, b)
    return [a, b] as const
  }

  /** After a fault: each was told that it may have missed something, and hears the other again. */
  async function expectMended(...nodes: Node[]) {
    for (const it of nodes) await whole(it)
    for (const { bus, ear } of nodes) {
      ear.notes.length = 0
      expect(bus.isWhole).toBe(true)
    }
    for (const { bus } of nodes) await heardBy(nodes, bus, written('plan'))
  }

  /** A line to Redis that can swallow what goes one way, in silence. */
  async function proxy() {
    const line = await Line.open(() => [redis.port])
    ends.push(() => line.close())
    return { url: `redis://127.0.0.1:${line.port}`, swallowed: line.swallows }
  }

  it('was stopped and started again: trouble once, and all may have missed something', async () => {
    const [a, b] = await two()
    await redis.kill('SIGKILL')
    await Promise.all([a, b].map(({ ear }) => ear.until(({ troubles }) => troubles.length > 0)))
    expect([a.bus.isWhole, b.bus.isWhole]).toEqual([false, false])
    a.bus.tell(claimed('lost'))
    b.bus.enter('new')
    await redis.start()
    await expectMended(a, b)
    await heardBy([a, b], a.bus, written('new'))
    for (const { ear } of [a, b]) {
      expect(ear.troubles).toHaveLength(1)
      expect(String(ear.troubles[0])).toMatch(/cannot use Redis: .+; still trying/)
      expect(ear.notes).not.toContainEqual(claimed('lost'))
      expect(new Set(ear.misses)).toEqual(new Set(['']))
    }
  })

  it('is away at the start: trouble once, and it is waited for', async () => {
    await redis.kill('SIGKILL')
    const a = listening()
    const b = listening()
    for (const { bus, ear } of [a, b]) {
      bus.enter('plan')
      await ear.until(({ troubles }) => troubles.length > 0)
      expect(bus.isWhole).toBe(false)
      expect(ear.misses).toEqual([])
    }
    await redis.start()
    await expectMended(a, b)
    expect(a.ear.troubles).toHaveLength(1)
    expect(String(a.ear.troubles[0])).toContain('ECONNREFUSED')
  })

  it('hangs: that is noticed within 10 seconds, and mended when it goes on', async () => {
    const [a, b] = await two(2_000)
    const before = performance.now()
    await redis.kill('SIGSTOP')
    await Promise.all([a, b].map(({ ear }) => ear.until(({ troubles }) => troubles.length > 0)))
    const passed = performance.now() - before
    await redis.kill('SIGCONT')
    expect(passed).toBeLessThan(10_000)
    await expectMended(a, b)
  })

  it('is emptied: nobody notices', async () => {
    const [a, b] = await two()
    await redis.run('FLUSHALL')
    await heardBy([a, b], a.bus, written('plan'))
    await heardBy([a, b], b.bus, written('plan'))
    for (const { ear } of [a, b]) expect([...ear.misses, ...ear.troubles]).toEqual([])
  })

  it.each(['pubsub', 'normal'])(
    'drops its %s connections: all may have missed something',
    async (type) => {
      const [a, b] = await two()
      await redis.run('CLIENT', 'KILL', 'TYPE', type)
      await Promise.all([a, b].map(({ ear }) => ear.until(({ misses }) => misses.includes(''))))
      await expectMended(a, b)
    },
  )

  it.each(['up', 'down'] as const)(
    'swallows what goes %s for one node: both know, then and after',
    async (way) => {
      const line = await proxy()
      const [a, b] = [await node(line.url), await node()]
      await settled(a, b)
      line.swallowed[way] = true
      a.bus.tell(claimed('lost'))
      await a.ear.until(({ troubles }) => troubles.length > 0)
      expect(a.bus.isWhole).toBe(false)
      await expect.poll(() => b.bus.isWhole, PATIENTLY).toBe(false)
      expect(b.ear.troubles).toEqual([])
      for (const { ear } of [a, b]) ear.forget()
      line.swallowed[way] = false
      await expectMended(a, b)
    },
  )

  it('does not take what is told: the wire is given up rather than to pile it up', async () => {
    const [a] = await two(60_000)
    await redis.kill('SIGSTOP')
    const state = JSON.stringify({ text: 'x'.repeat(1024 * 1024) })
    for (let clock = 0; clock < 40; clock++) {
      const people = [{ client: 1, user: 'ana', state }]
      a.bus.tell({ kind: 'here', room: 'plan', clock, isAll: false, people })
    }
    await a.ear.until(({ troubles }) => troubles.length > 0)
    expect(String(a.ear.troubles[0])).toContain('it takes notes too slowly')
    await redis.kill('SIGCONT')
  })

  it('sends what is told twice in a turn once, and in the next turn again', async () => {
    const [a, b] = await two()
    for (let index = 0; index < 9; index++) a.bus.tell(written('plan'))
    a.bus.tell(claimed('one'))
    await b.ear.hears(claimed('one'))
    a.bus.tell(written('plan'))
    a.bus.tell(claimed('two'))
    await b.ear.hears(claimed('two'))
    expect(b.ear.notes).toEqual([written('plan'), claimed('one'), written('plan'), claimed('two')])
  })

  it('carries nonsense that others put there: trouble, but not for each, and on it goes', async () => {
    const [a, b] = await two(60_000)
    const channel = 'weft:room:plan'
    const note = JSON.stringify({ node: 'x', note: written('other') })
    for (const text of ['{', '', '\0', '[]', '{"node":"x"}', note])
      await redis.run('SPUBLISH', channel, text)
    await heardBy([a, b], a.bus, written('plan'))
    expect(b.ear.notes).toEqual([written('plan')])
    expect(b.ear.troubles).toHaveLength(1)
    expect(b.bus.isWhole).toBe(true)
  })

  it('asks for a password: no trouble names it', async () => {
    await redis.run('CONFIG', 'SET', 'requirepass', 'right')
    const address = (password: string) => redis.url.replace('//', `//:${password}@`)
    const wrong = listening(address('secret-but-wrong'))
    const right = listening(address('right'))
    await whole(right)
    await wrong.ear.until(({ troubles }) => troubles.length > 0)
    expect(inspect(wrong.ear.troubles, { depth: 9, showHidden: true })).not.toContain('secret')
    expect(String(wrong.ear.troubles[0])).toContain('WRONGPASS')
    await redis.kill('SIGKILL')
    await redis.start()
  })

  it.each(['redis://:secret@h:99999', 'http://:secret@h', 'redis://:secret@h/name', 'secret'])(
    'is not at %s, and that is said without the password',
    (url) => {
      let said: unknown
      try {
        RedisBus.open(url)
      } catch (error) {
        said = error
      }
      expect(String(said)).toMatch(/^Error: this is no address of a Redis: /)
      expect(inspect(said, { depth: 9, showHidden: true })).not.toContain('secret')
    },
  )

  it('is left in good time, though it does not answer', async () => {
    const [a] = await two(60_000)
    await redis.kill('SIGSTOP')
    await a.bus.close()
    const b = listening()
    await b.bus.close()
    await redis.kill('SIGCONT')
  })

  it('has no connection left of those who have gone, however early', async () => {
    for (let turns = 0; turns < 8; turns++) {
      const { bus } = listening()
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
      await bus.close()
    }
    const connections = async () => String(await redis.run('CLIENT', 'LIST'))
    await expect.poll(connections, PATIENTLY).not.toContain('name=weft')
  })
})
