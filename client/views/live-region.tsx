/**
 * Live region: the one place from which a screen reader hears unasked what others did.
 *
 * One sentence for all of it, and politely: after whatever is being read. Whoever else has something to say
 * takes `useAnnounce`. What was said last can be asked for again.
 */
import { type ReadonlySignal, signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext, useEffect, useRef } from 'preact/hooks'
import { type Happened, watchHappenings } from '../session/happenings.ts'
import type { Session } from '../session/session.ts'
import type { Words } from '../words/en.ts'
import { useWords } from '../words/language.ts'

export interface Announcer {
  readonly said: ReadonlySignal<string>
  readonly announce: (words: string) => void
  /** `nothing`: what to say if nothing was said yet. */
  readonly sayAgain: (nothing: string) => void
}

/** Unseen, and not read out: with it the same words are news to a screen reader. */
const DIFFERENT = '\u200b'

export function createAnnouncer(): Announcer {
  const said = signal('')
  let last = ''
  const say = (words: string) => {
    said.value = said.peek() === words ? words + DIFFERENT : words
  }
  return {
    said,
    announce: (words) => {
      last = words
      say(words)
    },
    sayAgain: (nothing) => say(last || nothing),
  }
}

export const AnnounceContext = createContext<(words: string) => void>(() => undefined)

export const useAnnounce = (): ((words: string) => void) => useContext(AnnounceContext)

interface LiveRegionProps {
  readonly announcer: Announcer
  readonly session: Session
}

export function LiveRegion({ announcer, session }: LiveRegionProps) {
  const words = useRef(useWords())
  words.current = useWords()
  useEffect(
    () =>
      watchHappenings(session, (each) => announcer.announce(happenedWords(words.current, each))),
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
