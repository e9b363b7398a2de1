/**
 * Preview: the frame beside the text, or in its place, that shows it as it reads.
 *
 * The frame runs in an origin of its own; the page tells it the text and believes it nothing
 * (preview/messages.ts). Promises that a keystroke waits for none of that: the text is handed on when the
 * typing pauses.
 */
import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals'
import { useContext, useEffect, useRef } from 'preact/hooks'
import type { Editor } from '../editor/editor.ts'
import type { Session } from '../session/session.ts'
import { LanguageContext, useWords } from '../words/language.ts'
import type { PreviewDesk } from './preview-desk.ts'
import type { Theme } from './theme.tsx'
import type { ViewChoice } from './view-choice.tsx'

export interface PreviewProps {
  readonly session: Session
  readonly editor: { current: Editor | null }
  readonly desk: { current: PreviewDesk | null }
  readonly theme: ReadonlySignal<Theme>
  readonly choice: ViewChoice
}

export function Preview(props: PreviewProps) {
  const view = props.choice.view.value
  const wasShown = useRef(false)
  wasShown.current ||= view !== 'write'
  return wasShown.current ? <Frame {...props} /> : null
}

function Frame({ session, editor, desk, theme, choice }: PreviewProps) {
  const host = useRef<HTMLIFrameElement>(null)
  const withImages = useSignal(false)
  const language = useContext(LanguageContext)
  const words = useWords().preview
  useEffect(() => {
    let made: PreviewDesk | undefined
    let isOver = false
    const show = (next: Parameters<ViewChoice['choose']>[0]) => choice.choose(next)
    void import('./preview-desk.ts').then(({ createPreviewDesk }) => {
      if (isOver || host.current === null || editor.current === null) return
      const frame = host.current
      const view = editor.current.view
      const images = () => setTrue(withImages)
      made = createPreviewDesk({ frame, view, session, theme, language, choice, show, images })
      desk.current = made
    })
    return () => {
      isOver = true
      desk.current = null
      made?.destroy()
    }
  }, [session, editor, desk, theme, language, choice, withImages, withImages.value])
  return (
    <iframe
      key={String(withImages.value)}
      ref={host}
      class="preview"
      data-images={withImages.value ? '' : undefined}
      title={words.preview}
      sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"
    />
  )
}

function setTrue(signal: Signal<boolean>): void {
  signal.value = true
}
