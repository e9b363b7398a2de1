import { expect, it } from 'vitest'
import { pass } from '../testing/world.ts'
import { Pace } from './pace.ts'

const EVERY_MS = 20

/** Notes who has gone on, those who went together as one. */
function crowd(interval = EVERY_MS) {
  const gone: string[] = []
  let waiting: string[] = []
  const pace = new Pace(
    () => interval,
    () => {
      gone.push(waiting.join('+'))
      waiting = []
    },
  )
  const ask = (name: string) => {
    waiting.push(name)
    pace.ask()
  }
  return { pace, gone, ask }
}

it('lets whoever comes to a quiet room go on at once', async () => {
  const { gone, ask } = crowd()
  ask('ana')
  await pass(0)
  expect(gone).toEqual(['ana'])
  await pass(EVERY_MS)
  ask('ben')
  await pass(0)
  expect(gone).toEqual(['ana', 'ben'])
})

it('lets all that come within the interval go on together, with whoever comes after it', async () => {
  const { gone, ask } = crowd()
  ask('ana')
  await pass(0)
  await pass(1)
  for (const name of ['ben', 'cid']) ask(name)
  await pass(EVERY_MS - 2)
  expect(gone).toEqual(['ana'])
  await pass(1)
  ask('dot')
  await pass(0)
  expect(gone).toEqual(['ana', 'ben+cid+dot'])
})

it('lets nobody wait longer than the interval, though nobody comes', async () => {
  const { gone, ask } = crowd()
  ask('ana')
  await pass(5)
  ask('ben')
  await pass(EVERY_MS - 1)
  expect(gone).toEqual(['ana'])
  await pass(1)
  expect(gone).toEqual(['ana', 'ben'])
})

it('counts the interval from the last going, not from the first waiting', async () => {
  const { gone, ask } = crowd()
  ask('ana')
  await pass(EVERY_MS - 1)
  ask('ben')
  await pass(1)
  ask('cid')
  await pass(EVERY_MS - 1)
  ask('dot')
  await pass(0)
  expect(gone).toEqual(['ana', 'ben+cid'])
})

it('takes all that one turn of the event loop brings as one, however few are there', async () => {
  const { gone, ask } = crowd(0)
  for (const name of ['ana', 'ben', 'cid']) ask(name)
  await pass(0)
  expect(gone).toEqual(['ana+ben+cid'])
})

it('holds nobody after it was stopped', async () => {
  const { pace, gone, ask } = crowd()
  ask('ana')
  await pass(0)
  ask('ben')
  pace.stop()
  await pass(0)
  ask('cid')
  await pass(0)
  expect(gone).toEqual(['ana', 'ben', 'cid'])
})
