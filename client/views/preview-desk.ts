/**
 * Preview desk: what goes between the text and the frame of its preview.
 *
 * Loaded with the first preview. Takes what comes out of the frame only from that frame's window, and only in
 * the shapes of preview/messages.ts; what is left for it to do is to tick a task that this person may tick,
 * to scroll, and to choose a view. Leaves nothing behind after `destroy`.
 */
import type { EditorView } from '@codemirror/view'
import { effect, type ReadonlySignal } from '@preact/signals'
import { showLine, tick, topLine } from '../editor/beside.ts'
import { redo, undo } from '../editor/own-undo.ts'
import {
  type FromPreview,
  fromPreview,
  type PreviewKey,
  type ToPreview,
} from '../preview/messages.ts'
import type { Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'
import { en } from '../words/en.ts'
import type { Language } from '../words/language.ts'
import { createDiagrams } from './diagrams.ts'
import type { Theme } from './theme.tsx'
import type { View, ViewChoice } from './view-choice.tsx'

export interface PreviewDeskOptions {
  readonly frame: HTMLIFrameElement
  readonly view: EditorView
  readonly session: Session
  readonly theme: ReadonlySignal<Theme>
  readonly language: Language | null
  readonly choice: ViewChoice
  readonly show: (view: View) => void
  /** Somebody wants to see the images of other sites. */
  readonly images: () => void
}

export interface PreviewDesk {
  readonly goToLine: (line: number) => void
  readonly destroy: () => void
}

/** In ms, after the last edit: of a short text; each of these many characters waits one more. */
const PAUSE = 60
const PAUSE_EACH = 4_000
/** In px: closer than this, a place is the one that was gone to. */
const NEAR = 2

export function createPreviewDesk(options: PreviewDeskOptions): PreviewDesk {
  const { frame, view, session } = options
  const tell = (message: ToPreview) => frame.contentWindow?.postMessage(message, '*')
  const steps = createSteps(view, (line) => tell({ type: 'scroll', line }))
  const diagrams = createDiagrams((source, svg) => tell({ type: 'diagram', source, svg }))
  const hear = hearing(options, tell, steps.follow, diagrams.ask)
  const onMessage = ({ source, data }: MessageEvent) => {
    const message = source === frame.contentWindow ? fromPreview(data) : null
    if (message !== null) hear.on(message)
  }
  addEventListener('message', onMessage)
  session.text.observe(hear.edited)
  frame.src = frame.dataset.images === undefined ? '/preview' : '/preview?images'
  return {
    goToLine: (line) => tell({ type: 'scroll', line }),
    destroy: () => {
      removeEventListener('message', onMessage)
      session.text.unobserve(hear.edited)
      for (const end of [steps.destroy, diagrams.destroy, hear.destroy]) end()
    },
  }
}

type Tell = (message: ToPreview) => void

/** What is done with each message; and the text, handed on when it has changed and is looked at. */
function hearing(
  options: PreviewDeskOptions,
  tell: Tell,
  follow: (line: number) => void,
  diagram: (source: string, isDark: boolean) => void,
) {
  const { view, show, images, theme, choice } = options
  let timer: ReturnType<typeof setTimeout> | undefined
  let ends: (() => void)[] = []
  let isStale = true
  const send = () => {
    timer = undefined
    if (choice.view.peek() === 'write') return
    isStale = false
    tell({ type: 'text', text: view.state.doc.toString() })
  }
  const edited = () => {
    isStale = true
    timer ??= setTimeout(send, PAUSE + view.state.doc.length / PAUSE_EACH)
  }
  const ready = () => {
    for (const end of ends) end()
    ends = [
      effect(() => tell(settingOf(options))),
      effect(() => {
        if (choice.view.value !== 'write' && isStale) send()
      }),
    ]
    send()
    tell({ type: 'scroll', line: topLine(view) })
  }
  const on = (message: FromPreview) => {
    if (message.type === 'ready') ready()
    if (message.type === 'tick') tick(view, Math.floor(message.line), message.words)
    if (message.type === 'scroll') follow(message.line)
    if (message.type === 'key') press(message.key, view, show)
    if (message.type === 'diagram') diagram(message.source, isDark(theme.peek()))
    if (message.type === 'images') images()
  }
  const destroy = () => {
    clearTimeout(timer)
    for (const end of ends) end()
  }
  return { on, edited, destroy }
}

function settingOf({ session, theme, language }: PreviewDeskOptions): ToPreview {
  const { task, image, diagram } = (language?.words.value ?? en).preview
  return {
    type: 'setting',
    theme: theme.value,
    language: language?.code.value ?? 'en',
    direction: document.documentElement.dir || 'ltr',
    mayTick: canWrite(session.role.value),
    words: { done: task, image, diagram },
  }
}

const isDark = (theme: Theme): boolean =>
  theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)

function press(key: PreviewKey, view: EditorView, show: (view: View) => void): void {
  if (key === 'undo') undo(view)
  else if (key === 'redo') redo(view)
  else show(key)
}

/** The text scrolls in step with the preview; what this brings about in the text is not told back. */
function createSteps(view: EditorView, moved: (line: number) => void) {
  // Nothing is near NaN: the text was not scrolled from here.
  let set = Number.NaN
  let frame = 0
  const onScroll = () => {
    if (Math.abs(view.scrollDOM.scrollTop - set) < NEAR || frame !== 0) return
    set = Number.NaN
    frame = requestAnimationFrame(() => {
      frame = 0
      if (view.scrollDOM.clientHeight > 0) moved(topLine(view))
    })
  }
  view.scrollDOM.addEventListener('scroll', onScroll)
  return {
    follow: (line: number) => {
      if (view.scrollDOM.clientHeight === 0) return
      showLine(view, line)
      set = view.scrollDOM.scrollTop
    },
    destroy: () => {
      cancelAnimationFrame(frame)
      view.scrollDOM.removeEventListener('scroll', onScroll)
    },
  }
}
