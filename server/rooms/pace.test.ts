import { expect, it } from 'vitest'
import { pass } from '../testing/world.ts'
import { Pace } from './pace.ts'

const EVERY_MS = 20

/** Notes who has gone on. */
function crowd(interval = EVERY_MS) {
  const pace = new Pace(() => interval)
  const gone: string[] = []
  const ask = async (name: string) => {
    await pace.turn()
    gone.push(name)
  }
  return { pace, gone, ask }
}

it('lets whoever comes to a quiet room go on at once', async () => {
  const { gone, ask } = crowd()
  await ask('ana')
  await pass(EVERY_MS)
  await ask('ben')
  expect(gone).toEqual(['ana', 'ben'])
})

it('lets all that come within the interval go on together, with whoever comes after it', async () => {
  const { gone, ask } = crowd()
  for (const name of ['ana', 'ben', 'cid']) void ask(name)
  await pass(EVERY_MS - 1)
  expect(gone).toEqual(['ana'])
  await pass(1)
  void ask('dot')
  await pass(0)
  expect(gone).toEqual(['ana', 'ben', 'cid', 'dot'])
})

it('lets them go on without anybody after twice the interval', async () => {
  const { gone, ask } = crowd()
  for (const name of ['ana', 'ben']) void ask(name)
  await pass(2 * EVERY_MS - 1)
  expect(gone).toEqual(['ana'])
  await pass(1)
  expect(gone).toEqual(['ana', 'ben'])
})

it('counts the interval from the last going, not from the first waiting', async () => {
  const { gone, ask } = crowd()
  void ask('ana')
  await pass(EVERY_MS - 1)
  void ask('ben')
  await pass(1)
  void ask('cid')
  await pass(EVERY_MS - 1)
  void ask('dot')
  expect(gone).toEqual(['ana', 'ben', 'cid'])
})

it('holds nobody where the interval is nothing, or after it was stopped', async () => {
  const small = crowd(0)
  for (const name of ['ana', 'ben']) void small.ask(name)
  const stopped = crowd()
  for (const name of ['ana', 'ben']) void stopped.ask(name)
  stopped.pace.stop()
  void stopped.ask('cid')
  await pass(0)
  expect(small.gone).toEqual(['ana', 'ben'])
  expect(stopped.gone).toEqual(['ana', 'ben', 'cid'])
})
