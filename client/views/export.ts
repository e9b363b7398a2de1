/**
 * Export: a document out of the browser: as a file, as a page of its own, on paper.
 *
 * What is printed is shown to nobody and can run nothing: it is a page in a frame without scripts.
 */
import { fileNameOf, textFileNameOf } from '../../shared/file-name.ts'
import type { Written } from '../session/html.ts'
import { MARKDOWN } from '../session/text-kind.ts'
import type { Words } from '../words/en.ts'

export function downloadText({ title, kind, text }: Written): void {
  const type = kind === MARKDOWN ? 'text/markdown' : 'text/plain'
  save(textFileNameOf(title, kind), new Blob([text], { type: `${type};charset=utf-8` }))
}

export async function downloadHtml(written: Written, words: Words): Promise<void> {
  const { htmlOf } = await import('../session/html.ts')
  const html = new Blob([htmlOf(written, words)], { type: 'text/html' })
  save(fileNameOf(written.title, '.html'), html)
}

/** In ms, as FileSaver 2 has it: a browser may first ask where to put it. */
const TAKEN_AFTER = 40_000

function save(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), TAKEN_AFTER)
}

/** The frame stays until the next one: how long printing takes, no browser tells reliably. */
export async function print(written: Written, words: Words): Promise<void> {
  const { htmlOf } = await import('../session/html.ts')
  document.querySelector('.print-frame')?.remove()
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content
  const frame = document.createElement('iframe')
  frame.className = 'print-frame visually-hidden'
  frame.ariaHidden = 'true'
  frame.tabIndex = -1
  frame.sandbox.add('allow-same-origin', 'allow-modals')
  frame.src = URL.createObjectURL(new Blob([htmlOf(written, words, nonce)], { type: 'text/html' }))
  frame.addEventListener('load', () => {
    URL.revokeObjectURL(frame.src)
    frame.contentWindow?.print()
  })
  document.body.append(frame)
}
