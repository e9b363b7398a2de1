/**
 * Following: whom one follows through the text, and who asks to be followed.
 *
 * Promises that nobody is made to follow: somebody who presents is an invitation, once, which one can put
 * away; that whoever leaves, for longer than a line breaks, is followed no longer; and that an end is told.
 * Knows no editor: it scrolls (editor/follow.ts) and says when it is over.
 */
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals'
import { lingering } from './lingering.ts'
import type { Person } from './people.ts'

export interface Following {
  readonly whom: ReadonlySignal<Person | null>
  /** The name of whom one has just ceased to follow. */
  readonly ended: ReadonlySignal<string | null>
  /** Who presents, and has not been answered yet. */
  readonly invitation: ReadonlySignal<Person | null>
  readonly isPresenting: ReadonlySignal<boolean>
  readonly start: (id: string) => void
  readonly end: () => void
  /** Puts the invitation, or what is said of the end, away. */
  readonly dismiss: () => void
  readonly present: (isPresenting: boolean) => void
  readonly destroy: () => void
}

export function createFollowing(
  here: ReadonlySignal<readonly Person[]>,
  announce: (isPresenting: boolean) => void,
): Following {
  const { people, stop: stopLingering } = lingering(here)
  const id = signal<string | null>(null)
  const ended = signal<string | null>(null)
  const isPresenting = signal(false)
  /** Whose invitation has been answered, as long as he presents. */
  const answered = signal<readonly string[]>([])
  const whom = computed(() => people.value.find((each) => each.id === id.value) ?? null)
  const invitation = computed(() => {
    const presenters = people.value.filter((each) => each.isPresenting && !each.isYou)
    return presenters.find((each) => !answered.value.includes(each.id)) ?? null
  })
  const answer = (who: string) => {
    answered.value = [...answered.peek(), who]
  }
  let name = ''
  const end = () => {
    if (id.peek() === null) return
    id.value = null
    ended.value = name
  }
  const stop = effect(() => {
    const present = people.value.filter((each) => each.isPresenting).map((each) => each.id)
    const still = answered.peek().filter((each) => present.includes(each))
    if (still.length < answered.peek().length) answered.value = still
    if (whom.value !== null) name = whom.value.name
    else end()
  })
  return {
    ...{ whom, ended, invitation, isPresenting, end },
    start: (who) => {
      answer(who)
      ended.value = null
      id.value = who
    },
    dismiss: () => {
      if (ended.peek() !== null) ended.value = null
      else if (invitation.peek() !== null) answer(invitation.peek()?.id ?? '')
    },
    present: (value) => {
      isPresenting.value = value
      announce(value)
    },
    destroy: () => {
      stop()
      stopLingering()
    },
  }
}
