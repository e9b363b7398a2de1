/**
 * The whole server core against chance: clients edit, lose their lines, read slowly; programs send whole
 * texts; lines carry frames twice and in the wrong order; someone means harm; the disk fills up, breaks
 * and is slow; the clock jumps; the process is killed and restarted. Safety is checked at every crash,
 * nobody but the one who means harm may be sent away for good, then all is healed and everyone must end
 * up the same. On one node, and on two, whose notes to each other are late, or lost while one is cut off.
 * `npm run sim -- --seed n` replays one seed, `--seeds n` tries that many.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { codeOf } from '../shared/errors.ts'
import type { Delivery } from './bus/local.ts'
import { Chance } from './testing/chance.ts'
import { Mallory } from './testing/mallory.ts'
import { type Client, has, pass, ROOM, stateOf, World } from './testing/world.ts'

const { SEED, SEEDS: COUNT = '20' } = process.env
const SEEDS = SEED ? [Number(SEED)] : Array.from({ length: Number(COUNT) }, (_, index) => index + 1)
const STEPS = 400
const SLOWEST_MS = 3_000
const JUMP_MS = 10 * 60_000

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
  duplicate: 4,
  swap: 6,
  slow: 1,
  jump: 0.5,
  harm: 6,
  edit: 4,
} as const

/** One node is never cut off. */
const weightsOf = (nodes: number) => ({
  ...WEIGHTS,
  ...(nodes > 1 ? { sever: 2, join: 3 } : { sever: 0, join: 0 }),
})

const LATEST_MS = 500

/** Late, but in order from each node to each other: each moment brings the note that has waited longest. */
function late(chance: Chance): Delivery {
  const waiting = new Map<string, (() => void)[]>()
  return (arrive, from, to) => {
    const line = waiting.get(`${from} ${to}`) ?? []
    waiting.set(`${from} ${to}`, line)
    line.push(arrive)
    setTimeout(() => line.shift()?.(), chance.below(LATEST_MS))
  }
}

afterEach(() => vi.clearAllTimers())

class Story {
  readonly chance: Chance
  readonly world: World
  readonly nodes: number
  /** Who may write, and means well. */
  readonly writers: Client[]
  readonly people: Client[]
  readonly mallory: Mallory

  constructor(seed: number, nodes: number) {
    this.chance = new Chance(seed)
    this.nodes = nodes
    const limits = { unsentBytes: 400, waitingBytes: 5_000 }
    this.world = new World({ limits, nodes, delivery: late(this.chance) })
    // Ana has two tabs.
    this.writers = ['ana', 'ben', 'cy', 'di', 'ana'].map((name) => this.world.client(name))
    this.people = [...this.writers, this.world.client('vic', 'viewer')]
    const mallory = this.world.client('mallory')
    this.mallory = new Mallory(mallory, this.people, this.chance)
  }

  get everyone(): Client[] {
    return [...this.people, this.mallory.client]
  }

  async step(): Promise<void> {
    const { chance, world } = this
    this.expectNobodySentAway()
    const person = chance.pick(this.everyone)
    const writer = chance.pick(this.writers)
    switch (chance.weighted(weightsOf(this.nodes))) {
      case 'type':
        return this.type(writer)
      case 'erase':
        return this.erase(writer)
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
        for (const each of this.everyone) each.cut()
        return pass(31_000)
      case 'crash':
        await world.crash(this.anyNode())
        return this.expectNothingSavedIsLost()
      case 'restart':
        await world.restart(this.anyNode())
        return this.expectNothingSavedIsLost()
      case 'duplicate':
        return person.duplicate(chance)
      case 'swap':
        return person.swap(chance)
      case 'slow':
        world.disk.latency = () => chance.below(SLOWEST_MS)
        return
      case 'jump':
        return void vi.setSystemTime(Date.now() + chance.pick([-JUMP_MS, JUMP_MS]))
      case 'harm':
        return this.harm()
      case 'edit':
        return this.edit()
      case 'sever':
        return world.buses[this.anyNode()]?.cut()
      case 'join':
        return world.buses[this.anyNode()]?.mend()
    }
  }

  /** Of one node no choice is made, so that its stories stay as they are. */
  anyNode(): number {
    return this.nodes === 1 ? 0 : this.chance.below(this.nodes)
  }

  expectNobodySentAway(): void {
    for (const { closings, grant } of this.people) {
      const forGood = closings.filter((closing) => closing.startsWith('44'))
      expect(forGood, grant.user.id).toEqual([])
    }
  }

