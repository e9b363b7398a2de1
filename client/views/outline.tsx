/**
 * Outline: the headings of the document, behind a button; a click goes there, in the text and the preview.
 *
 * Read when it is opened.
 */
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { type Heading, outlineOf } from '../markdown/outline.ts'
import { useWords } from '../words/language.ts'
import { Glyph } from './icons.tsx'

interface OutlineProps {
  readonly text: () => string
  readonly onLine: (line: number) => void
}

/** Whoever asks for more wants to search. */
const MOST = 1_000

export function Outline({ text, onLine }: OutlineProps) {
  const words = useWords().preview
  const panel = useRef<HTMLElement>(null)
  const headings = useSignal<readonly Heading[]>([])
  const top = Math.min(...headings.value.map(({ level }) => level))
  const goTo = (line: number) => {
    panel.current?.hidePopover()
    onLine(line)
  }
  return (
    <>
      <button
        type="button"
        class="icon-button outline-button"
        aria-label={words.outline}
        popovertarget="outline"
      >
        <Glyph name="outline" />
      </button>
      <nav
        ref={panel}
        id="outline"
        class="menu outline"
        popover="auto"
        aria-label={words.outline}
        onBeforeToggle={(event) => {
          if (event.newState === 'open') headings.value = outlineOf(text()).slice(0, MOST)
        }}
      >
        {headings.value.length === 0 && <p class="menu-note">{words.noHeadings}</p>}
        {headings.value.map(({ level, words, line }) => (
          <button
            key={line}
            type="button"
            class={`menu-item outline-${Math.min(4, level - top + 1)}`}
            onClick={() => goTo(line)}
          >
            <span dir="auto">{words || '…'}</span>
          </button>
        ))}
      </nav>
    </>
  )
}
