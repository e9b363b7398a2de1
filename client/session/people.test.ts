import { describe, expect, it } from 'vitest'
import { type AwarenessState, PERSON_COLORS, type Role } from '../../shared/protocol.ts'
import { colorIndex, initialsOf, peopleOf } from './people.ts'

const state = (id: string, name: string, more: object = {}, role: Role = 'editor') =>
  ({ user: { id, name, color: PERSON_COLORS[3], role }, ...more }) satisfies AwarenessState

describe('peopleOf', () => {
  it('shows one person for two tabs, the tab with a caret first', () => {
    const cursor = { anchor: {}, head: {} }
    const states = new Map([
      [1, state('ana', 'Ana')],
      [2, state('ana', 'Ana', { cursor })],
      [3, state('ben', 'Ben')],
    ])
    const people = peopleOf(states, 3)
    expect(people.map(({ name, isYou }) => [name, isYou])).toEqual([
      ['Ana', false],
      ['Ben', true],
    ])
    expect(people[0]?.clients).toEqual([2, 1])
  })

  it('knows you in your other tabs, and puts you last', () => {
    const states = new Map([
      [1, state('you', 'Aaron')],
      [2, state('you', 'Aaron')],
      [3, state('zoe', 'Zoe')],
    ])
    expect(peopleOf(states, 1).map((person) => person.name)).toEqual(['Zoe', 'Aaron'])
  })

  it('takes somebody with two tabs for as present as in the most present', () => {
    const states = new Map<number, AwarenessState>([
      [1, state('ana', 'Ana', { presence: 'away' })],
      [2, state('ana', 'Ana', { presence: 'idle' })],
      [3, state('ben', 'Ben', { presence: 'no such thing' })],
      [4, state('cy', 'Cy', { presence: 'away' })],
      [5, state('cy', 'Cy')],
    ])
    expect(peopleOf(states, 9).map(({ presence }) => presence)).toEqual(['idle', 'here', 'here'])
  })

  it('takes nobody for a person who has no stamp', () => {
    const states = new Map<number, AwarenessState>([[1, {}]])
    expect(peopleOf(states, 9)).toEqual([])
  })
})

describe('colorIndex', () => {
  it('lets no colour through but its own', () => {
    expect(colorIndex(PERSON_COLORS[4])).toBe(4)
    expect(colorIndex('red;background:url(x)')).toBe(0)
    expect(colorIndex(undefined)).toBe(0)
  })
})

describe('initialsOf', () => {
  it.each([
    ['Amber Otter', 'AO'],
    ['ana', 'A'],
    ['Ana María de la Cruz', 'AC'],
    ['  ', '?'],
    ['🦊 fox', '🦊F'],
  ])('%s: %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials)
  })
})
