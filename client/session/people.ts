/**
 * People: who is here, out of the awareness states.
 *
 * Promises one entry per person however many tabs they have, in an order that does not jump: you last,
 * the others by name. A state without a stamped user is not a person yet. Colours that are not Weft's
 * become its first: whatever is drawn with them is safe.
 */
import {
  type AwarenessState,
  PERSON_COLORS,
  type Presence,
  ROLES,
  type Role,
} from '../../shared/protocol.ts'
import { mostPresent, presenceOf } from './presence.ts'

export interface Person {
  readonly id: string
  readonly name: string
  /** Index into PERSON_COLORS; the class `person-<index>` sets `--person`. */
  readonly color: number
  readonly role: Role
  readonly isYou: boolean
  /** Asks the others to follow, in any tab. */
  readonly isPresenting: boolean
  /** That of the most present tab. */
  readonly presence: Presence
  /** The awareness clients, one per tab, those with a caret first. */
  readonly clients: readonly number[]
}

export function colorIndex(color: unknown): number {
  return Math.max(0, (PERSON_COLORS as readonly unknown[]).indexOf(color))
}

/** "Amber Otter" becomes "AO", "ana" becomes "A". */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter((word) => word !== '')
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1)
  return ends.map((word) => [...(word ?? '')][0]?.toLocaleUpperCase() ?? '').join('') || '?'
}

/** The names of the others. */
export const othersOf = (people: readonly Person[]): string[] =>
  people.filter(({ isYou }) => !isYou).map(({ name }) => name)

export function personOf(
  state: AwarenessState | undefined,
): Omit<Person, 'clients' | 'isYou' | 'isPresenting' | 'presence'> | null {
  const user = state?.user
  if (typeof user?.id !== 'string' || typeof user.name !== 'string') return null
  const role = ROLES.find((each) => each === user.role) ?? 'viewer'
  return { id: user.id, name: user.name, color: colorIndex(user.color), role }
}

export function peopleOf(states: ReadonlyMap<number, AwarenessState>, ownClient: number): Person[] {
  const ownId = states.get(ownClient)?.user?.id
  const people = new Map<string, Person>()
  for (const [client, state] of states) {
    const person = personOf(state)
    if (person === null) continue
    const before = people.get(person.id)
    const known = before?.clients ?? []
    const isPresenting = state.presenting === true || before?.isPresenting === true
    const tab = presenceOf(state.presence)
    const presence = before ? mostPresent([before.presence, tab]) : tab
    const clients = state.cursor ? [client, ...known] : [...known, client]
    people.set(person.id, {
      ...person,
      isYou: person.id === ownId,
      isPresenting,
      presence,
      clients,
    })
  }
  return [...people.values()].sort(
    (a, b) =>
      Number(a.isYou) - Number(b.isYou) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1),
  )
}
