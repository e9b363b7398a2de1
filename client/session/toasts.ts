/**
 * Toasts: what is said in the page in passing, a few lines at most.
 *
 * Of the same kind there is one: whoever joins while it is said that others did is added to it, and somebody
 * who mentions this person again takes the place of his last. How long each stays is views/toasts.tsx's.
 */
import { type ReadonlySignal, signal } from '@preact/signals'

export type Toast =
  | { readonly kind: 'joined'; readonly names: readonly string[] }
  | {
      readonly kind: 'mentioned'
      readonly name: string
      readonly where: 'text' | 'chat'
      /** As editor/places.ts reads it; '' for none. */
      readonly place: string
    }
  | { readonly kind: 'said'; readonly words: string }

/** `id`: another for each change of what is said. */
export type ShownToast = Toast & { readonly id: number }

export interface Toasts {
  /** The latest last. */
  readonly shown: ReadonlySignal<readonly ShownToast[]>
  readonly add: (toast: Toast) => void
  readonly dismiss: (id: number) => void
}

const MOST = 3

export function createToasts(): Toasts {
  const shown = signal<readonly ShownToast[]>([])
  let last = 0
  return {
    shown,
    add: (toast) => {
      const before = shown.peek().find((each) => isSame(each, toast))
      const others = shown.peek().filter((each) => each !== before)
      const next = before === undefined ? toast : together(before, toast)
      shown.value = [...others, { ...next, id: ++last }].slice(-MOST)
    },
    dismiss: (id) => {
      shown.value = shown.peek().filter((each) => each.id !== id)
    },
  }
}

function isSame(a: Toast, b: Toast): boolean {
  if (a.kind !== 'mentioned' || b.kind !== 'mentioned') return a.kind === b.kind
  return a.name === b.name && a.where === b.where
}

function together(before: Toast, next: Toast): Toast {
  if (before.kind !== 'joined' || next.kind !== 'joined') return next
  return { kind: 'joined', names: [...new Set([...before.names, ...next.names])] }
}
