/**
 * Diagrams: the page's side of the frame that draws them, which comes with the first one asked for.
 *
 * It stands out of sight, but is laid out, since Mermaid measures what it draws. Its answer is passed on as it
 * is: whoever shows it, shows it as an image.
 */
import { fromDiagrams, type ToDiagrams } from '../preview/messages.ts'

export interface Diagrams {
  readonly ask: (source: string, isDark: boolean) => void
  readonly destroy: () => void
}

export function createDiagrams(drawn: (source: string, svg: string | null) => void): Diagrams {
  let frame: HTMLIFrameElement | null = null
  let early: ToDiagrams[] | null = []
  const tell = (message: ToDiagrams) => frame?.contentWindow?.postMessage(message, '*')
  const onMessage = ({ source, data }: MessageEvent) => {
    if (frame === null || source !== frame.contentWindow) return
    const message = fromDiagrams(data)
    if (message === 'ready') {
      for (const each of early ?? []) tell(each)
      early = null
    } else if (message !== null) drawn(message.source, message.svg)
  }
  addEventListener('message', onMessage)
  return {
    ask: (source, isDark) => {
      frame ??= hiddenFrame()
      if (early === null) tell({ source, isDark })
      else early.push({ source, isDark })
    },
    destroy: () => {
      removeEventListener('message', onMessage)
      frame?.remove()
    },
  }
}

function hiddenFrame(): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  frame.className = 'diagrams-frame'
  frame.tabIndex = -1
  frame.ariaHidden = 'true'
  frame.sandbox.add('allow-scripts')
  frame.src = '/diagrams'
  document.body.append(frame)
  return frame
}
