/**
 * The bus's contract, as stories: every implementation runs them all.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Ear } from '../testing/ear.ts'
import type { Bus, Note } from './bus.ts'

export const written = (room: string): Note => ({ kind: 'written', room })
/** Heard by everyone, and so the end of what is waited for. */
export const claimed = (from: string): Note => ({ kind: 'claimed', from, to: 'ana' })

const EVERY_KIND: readonly Note[] = [
  written('plan'),
  { kind: 'rights', room: 'plan' },
  { kind: 'said', room: 'plan' },
  { kind: 'who', room: 'plan' },
  {
    ...{ kind: 'here', room: 'plan', clock: 1_790_000_000_000, isAll: true },
    people: [
      { client: 4_294_967_295, user: 'g:ben', state: '{"user":{"name":"Bén “B” 🦊\\u0000"}}' },
      { client: 7, user: 'ana', state: null },
    ],
  },
  { kind: 'here', room: 'plan', clock: 0, isAll: false, people: [] },
  claimed('g:ben'),
]

/** @param join another node, on the same wire as all before it in one story */
export function busContract(name: string, join: () => Bus): void {
  describe(`${name} keeps the bus's contract`, () => {
    let buses: Bus[] = []

    /** Connected, in these rooms, and nothing heard so far. */
    async function node(...rooms: string[]) {
      const bus = join()
      buses.push(bus)
      const ear = new Ear(bus)
      await ear.until(() => bus.isWhole && ear.misses.includes(''))
      for (const room of rooms) bus.enter(room)
      await ear.until(() => rooms.every((room) => ear.misses.includes(room)))
      return { bus, ear }
    }

    /** Both know of each other. */
    async function pair(...rooms: string[]) {
      const first = await node(...rooms)
      first.ear.forget()
      const second = await node(...rooms)
      await first.ear.until(({ misses }) => misses.includes(''))
      first.bus.tell(claimed('ready'))
      second.bus.tell(claimed('ready'))
      await Promise.all([first, second].map(({ ear }) => ear.hears(claimed('ready'))))
      for (const { ear } of [first, second]) ear.forget()
      return [first, second] as const
    }

    beforeEach(() => {
      buses = []
    })
    afterEach(() => Promise.all(buses.map((bus) => bus.close())))

    it('is not whole, and hears nothing, before it listens', () => {
      const bus = join()
      buses.push(bus)
      expect(bus.isWhole).toBe(false)
      bus.tell(written('plan'))
    })

    it('passes every kind of note on as it was told, in order', async () => {
      const [a, b] = await pair('plan')
      for (const note of EVERY_KIND) a.bus.tell(note)
      await b.ear.hears(claimed('g:ben'))
      expect(b.ear.notes).toEqual(EVERY_KIND)
      expect(new Set(b.ear.nodes).size).toBe(1)
      expect([...a.ear.troubles, ...b.ear.troubles]).toEqual([])
    })

    it('tells later, and never oneself', async () => {
      const [a, b] = await pair('plan')
      a.bus.tell(written('plan'))
      expect(b.ear.notes).toEqual([])
      await b.ear.hears(written('plan'))
      b.bus.tell(claimed('end'))
      await a.ear.hears(claimed('end'))
      expect(a.ear.notes).toEqual([claimed('end')])
    })

    it('tells everyone who has entered the room, and nobody else', async () => {
      const [a, b] = await pair('plan')
      const c = await node('plan', 'other')
      const d = await node('other')
      a.bus.tell(written('plan'))
      a.bus.tell(written('other'))
      a.bus.tell(claimed('end'))
      for (const { ear } of [b, c, d]) await ear.hears(claimed('end'))
      expect(b.ear.notes).toEqual([written('plan'), claimed('end')])
      expect(c.ear.notes).toEqual([written('plan'), written('other'), claimed('end')])
      expect(d.ear.notes).toEqual([written('other'), claimed('end')])
    })

    it('gives each node a name of its own', async () => {
      const [a, b] = await pair('plan')
      const c = await node('plan')
      a.bus.tell(written('plan'))
      b.bus.tell(written('plan'))
      await c.ear.until(({ notes }) => notes.length === 2)
      expect(new Set(c.ear.nodes).size).toBe(2)
    })

    it('says of a room that was entered when something may have been missed, and hears from then on', async () => {
      const [a, b] = await pair()
      b.bus.enter('plan')
      expect(b.ear.misses).toEqual([])
      await b.ear.until(({ misses }) => misses.length > 0)
      a.bus.tell(written('plan'))
      await b.ear.hears(written('plan'))
      expect(b.ear.misses).toEqual(['plan'])
    })

    it('hears nothing of a room that was left, until it is entered again', async () => {
      const [a, b] = await pair('plan')
      b.bus.leave('plan')
      a.bus.tell(written('plan'))
      a.bus.tell(claimed('one'))
      await b.ear.hears(claimed('one'))
      expect(b.ear.notes).toEqual([claimed('one')])
      b.bus.enter('plan')
      await b.ear.until(({ misses }) => misses.includes('plan'))
      a.bus.tell(written('plan'))
      await b.ear.hears(written('plan'))
    })

    it('hears of a room that was left and entered in haste', async () => {
      const [a, b] = await pair('plan')
      b.bus.leave('plan')
      b.bus.enter('plan')
      b.bus.leave('new')
      b.bus.enter('new')
      b.bus.leave('new')
      b.bus.enter('new')
      await b.ear.until(({ misses }) => misses.includes('plan') && misses.includes('new'))
      a.bus.tell(written('plan'))
      a.bus.tell(written('new'))
      await b.ear.hears(written('plan'))
      await b.ear.hears(written('new'))
    })

    it('says that something may have been missed when another node comes, and not when one goes', async () => {
      const [a, b] = await pair()
      const c = await node()
      await a.ear.until(({ misses }) => misses.includes(''))
      await b.ear.until(({ misses }) => misses.includes(''))
      a.ear.forget()
      await c.bus.close()
      b.bus.tell(claimed('end'))
      await a.ear.hears(claimed('end'))
      expect(a.ear.misses).toEqual([])
      expect(a.bus.isWhole).toBe(true)
    })

    it('sends what was told before it was closed, and nothing after', async () => {
      const [a, b] = await pair('plan')
      a.bus.tell(written('plan'))
      const closing = a.bus.close()
      a.bus.tell(claimed('late'))
      b.bus.tell(claimed('unheard'))
      await closing
      await b.ear.hears(written('plan'))
      const c = await node()
      c.bus.tell(claimed('end'))
      await b.ear.hears(claimed('end'))
      expect(b.ear.notes).toEqual([written('plan'), claimed('end')])
      expect(a.ear.notes).toEqual([])
      await a.bus.close()
    })
  })
}
