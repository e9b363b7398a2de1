/**
 * Pictures: pasted or dropped into the text, and shown under the lines that name them.
 *
 * A picture is a line of Markdown like any other; while it is on its way to the server a line that says so
 * holds its place, and when that fails the line goes, with a word to whoever sent it. Nothing else of the
 * text is touched, whatever others type meanwhile. Only pictures of this server are shown: the page may
 * ask no other.
 */
import { syntaxTree } from '@codemirror/language'
import { type Extension, type Range, RangeSet } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  EditorView,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from '@codemirror/view'
import type { Signal } from '@preact/signals'
import type { Text } from 'yjs'
import type { Failure, Upload } from '../session/attachments.ts'
import { holdRange } from './place.ts'

/** What is said of a picture that is on its way, or did not arrive. */
export type PictureNews =
  | { readonly kind: 'sending'; readonly name: string; readonly percent: number }
  | { readonly kind: 'failed'; readonly name: string; readonly why: Failure }

export interface PictureDesk {
  readonly text: Text
  readonly send: (file: File, progress: (share: number) => void) => Promise<Upload>
  readonly news: Signal<PictureNews | null>
}

const OURS = /^\/api\/rooms\/[\w-]+\/attachments\/[\w-]+$/

/** In brackets no bracket may stand. */
const nameOf = ({ name }: File): string => name.replace(/[[\]\n]/g, ' ').trim() || 'picture'

async function add(view: EditorView, desk: PictureDesk, file: File, at: number): Promise<void> {
  const { text, send, news } = desk
  const name = nameOf(file)
  if (!navigator.onLine) {
    news.value = { kind: 'failed', name, why: 'offline' }
    return
  }
  const waiting = `![${name} …]()`
  view.dispatch({ changes: { from: at, insert: waiting }, userEvent: 'input.paste' })
  const held = holdRange(text, { from: at, to: at + waiting.length })
  const tell = (share: number) => {
    news.value = { kind: 'sending', name, percent: Math.floor(share * 100) }
  }
  tell(0)
  const upload = await send(file, tell)
  news.value = upload.kind === 'failed' ? { kind: 'failed', name, why: upload.why } : null
  const insert = upload.kind === 'stored' ? `![${name.replace(/\.\w+$/, '')}](${upload.url})` : ''
  const place = held()
  if (place === null) return
  // Whoever took the line away, or wrote into it, is not overruled.
  const now = text.toString().slice(place.from, place.to)
  const from = now.includes(waiting) ? place.from + now.indexOf(waiting) : -1
  if (from < 0) return
  view.dispatch({ changes: { from, to: from + waiting.length, insert }, userEvent: 'input.paste' })
}

function take(view: EditorView, desk: PictureDesk, data: DataTransfer | null, at: number): boolean {
  const files = [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'))
  if (files.length === 0 || view.state.readOnly) return false
  for (const file of files) void add(view, desk, file, at)
  return true
}

class PictureWidget extends WidgetType {
  readonly #url: string
  readonly #words: string

  constructor(url: string, words: string) {
    super()
    this.#url = url
    this.#words = words
  }

  override eq(other: PictureWidget): boolean {
    return other.#url === this.#url && other.#words === this.#words
  }

  override toDOM(view: EditorView): HTMLElement {
    const image = document.createElement('img')
    image.className = 'picture'
    image.alt = this.#words
    image.src = this.#url
    image.addEventListener('load', () => view.requestMeasure())
    return image
  }
}

function pictures({ state, visibleRanges }: EditorView): DecorationSet {
  const found: Range<Decoration>[] = []
  for (const { from, to } of visibleRanges)
    syntaxTree(state).iterate({
      from,
      to,
      enter: ({ name, node }) => {
        if (name !== 'Image') return
        const url = node.getChild('URL')
        const address = url ? state.sliceDoc(url.from, url.to) : ''
        const [open, close] = node.getChildren('LinkMark')
        if (!OURS.test(address) || !open || !close) return
        const widget = new PictureWidget(address, state.sliceDoc(open.to, close.from))
        found.push(Decoration.widget({ widget, side: 1 }).range(state.doc.lineAt(node.to).to))
      },
    })
  return RangeSet.of(found, true)
}

const shown = ViewPlugin.define(
  (view) => ({
    decorations: pictures(view),
    update(update: ViewUpdate) {
      const isParsed = syntaxTree(update.startState) !== syntaxTree(update.state)
      if (update.docChanged || update.viewportChanged || isParsed)
        this.decorations = pictures(update.view)
    },
  }),
  { decorations: (plugin) => plugin.decorations },
)

export const pictureText = (desk: PictureDesk): Extension => [
  shown,
  EditorView.domEventHandlers({
    paste: ({ clipboardData }, view) => {
      if (clipboardData?.types.includes('text/plain')) return false
      return take(view, desk, clipboardData, view.state.selection.main.to)
    },
    drop: ({ dataTransfer, clientX, clientY }, view) =>
      take(view, desk, dataTransfer, view.posAtCoords({ x: clientX, y: clientY }, false)),
  }),
]
