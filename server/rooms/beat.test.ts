import { expect, it, vi } from 'vitest'
import { pass } from '../testing/world.ts'
import { BEAT_MS, Beat } from './beat.ts'

/** Notes at which time of the fake clock it was looked at. */
function watched(beat: Beat) {
  const start = Date.now()
  const at: number[] = []
  const one = { beat: () => void at.push(Date.now() - start) }
  beat.add(one)
  return { at, one }
}

it('looks at each once a round, from when it came', async () => {
  const beat = new Beat()
  const early = watched(beat)
  await pass(2_000)
  const late = watched(beat)
  await pass(3 * BEAT_MS - 2_000)
  expect(early.at).toEqual([5_000, 10_000, 15_000])
  expect(late.at).toEqual([5_000, 10_000])
  for (const { one } of [early, late]) beat.delete(one)
})

it('looks at nobody who has left, and rests when nobody is there', async () => {
  const beat = new Beat()
  const [gone, here] = [watched(beat), watched(beat)]
  beat.delete(gone.one)
  await pass(BEAT_MS)
  expect([gone.at, here.at]).toEqual([[], [5_000]])
  const timers = vi.getTimerCount()
  beat.delete(here.one)
  expect(vi.getTimerCount()).toBe(timers - 1)
})
