import { describe, expect, it } from 'vitest'
import { readMessage } from './message.ts'

const here = (people: readonly object[]) => ({
  node: 'n',
  note: { kind: 'here', room: 'plan', clock: 1, isAll: true, people },
})
const person = { client: 1, user: 'ana', state: '{}' }

const MALFORMED: readonly [string, unknown][] = [
  ['nothing', undefined],
  ['a number', 7],
  ['no node', { note: { kind: 'written', room: 'plan' } }],
  ['an unknown kind', { node: 'n', note: { kind: 'wrote', room: 'plan' } }],
  ['a room that cannot be', { node: 'n', note: { kind: 'written', room: '../plan' } }],
  ['more than belongs there', { node: 'n', note: { kind: 'said', room: 'plan', text: 'hi' } }],
  ['a beat that is no number', { node: 'n', beat: -1 }],
  ['a claim without its guest', { node: 'n', note: { kind: 'claimed', from: '', to: 'ana' } }],
  ['a clock beyond counting', { ...here([]), note: { ...here([]).note, clock: 2 ** 60 } }],
  ['a clientID below zero', here([{ ...person, client: -1 }])],
  ['a state that is no JSON', here([{ ...person, state: '{' }])],
  ['a state that is no object', here([{ ...person, state: '"ana"' }])],
  ['a crowd beyond measure', here(Array.from({ length: 10_001 }, () => person))],
]

describe('readMessage', () => {
  it.each(MALFORMED)('refuses %s, without repeating it', (_, value) => {
    const text = JSON.stringify(value) ?? 'half a {'
    expect(() => readMessage(text)).toThrow('a note that makes no sense came through Redis')
  })

  it('refuses what is too long before it looks into it', () => {
    const text = ' '.repeat(9 * 1024 * 1024)
    expect(() => readMessage(text)).toThrow('a note of 9437184 characters')
  })

  it('takes a room of people', () => {
    expect(readMessage(JSON.stringify(here([person])))).toEqual(here([person]))
  })
})
