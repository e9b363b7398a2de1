/**
 * Live region: the one place from which a screen reader hears unasked what others did.
 *
 * One sentence for all of it, and politely: after whatever is being read. Whoever else has something to say
 * takes announcer.ts's `useAnnounce`.
 */
import { useEffect, useRef } from 'preact/hooks'
import { type Happened, watchHappenings } from '../session/happenings.ts'
import type { Session } from '../session/session.ts'
import type { Words } from '../words/en.ts'
import { useWords } from '../words/language.ts'
import type { Announcer } from './announcer.ts'

interface LiveRegionProps {
  readonly announcer: Announcer
  readonly session: Session
  /** Told of those who have joined, too. */
  readonly onJoined: (names: readonly string[]) => void
}

export function LiveRegion({ announcer, session, onJoined }: LiveRegionProps) {
  const words = useRef(useWords())
  words.current = useWords()
  const joined = useRef(onJoined)
  joined.current = onJoined
  useEffect(
    () =>
      watchHappenings(session, (each) => {
        announcer.announce(happenedWords(words.current, each))
        if (each.joined.length > 0) joined.current(each.joined)
      }),
    [announcer, session],
  )
  return (
    <div class="visually-hidden live-region" aria-live="polite">
      {announcer.said}
    </div>
  )
}

/** "Ana and 2 others wrote. Ben left." */
export function happenedWords(words: Words, { wrote, joined, left }: Happened): string {
  const { happened } = words
  const said = [
    [wrote, happened.wrote],
    [joined, happened.joined],
    [left, happened.left],
  ] as const
  return said
    .flatMap(([names, say]) => (names.length === 0 ? [] : [say(listed(words, names))]))
    .join(' ')
}

const NAMED = 2

function listed({ tag, happened }: Words, names: readonly string[]): string {
  const more = names.length - NAMED
  const parts = more > 0 ? [names[0] ?? '', happened.others(names.length - 1)] : names
  return new Intl.ListFormat(tag).format(parts)
}