  type(writer: Client): void {
    writer.together(() => {
      for (let word = this.chance.below(3); word >= 0; word--)
        writer.type(
          this.chance.pick(['a', 'bc', 'word ', '🧵', '\n']),
          this.chance.below(writer.text.length + 1),
        )
    })
  }

  /** However often he is sent away, he is back. */
  async harm(): Promise<void> {
    await this.connect(this.mallory.client)
    this.mallory.act()
    this.mallory.client.deliver()
    return pass(0)
  }

  /** A text over HTTP, which nobody waits for. */
  edit(): Promise<void> {
    const { chance } = this
    const text = Array.from({ length: chance.below(12) }, () =>
      chance.pick(['a', 'bc', '🧵', '\n']),
    )
    const edit = { kind: chance.pick(['replace', 'append'] as const), text: text.join('') }
    const user = chance.pick(['ana', 'script'])
    void this.world.documents.edit(ROOM, user, edit).catch((error: unknown) => {
      // A disk that was broken, or a room that nobody has made yet.
      expect(['not-found', 'store-failing']).toContain(codeOf(error))
    })
    return pass(0)
  }

  erase(person: Client): void {
    const { length } = person.text
    if (length === 0) return
    const at = this.chance.below(length)
    person.erase(at, Math.min(length - at, 1 + this.chance.below(4)))
  }

  /** A broken disk may refuse it; then the client comes back later, as a real one does. */
  async connect(person: Client): Promise<void> {
    if (person.isConnected || person.isConnecting) return
    person.node = this.anyNode()
    const connecting = person.connect().catch((error: unknown) => {
      // A disk that was broken, or a reader who comes before anyone has made the room.
      const expected = person.grant.role === 'viewer' ? ['not-found'] : []
      expect([...expected, 'store-failing']).toContain(codeOf(error))
    })
    // A slow disk takes its time, and the story goes on; a fast one answers at once.
    await Promise.race([connecting, pass(0)])
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
    // Nodes that do not hear each other must end up the same, too.
    if (this.anyNode() === 0) for (const bus of this.world.buses) bus.mend()
    for (const person of this.everyone) person.isPaused = false
    this.mallory.client.cut()
    // Calls that were slow when they began, and retries.
    await pass(60_000)
    for (let round = 0; round < 3; round++) {
      for (const person of this.people) await this.connect(person)
      await pass(SLOWEST_MS)
      await this.world.quiet()
    }
    this.expectNobodySentAway()
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

async function play(seed: number, nodes = 1): Promise<void> {
  const story = new Story(seed, nodes)
  for (let step = 0; step < STEPS; step++) await story.step()
  await story.heal()
  await story.expectNothingSavedIsLost()
  await story.expectAllTheSame()
}

describe('whatever happens, nothing saved is lost and everyone ends up the same', () => {
  it.each(SEEDS)('SEED=%i', (seed) => play(seed))

  it.each(SEEDS)('F9: on two nodes, SEED=%i', (seed) => play(seed, 2))

  // Of two tabs of one person, one deleted what the server lacked. All that the other sent in the same
  // batch was then called incomplete, though it was integrated; three step 2 of it, and he was sent away.
  it('SEED=26: whoever is whole is not sent away for his other tab', () => play(26))
})

it('F14: a clock that jumps, either way, changes neither what is kept nor in which order', async () => {
  const world = new World()
  const [ana, ben] = [world.client('ana'), world.client('ben')]
  for (const jump of [0, JUMP_MS, -2 * JUMP_MS, JUMP_MS]) {
    vi.setSystemTime(Date.now() + jump)
    for (const each of [ana, ben]) if (!each.isConnected) await each.connect()
    await world.quiet()
    ana.type('a')
    ben.type('b', 0)
    await world.quiet()
    await pass(15_000)
  }
  for (const each of [ana, ben]) if (!each.isConnected) await each.connect()
  await world.quiet()
  const rows = await world.disk.content.rows(ROOM, 0)
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1))
  for (const each of [ana, ben]) expect(each.acknowledged).toBe(4)
  expect(stateOf(ana.doc)).toEqual(stateOf(ben.doc))
  expect(stateOf(await world.stored())).toEqual(stateOf(ana.doc))
})

describe('every point of failure', () => {
  it.each([
    ['is not done', false],
    ['is done, and its answer lost', true],
  ])('of the store, one call after another that %s, loses nothing and heals', async (_, isLost) => {
    for (let nth = 1; ; nth++) {
      const world = new World()
      world.disk.failNext(nth, isLost)
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
