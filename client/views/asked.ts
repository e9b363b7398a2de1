/**
 * Asked: what an owner has asked the server for, kept as it is there.
 *
 * Whatever is changed goes through `settle`, which shows how things are afterwards, and says what went
 * wrong until something goes right. Leaves to owner.ts how the server is asked.
 */
import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { OwnerDesk } from '../session/owner.ts'
import type { Answer } from '../session/request.ts'
import { useFaults } from './faults.ts'

export interface Asked<T> {
  /** As last heard; null before that. */
  readonly known: ReadonlySignal<T | null>
  /** What went wrong last, in words; empty: nothing. */
  readonly fault: ReadonlySignal<string>
  /** Answers with what the change came to, or null when it failed. */
  readonly settle: <A>(change: Promise<Answer<A>>) => Promise<A | null>
}

export function useAsked<T>(
  owner: OwnerDesk,
  ask: (owner: OwnerDesk) => Promise<Answer<T>>,
): Asked<T> {
  const known = useSignal<T | null>(null)
  const fault = useSignal('')
  const say = useFaults()
  const refresh = async () => {
    const answer = await ask(owner)
    if (answer.kind === 'done') known.value = answer.value
    else fault.value ||= say(answer.fault)
  }
  const settle: Asked<T>['settle'] = async (change) => {
    const answer = await change
    fault.value = answer.kind === 'failed' ? say(answer.fault) : ''
    await refresh()
    return answer.kind === 'done' ? answer.value : null
  }
  useEffect(() => void refresh(), [owner])
  return { known, fault, settle }
}
