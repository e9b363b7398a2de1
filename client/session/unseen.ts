/**
 * Unseen: how much has been brought before this person while the page was in the background.
 */
import { type ReadonlySignal, signal } from '@preact/signals'

export interface Unseen {
  readonly count: ReadonlySignal<number>
  readonly add: () => void
  readonly destroy: () => void
}

export function createUnseen(): Unseen {
  const count = signal(0)
  const onVisibility = () => {
    if (!document.hidden) count.value = 0
  }
  document.addEventListener('visibilitychange', onVisibility)
  return {
    count,
    add: () => {
      if (document.hidden) count.value = count.peek() + 1
    },
    destroy: () => document.removeEventListener('visibilitychange', onVisibility),
  }
}
