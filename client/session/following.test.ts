import { signal } from '@preact/signals'
import { expect, it } from 'vitest'
import { createFollowing } from './following.ts'
import type { Person } from './people.ts'

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

it('ends when they leave', () => {
  const { people, following } = scene(person('ana'))
  following.start('ana')
  people.value = people.value.filter(({ id }) => id !== 'ana')
  expect([following.whom.value, following.ended.value]).toEqual([null, 'ANA'])
  people.value = [...people.value, person('ana')]
  expect(following.whom.value).toBe(null)
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
