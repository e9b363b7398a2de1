import { expect, it } from 'vitest'
import { createToasts } from './toasts.ts'

const bens = { kind: 'mentioned', name: 'Ben', where: 'text', place: '1' } as const

it('says of all who join while it is said, in one', () => {
  const { shown, add } = createToasts()
  add({ kind: 'joined', names: ['Ana'] })
  add({ kind: 'joined', names: ['Ben', 'Cy'] })
  add({ kind: 'joined', names: ['Ana'] })
  expect(shown.value).toEqual([{ kind: 'joined', names: ['Ana', 'Ben', 'Cy'], id: 3 }])
})

it('has one for each who mentions, and leads to the latest', () => {
  const { shown, add } = createToasts()
  add(bens)
  add({ ...bens, place: '2' })
  add({ ...bens, where: 'chat', place: '' })
  expect(shown.value.map((each) => each.kind === 'mentioned' && each.place)).toEqual(['2', ''])
})

it('is a few at most, and each can be put away', () => {
  const { shown, add, dismiss } = createToasts()
  for (const name of ['Ana', 'Ben', 'Cy', 'Di']) add({ ...bens, name })
  expect(shown.value.map(({ id }) => id)).toEqual([2, 3, 4])
  dismiss(3)
  expect(shown.value.map(({ id }) => id)).toEqual([2, 4])
})
