/**
 * Status watch: the status as a signal, with its sense of time.
 *
 * Promises that trouble is named once it has lasted GRACE ms, and that "Saving…" stays at least HOLD ms
 * after the answer, so that the word does not flicker at every key: the delay is always on the side of
 * not yet saying "Saved". Owns two timers, which `stop` clears.
 */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Role } from '../../shared/protocol.ts'
import { GRACE, type StatusId, statusOf } from './status.ts'

const HOLD = 300

export interface StatusSignals {
  readonly connected: ReadonlySignal<boolean>
  readonly synced: ReadonlySignal<boolean>
  readonly everSynced: ReadonlySignal<boolean>
  readonly unsaved: ReadonlySignal<boolean>
  readonly failing: ReadonlySignal<boolean>
  readonly damaged: ReadonlySignal<boolean>
  readonly refusal: ReadonlySignal<ErrorCode | null>
  readonly role: ReadonlySignal<Role | null>
}

export interface StatusWatch {
  readonly status: ReadonlySignal<StatusId>
  readonly stop: () => void
}

/** Follows `source`, but turns to `slow` only when the source has stayed there for `wait` ms. */
function delayed(source: ReadonlySignal<boolean>, slow: boolean, wait: number) {
  const shown = signal(source.peek() && !slow)
  const stop = effect(() => {
    if (source.value !== slow) {
      shown.value = source.value
      return
    }
    const timer = setTimeout(() => {
      shown.value = slow
    }, wait)
    return () => clearTimeout(timer)
  })
  return { shown, stop }
}

export function watchStatus(from: StatusSignals): StatusWatch {
  const trouble = computed(() => !from.synced.value || from.failing.value)
  const lasting = delayed(trouble, true, GRACE)
  const saving = delayed(from.unsaved, false, HOLD)
  const status = computed(() =>
    statusOf({
      connected: from.connected.value,
      synced: from.synced.value,
      everSynced: from.everSynced.value,
      unsaved: saving.shown.value,
      failing: from.failing.value,
      damaged: from.damaged.value,
      refusal: from.refusal.value,
      role: from.role.value,
      lasting: lasting.shown.value,
    }),
  )
  const stop = () => {
    lasting.stop()
    saving.stop()
  }
  return { status, stop }
}
