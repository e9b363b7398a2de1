/**
 * Attack: everyone who means harm to one room, most of them with a token that lets them in.
 *
 * Turns planned messages into bytes, has them sent, and remembers the bytes of the last hundred, which
 * are what to look at when something goes wrong. Who is right afterwards is for bystanders.ts.
 */
import type { Role } from '../../shared/protocol.ts'
import type { Tally } from '../figures.ts'
import { broken } from './broken.ts'
import type { Place, Victims } from './bystanders.ts'
import { type Aim, hostile } from './hostile.ts'
import { nameOf, type Planned } from './plan.ts'
import { properRequest, request } from './requests.ts'
import { Seat } from './seat.ts'
import { Strangers } from './stranger.ts'

const ROLES: readonly Role[] = [
  'editor',
  'editor',
  'editor',
  'editor',
  'owner',
  'viewer',
  'commenter',
]
const SEATS = 100

export interface Sent {
  readonly index: number
  readonly kind: string
  readonly role: Role
  readonly hex: readonly string[]
}

export interface Tallies {
  readonly kinds: Tally
  readonly closes: Tally
}

export class Attack {
  readonly #place: Place
  readonly #tallies: Tallies
  readonly #seats: readonly Seat[]
  readonly #strangers: Strangers
  readonly #tokens: readonly string[]
  /** Since it was last taken. */
  #sent: Sent[] = []

  private constructor(
    place: Place,
    tallies: Tallies,
    seats: readonly Seat[],
    tokens: readonly string[],
  ) {
    this.#place = place
    this.#tallies = tallies
    this.#seats = seats
    this.#tokens = tokens
    this.#strangers = new Strangers(Number(new URL(place.url).port), tallies.closes)
  }

  static async begin(place: Place, tallies: Tallies): Promise<Attack> {
    const { url, room, passes } = place
    const heard: Uint8Array[] = []
    const seats = Array.from({ length: SEATS }, async (_, number) => {
      const role = ROLES[number % ROLES.length] ?? 'editor'
      const token = await passes.for(room, `attacker ${number}`, role)
      const address = `${url.replace('http', 'ws')}/ws/${room}?token=${token}`
      return new Seat({ address, role, closes: tallies.closes, heard })
    })
    const tokens = [
      await passes.for(room, 'stranger', 'editor'),
      await passes.for(room, 'attacker 0', 'viewer'),
      await passes.for('elsewhere', 'attacker 0', 'editor'),
    ]
    return new Attack(place, tallies, await Promise.all(seats), tokens)
  }

  /** Returns when all have been sent. No seat is told more than one, so that its close has one cause. */
  async send(planned: readonly Planned[], victims: Victims): Promise<void> {
    await Promise.all(planned.map((each) => this.#send(each, victims)))
  }

  async #send({ index, chance, step }: Planned, victims: Victims): Promise<void> {
    const kind = nameOf(step)
    this.#tallies.kinds.add(kind)
    const seat = this.#seats[index % this.#seats.length]
    if (!seat) throw new RangeError('no seats')
    const note = (...frames: readonly Uint8Array[]) => this.#note(index, kind, seat.role, frames)
    const door = { room: this.#place.room, token: this.#tokens[0] ?? '' }
    if (step.way === 'broken') {
      const bytes = broken(step.name, chance)
      note(bytes)
      return this.#strangers.say(kind, properRequest(door), bytes)
    }
    if (step.way === 'request') {
      const text = request(step.name, chance, door)
      note(Buffer.from(text, 'latin1'))
      return this.#strangers.say(kind, text)
    }
    if (step.way === 'text') return seat.say(kind, chance.pick(['', 'hello', '{"type":0}', '\0']))
    const frames = this.#frames(seat, { index, chance, step }, victims)
    note(...frames)
    await seat.say(kind, frames)
  }

  #frames(seat: Seat, { chance, step }: Planned, victims: Victims): readonly Uint8Array[] {
    if (step.way === 'honest') return [seat.honest(chance)]
    if (step.way === 'frame') return [seat.changedFrame(chance)]
    if (step.way !== 'hostile') return [seat.changedBody(chance)]
    const { doc, length } = seat.author(chance)
    const aim: Aim = {
      own: doc.clientID,
      clock: length,
      victim: victims.writer,
      victimClock: victims.clock,
      witness: victims.witness,
      tokens: this.#tokens,
    }
    seat.forgetAuthor()
    return hostile(step.name, chance, aim)
  }

  #note(index: number, kind: string, role: Role, frames: readonly Uint8Array[]): void {
    // The same fifty times is one to look at.
    const hex = [...new Set(frames)].map((bytes) => Buffer.from(bytes).toString('hex'))
    this.#sent.push({ index, kind, role, hex })
  }

  takeSent(): readonly Sent[] {
    const sent = this.#sent
    this.#sent = []
    return sent
  }

  leave(): void {
    for (const seat of this.#seats) seat.leave()
    this.#strangers.leave()
  }
}
