/**
 * Preview: the program of the frame that shows a document as it reads.
 *
 * Promises that a text of a megabyte is taken in slices, so that scrolling never waits long, and that only
 * what changed is drawn anew. The frame has an origin of its own that nothing else shares (sandbox), and may
 * ask nobody for anything: what comes in and goes out is messages.ts's.
 */
import { createBlocks } from './blocks.ts'
import { Dresser } from './dresser.ts'
import type { FromPreview, PreviewKey, ToPreview } from './messages.ts'
import './preview.css'
import { Sheet } from './sheet.ts'
import { Steps } from './steps.ts'

/** The page that holds this frame is of the site that served it. */
const tell = (message: FromPreview) => parent.postMessage(message, location.origin)

function start(): void {
  const main = document.body.appendChild(document.createElement('main'))
  const dresser = new Dresser(tell)
  const sheet = new Sheet(main, createBlocks(), (element) => dresser.dress(element))
  const steps = new Steps(sheet, (line) => tell({ type: 'scroll', line }))
  addEventListener('message', ({ source, origin, data }) => {
    if (source !== parent || origin !== location.origin) return
    const message = data as ToPreview
    if (message.type === 'text') void sheet.show(message.text).then(steps.settle)
    if (message.type === 'scroll') steps.goTo(message.line)
    if (message.type === 'diagram') dresser.diagram(message.source, message.svg)
    if (message.type === 'setting') set(message, dresser)
  })
  main.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement) tick(target, sheet)
  })
  addEventListener('keydown', (event) => {
    const key = keyOf(event)
    if (key === null) return
    event.preventDefault()
    tell({ type: 'key', key })
  })
  tell({ type: 'ready' })
}

function set(setting: Extract<ToPreview, { type: 'setting' }>, dresser: Dresser): void {
  const { theme, language, direction } = setting
  const page = document.documentElement
  page.lang = language
  page.dir = direction
  if (theme === 'system') delete page.dataset.theme
  else page.dataset.theme = theme
  dresser.set(setting)
}

/** The box shows what the text says; it will say so in a moment. */
function tick(box: HTMLInputElement, sheet: Sheet): void {
  const line = Number(box.dataset.task)
  tell({
    type: 'tick',
    line: sheet.lineOf(box, line),
    words: sheet.wordsAt(sheet.lineOf(box, line)),
  })
}

function keyOf(event: KeyboardEvent): PreviewKey | null {
  const { code, ctrlKey, metaKey, altKey, shiftKey } = event
  if (ctrlKey && altKey && !event.getModifierState('AltGraph')) {
    if (code === 'KeyE') return 'write'
    if (code === 'KeyB') return 'split'
    return code === 'KeyV' ? 'read' : null
  }
  if (!(ctrlKey || metaKey) || altKey) return null
  if (event.key.toLowerCase() === 'z') return shiftKey ? 'redo' : 'undo'
  return event.key === 'y' ? 'redo' : null
}

start()
