/**
 * Lingering: who is here, and who was a moment ago.
 *
 * Whoever is gone from the list may be back at once: a line that breaks, one's own or theirs, takes away
 * everybody behind it. Promises that such a person stays in it, as he was last, for LINGER ms.
 */
import { effect, type ReadonlySignal, signal } from '@preact/signals'
import type { Person } from './people.ts'

/** In ms. */
export const LINGER = 5_000

export interface Lingering {
  readonly people: ReadonlySignal<readonly Person[]>
  readonly stop: () => void
}

export function lingering(people: ReadonlySignal<readonly Person[]>): Lingering {
  const all = signal<readonly Person[]>([])
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const stays = (id: string) => {
    clearTimeout(timers.get(id))
    timers.delete(id)
  }
  const goes = (id: string) => {
    timers.delete(id)
    all.value = all.peek().filter((each) => each.id !== id)
  }
  const stop = effect(() => {
    const here = people.value
    for (const { id } of here) stays(id)
    const gone = all.peek().filter(({ id }) => !here.some((each) => each.id === id))
    for (const { id } of gone) if (!timers.has(id)) timers.set(id, setTimeout(goes, LINGER, id))
    all.value = [...here, ...gone]
  })
  return {
    people: all,
    stop: () => {
      stop()
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
