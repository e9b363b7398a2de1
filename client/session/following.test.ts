import { effect, signal } from '@preact/signals'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createFollowing } from './following.ts'
import { LINGER } from './lingering.ts'
import type { Person } from './people.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const person = (id: string, more: Partial<Person> = {}): Person => ({
  ...{ id, name: id.toUpperCase(), color: 0, role: 'editor', clients: [1] },
  ...{ isYou: false, isPresenting: false, presence: 'here', ...more },
})

function scene(...others: Person[]) {
  const people = signal<readonly Person[]>([...others, person('me', { isYou: true })])
  return { people, following: createFollowing(people, () => undefined) }
}

it('follows somebody until one ends it, and says so', () => {
  const { following } = scene(person('ana'))
  following.start('ana')
  expect([following.whom.value?.name, following.ended.value]).toEqual(['ANA', null])
  following.end()
  expect([following.whom.value, following.ended.value]).toEqual([null, 'ANA'])
  following.dismiss()
  expect(following.ended.value).toBe(null)
})

it('ends when they leave, and says so', () => {
  const { people, following } = scene(person('ana'))
  following.start('ana')
  people.value = people.value.filter(({ id }) => id !== 'ana')
  vi.advanceTimersByTime(LINGER)
  expect([following.whom.value, following.ended.value]).toEqual([null, 'ANA'])
  people.value = [...people.value, person('ana')]
  expect(following.whom.value).toBe(null)
})

it('goes on, without a word, when a line breaks and is back at once', () => {
  const ana = person('ana', { isPresenting: true })
  const { people, following } = scene(ana)
  const seen: unknown[] = []
  following.start('ana')
  const stop = effect(() => {
    seen.push(following.whom.value?.name, following.invitation.value, following.ended.value)
  })
  for (let breaks = 0; breaks < 3; breaks += 1) {
    people.value = []
    vi.advanceTimersByTime(LINGER - 1)
    people.value = [ana]
    vi.advanceTimersByTime(LINGER)
  }
  expect(new Set(seen)).toEqual(new Set(['ANA', null]))
  stop()
})

it('asks, and never forces: once for each time that somebody presents', () => {
  const { people, following } = scene(person('ana', { isPresenting: true }))
  expect([following.whom.value, following.invitation.value?.id]).toEqual([null, 'ana'])
  following.dismiss()
  expect(following.invitation.value).toBe(null)
  people.value = [person('ana')]
  people.value = [person('ana', { isPresenting: true })]
  expect(following.invitation.value?.id).toBe('ana')
  following.start('ana')
  following.end()
  expect(following.invitation.value).toBe(null)
})

it('invites nobody to follow himself', () => {
  const { people, following } = scene()
  people.value = [person('me', { isYou: true, isPresenting: true })]
  expect(following.invitation.value).toBe(null)
})
