/**
 * Toasts: lines that say in passing what others did, at the side of the text.
 *
 * Each goes by itself, but not while the pointer or the focus is on one, or the page is in the background.
 * Takes no focus. A screen reader hears of it elsewhere (live-region.tsx): here it is said to the eye.
 */
import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { ShownToast, Toasts } from '../session/toasts.ts'
import type { Words } from '../words/en.ts'
import { useWords } from '../words/language.ts'
import { Glyph } from './icons.tsx'
import { happenedWords } from './live-region.tsx'

/** In ms: how long a line stays; one that leads somewhere longer; and after somebody has looked at it. */
const STAYS = { joined: 6_000, said: 9_000, mentioned: 12_000 } as const
const STAYS_ON = 2_000

type Mentioned = Extract<ShownToast, { readonly kind: 'mentioned' }>

export interface ToastsProps {
  readonly toasts: Toasts
  /** Goes to what it is about. */
  readonly onShow: (toast: Mentioned) => void
  /** What had the focus is gone with its line. */
  readonly onFocusLost: () => void
}

export function ToastList({ toasts, onShow, onFocusLost }: ToastsProps) {
  const words = useWords().together
  const isHidden = useHidden()
  const list = useRef<HTMLElement>(null)
  const isHeld = () => list.current?.matches(':hover, :focus-within') === true
  const shown = toasts.shown.value
  if (shown.length === 0) return null
  const close = (id: number) => {
    const hadFocus = list.current?.contains(document.activeElement) === true
    toasts.dismiss(id)
    if (hadFocus) onFocusLost()
  }
  return (
    <section ref={list} class="toasts" aria-label={words.news}>
      {shown.map((toast) => (
        <Line
          key={toast.id}
          {...{ toast, isHidden, isHeld }}
          onShow={onShow}
          onClose={() => close(toast.id)}
        />
      ))}
    </section>
  )
}

interface LineProps extends Pick<ToastsProps, 'onShow'> {
  readonly toast: ShownToast
  readonly isHidden: ReadonlySignal<boolean>
  readonly isHeld: () => boolean
  readonly onClose: () => void
}

function Line({ toast, isHidden, isHeld, onShow, onClose }: LineProps) {
  const words = useWords()
  const close = useRef(onClose)
  close.current = onClose
  const hidden = isHidden.value
  useEffect(() => {
    const look = () => {
      if (isHeld()) timer = setTimeout(look, STAYS_ON)
      else close.current()
    }
    if (hidden) return
    let timer = setTimeout(look, STAYS[toast.kind])
    return () => clearTimeout(timer)
  }, [hidden, toast.kind])
  return (
    <div class="toast">
      <p>{wordsOf(words, toast)}</p>
      {toast.kind === 'mentioned' && (
        <button
          type="button"
          class="chip"
          onClick={() => {
            onClose()
            onShow(toast)
          }}
        >
          {words.together.show}
        </button>
      )}
      <button type="button" class="icon-button" aria-label={words.together.close} onClick={onClose}>
        <Glyph name="close" />
      </button>
    </div>
  )
}

function wordsOf(words: Words, toast: ShownToast): string {
  if (toast.kind === 'said') return toast.words
  if (toast.kind === 'mentioned') return words.together.mentioned[toast.where](toast.name)
  return happenedWords(words, { joined: toast.names, wrote: [], left: [] })
}

function useHidden(): ReadonlySignal<boolean> {
  const isHidden = useSignal(document.hidden)
  useEffect(() => {
    const look = () => {
      isHidden.value = document.hidden
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [isHidden])
  return isHidden
}
