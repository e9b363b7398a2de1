/**
 * Announcer: what is said to a screen reader unasked, by whoever has something to say.
 *
 * One voice for all of them (live-region.tsx): the latest words. What was said last can be asked for again.
 */
import { type ReadonlySignal, signal } from '@preact/signals'
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

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
