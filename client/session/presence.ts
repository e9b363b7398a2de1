/**
 * Presence: whether the person in front of this tab is here, idle or away.
 *
 * Idle is who has done nothing for IDLE ms; away, whose tab is hidden, or who has done nothing for AWAY ms.
 * Promises to tell only what has changed: while somebody types nothing is told, and a tab that is hidden for
 * a moment is not away. Whoever does something again is here at once. Each tab speaks for itself; what that
 * makes of a person is people.ts's.
 */
import { PRESENCES, type Presence } from '../../shared/protocol.ts'

/** In ms. */
export const IDLE = 60_000
export const AWAY = 5 * 60_000
/** In ms: for how long a tab may be hidden. */
export const HIDDEN = 5_000

export interface PresenceWatch {
  /** The person has done something. */
  readonly acted: () => void
  /** The tab is hidden now, or no longer. */
  readonly turned: (isHidden: boolean) => void
  readonly destroy: () => void
}

export function createPresence(tell: (presence: Presence) => void): PresenceWatch {
  let now: Presence = 'here'
  let actedAt = Date.now()
  let hiddenAt = Number.POSITIVE_INFINITY
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    const time = Date.now()
    const next = presenceAfter(time - actedAt, time - hiddenAt)
    if (next !== now) tell(next)
    now = next
    const times = [actedAt + IDLE, actedAt + AWAY, hiddenAt + HIDDEN].filter((each) => each > time)
    clearTimeout(timer)
    // No timer is set for each key: one that comes too early looks again.
    if (now !== 'away') timer = setTimeout(look, Math.min(...times) - time)
  }
  const acted = () => {
    actedAt = Date.now()
    if (now !== 'here') look()
  }
  look()
  return {
    acted,
    turned: (isHidden) => {
      hiddenAt = isHidden ? Date.now() : Number.POSITIVE_INFINITY
      if (!isHidden) actedAt = Date.now()
      look()
    },
    destroy: () => clearTimeout(timer),
  }
}

/** In ms: since the person last did something, and since the tab is hidden (below 0: it is not). */
function presenceAfter(quiet: number, hidden: number): Presence {
  if (hidden >= HIDDEN || quiet >= AWAY) return 'away'
  return quiet >= IDLE ? 'idle' : 'here'
}

/** What others may have sent, as one of the three. */
export const presenceOf = (sent: unknown): Presence =>
  PRESENCES.find((each) => each === sent) ?? 'here'

export const mostPresent = (some: readonly Presence[]): Presence =>
  PRESENCES.find((each) => some.includes(each)) ?? 'here'

/** Messages come from the preview's frame, when somebody scrolls there. */
const DOINGS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchmove', 'message'] as const

/** By what happens in this window. Returns what ends it. */
export function watchPresence(tell: (presence: Presence) => void): () => void {
  const presence = createPresence(tell)
  const onVisibility = () => presence.turned(document.hidden)
  for (const each of DOINGS)
    addEventListener(each, presence.acted, { capture: true, passive: true })
  document.addEventListener('visibilitychange', onVisibility)
  if (document.hidden) onVisibility()
  return () => {
    for (const each of DOINGS) removeEventListener(each, presence.acted, { capture: true })
    document.removeEventListener('visibilitychange', onVisibility)
    presence.destroy()
  }
}
