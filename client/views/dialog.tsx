/**
 * Dialog: a native modal dialog that follows a signal.
 *
 * Promises what the element promises: focus kept inside and given back, Esc closes, the rest is inert;
 * and a press on the backdrop closes too, though not one that began inside, as where words are selected. The content is only there while the dialog is open.
 */
import type { Signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { useWords } from '../words/language.ts'
import { Glyph } from './icons.tsx'

interface DialogProps {
  readonly open: Signal<boolean>
  readonly title: string
  readonly children: ComponentChildren
}

export function Dialog({ open, title, children }: DialogProps) {
  const words = useWords().common
  const element = useRef<HTMLDialogElement>(null)
  const pressed = useRef<EventTarget | null>(null)
  const heading = useId()
  const close = () => {
    open.value = false
  }
  const isOpen = open.value
  // After the content is there: showModal gives the focus to what is marked `autofocus`, or else to
  // the first thing that can take it.
  useLayoutEffect(() => {
    if (isOpen) element.current?.showModal()
    else element.current?.close()
  }, [isOpen])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the keyboard's way, and the element's own
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={heading}
      onClose={close}
      onPointerDown={(event) => {
        pressed.current = event.target
      }}
      onClick={({ target }) => {
        if (target === element.current && pressed.current === target) close()
      }}
    >
      {isOpen && (
        <div class="dialog-body">
          <h2 id={heading}>{title}</h2>
          {children}
          <button
            type="button"
            class="icon-button dialog-close"
            aria-label={words.close}
            onClick={close}
          >
            <Glyph name="close" />
          </button>
        </div>
      )}
    </dialog>
  )
}
