/**
 * The whole server core against chance: clients edit, lose their lines, read slowly; the disk fills up
 * and breaks; the process is killed and restarted. Safety is checked at every crash, then all is
 * healed and everyone must end up the same. `SEED=n vitest run server/world.test.ts` replays one seed,
 * `SEEDS=n` tries that many.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { CloseCode } from '../shared/protocol.ts'
import { Chance } from './testing/chance.ts'
import { type Client, has, pass, stateOf, World } from './testing/world.ts'

const { SEED, SEEDS: COUNT = '20' } = process.env
const SEEDS = SEED ? [Number(SEED)] : Array.from({ length: Number(COUNT) }, (_, index) => index + 1)
const STEPS = 400

const WEIGHTS = {
  type: 40,
  erase: 12,
  deliver: 40,
  cut: 4,
  connect: 10,
  pause: 3,
  read: 4,
  fill: 1,
  break: 1,
  mend: 3,
  wait: 3,
  leave: 0.5,
  crash: 1,
  restart: 0.5,
} as const

afterEach(() => vi.clearAllTimers())

class Story {
  readonly chance: Chance
  readonly world = new World({ unsentBytes: 400, waitingBytes: 2_000 })
  readonly people: Client[]

  constructor(seed: number) {
    this.chance = new Chance(seed)
    this.people = ['ana', 'ben', 'cy', 'di'].map((name) => this.world.client(name))
    // Two tabs of one person, as the store sees them.
    this.people.push(this.world.client('ana'))
  }

  async step(): Promise<void> {
    const { chance, world } = this
    for (const { closeCode } of this.people) expect(closeCode ?? 0).not.toBe(CloseCode.malformed)
    const person = chance.pick(this.people)
    switch (chance.weighted(WEIGHTS)) {
      case 'type':
        return void person.type(
          chance.pick(['a', 'bc', 'word ', '🧵', '\n']),
          chance.below(person.text.length + 1),
        )
      case 'erase':
        return this.erase(person)
      case 'deliver':
        person.deliver(1 + chance.below(5))
        return pass(chance.below(20))
      case 'cut':
        return person.cut()
      case 'connect':
        return this.connect(person)
      case 'pause':
        return person.pause(true)
      case 'read':
        return person.pause(false)
      case 'fill':
        return world.disk.fail('isFull')
      case 'break':
        return world.disk.fail('isBroken')
      case 'mend':
        return world.disk.mend()
      case 'wait':
        return pass(chance.below(5_000))
      case 'leave':
        for (const each of this.people) each.cut()
        return pass(31_000)
      case 'crash':
        await world.crash()
        return this.expectNothingSavedIsLost()
      case 'restart':
        await world.restart()
        return this.expectNothingSavedIsLost()
    }
  }

  erase(person: Client): void {
    const { length } = person.text
    if (length === 0) return
    const at = this.chance.below(length)
    person.erase(at, Math.min(length - at, 1 + this.chance.below(4)))
  }

  /** A broken disk may refuse it; then the client comes back later, as a real one does. */
  async connect(person: Client): Promise<void> {
    if (person.isConnected) return
    const { isBroken, isFull } = this.world.disk
    try {
      await person.connect()
    } catch (error) {
      if (!isBroken && !isFull) throw error
      expect(error).toMatchObject({ code: 'store-failing' })
    }
  }

  async expectNothingSavedIsLost(): Promise<void> {
    const stored = await this.world.stored()
    for (const { updates, acknowledged } of this.people) {
      const lost = updates.slice(0, acknowledged).filter((update) => !has(stored, update))
      expect(lost).toEqual([])
    }
  }

  async heal(): Promise<void> {
    this.world.disk.mend()
    for (const person of this.people) person.isPaused = false
    await pass(5_000)
    for (let round = 0; round < 3; round++) {
      for (const person of this.people) await this.connect(person)
      await this.world.quiet()
      await pass(3_000)
    }
  }

  async expectAllTheSame(): Promise<void> {
    const late = await this.world.client('late', 'viewer').connect()
    await this.world.quiet()
    const expected = stateOf(late.doc)
    expect(expected.isPending).toBe(false)
    for (const { doc } of this.people) expect(stateOf(doc)).toEqual(expected)
    expect(stateOf(await this.world.stored())).toEqual(expected)
    for (const { acknowledged, updates } of this.people) expect(acknowledged).toBe(updates.length)
  }
}

describe('whatever happens, nothing saved is lost and everyone ends up the same', () => {
  it.each(SEEDS)('SEED=%i', async (seed) => {
    const story = new Story(seed)
    for (let step = 0; step < STEPS; step++) await story.step()
    await story.heal()
    await story.expectNothingSavedIsLost()
    await story.expectAllTheSame()
  })
})

describe('every point of failure', () => {
  it('of the store, one call after another, loses nothing and heals', async () => {
    for (let nth = 1; ; nth++) {
      const world = new World()
      world.disk.failAfter = nth
      const [ana, ben] = [world.client('ana'), world.client('ben')]
      const connect = async (client: Client) =>
        client.isConnected || client.connect().catch(() => undefined)
      for (const word of ['one ', 'two ', 'three ']) {
        await connect(ana)
        await connect(ben)
        ana.type(word)
        ben.type(word, 0)
        await world.quiet()
        await pass(500)
      }
      for (const client of [ana, ben]) client.cut()
      await pass(31_000)
      await connect(ana)
      await connect(ben)
      await world.quiet()
      expect(ana.acknowledged, `call ${nth}`).toBe(ana.updates.length)
      expect(stateOf(ana.doc), `call ${nth}`).toEqual(stateOf(ben.doc))
      expect(stateOf(await world.stored()), `call ${nth}`).toEqual(stateOf(ana.doc))
      if (world.disk.calls < nth) return
    }
  })
})

it('has really read what it claims: a document without an update does not have it', () => {
  const doc = new Y.Doc()
  doc.getText('content').insert(0, 'a')
  expect(has(new Y.Doc(), Y.encodeStateAsUpdate(doc))).toBe(false)
  expect(has(doc, Y.encodeStateAsUpdate(doc))).toBe(true)
})
