import { signal } from '@preact/signals'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type Happened, watchHappenings } from './happenings.ts'
import type { Person } from './people.ts'
import type { StatusId } from './status.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const person = (name: string, isYou = false): Person => ({
  ...{ id: name, name, color: 0, role: 'editor', isYou, clients: [] },
})

/** Ana's page, in which Ben is. */
function page() {
  const [own, bens] = [new Y.Doc(), new Y.Doc()]
  const awareness = new Awareness(own)
  const ben = { user: { id: 'Ben', name: 'Ben', color: '', role: 'editor' }, cursor: null }
  awareness.states.set(bens.clientID, ben)
  const people = signal<readonly Person[]>([person('Ana', true), person('Ben')])
  const status = signal<StatusId>('saved')
  const told: Happened[] = []
  const text = own.getText('content')
  const stop = watchHappenings({ text, awareness, people, status }, (each) => told.push(each))
  const benWrites = (words: string) => {
    bens.getText('content').insert(0, words)
    Y.applyUpdate(own, Y.encodeStateAsUpdate(bens), 'network')
  }
  const leave = () => {
    stop()
    awareness.destroy()
  }
  return { text, people, status, told, benWrites, leave }
}

it('says once, after a while, who wrote, came and left', () => {
  const { people, told, benWrites, leave } = page()
  benWrites('what was there already')
  vi.advanceTimersByTime(5_000)
  expect(told).toEqual([])
  for (const letter of 'hello') benWrites(letter)
  people.value = [person('Ana', true), person('Cy')]
  vi.advanceTimersByTime(5_000)
  expect(told).toEqual([{ wrote: ['Ben'], joined: ['Cy'], left: ['Ben'] }])
  vi.advanceTimersByTime(60_000)
  expect(told).toHaveLength(1)
  leave()
})

it('is quiet while one types, and says it afterwards', () => {
  const { text, told, benWrites, leave } = page()
  vi.advanceTimersByTime(5_000)
  benWrites('hello')
  vi.advanceTimersByTime(4_000)
  text.insert(0, 'mine')
  vi.advanceTimersByTime(1_000)
  expect(told).toEqual([])
  vi.advanceTimersByTime(5_000)
  expect(told).toEqual([{ wrote: ['Ben'], joined: [], left: [] }])
  leave()
})

it('takes nobody for gone while the connection is', () => {
  const { people, status, told, leave } = page()
  vi.advanceTimersByTime(5_000)
  const all = people.value
  status.value = 'offline'
  people.value = []
  vi.advanceTimersByTime(20_000)
  status.value = 'saved'
  people.value = all
  vi.advanceTimersByTime(5_000)
  expect(told).toEqual([])
  leave()
})
