/**
 * Pictures: pasted or dropped into the text, and shown under the lines that name them.
 *
 * A picture is a line of Markdown like any other. The text has nothing of it before it is on the server;
 * until then a mark holds its place, whatever others type meanwhile, and whoever sent it is asked before he
 * leaves, and told when it fails. Only pictures of this server are shown: the page may ask no other.
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
import type { Failure, Upload } from '../session/attachments.ts'
import { PictureMark, pictureMarks, placeOf, putMark, takeMark } from './picture-mark.ts'

/** What is said of a picture that is on its way, or did not arrive. */
export type PictureNews =
  | { readonly kind: 'sending'; readonly name: string; readonly percent: number }
  | { readonly kind: 'failed'; readonly name: string; readonly why: Failure }

export interface PictureDesk {
  readonly send: (file: File, progress: (share: number) => void) => Promise<Upload>
  readonly news: Signal<PictureNews | null>
}

const OURS = /^\/api\/rooms\/[\w-]+\/attachments\/[\w-]+$/

/** In brackets no bracket may stand. */
const nameOf = ({ name }: File): string => name.replace(/[[\]\n]/g, ' ').trim() || 'picture'

/** Its address, once it is there; null: it failed, which is said. */
async function upload({ send, news }: PictureDesk, file: File): Promise<string | null> {
  const name = nameOf(file)
  const tell = (share: number) => {
    news.value = { kind: 'sending', name, percent: Math.floor(share * 100) }
  }
  tell(0)
  const ask = (event: Event) => event.preventDefault()
  addEventListener('beforeunload', ask)
  const answer = await send(file, tell)
  removeEventListener('beforeunload', ask)
  news.value = answer.kind === 'failed' ? { kind: 'failed', name, why: answer.why } : null
  return answer.kind === 'failed' ? null : answer.url
}

/** Resolves to where the next one goes; null: its place was taken away, or he may not write any more. */
async function add(
  view: EditorView,
  desk: PictureDesk,
  file: File,
  at: number,
  end: string,
): Promise<number | null> {
  const name = nameOf(file)
  if (!navigator.onLine) {
    desk.news.value = { kind: 'failed', name, why: 'offline' }
    return at
  }
  const mark = new PictureMark(name)
  view.dispatch({ effects: putMark.of({ mark, at }) })
  const url = await upload(desk, file)
  const from = view.state.readOnly ? null : placeOf(view, mark)
  view.dispatch({ effects: takeMark.of(mark) })
  if (url === null || from === null) return from
  const insert = `![${name.replace(/\.\w+$/, '')}](${url})${end}`
  view.dispatch({ changes: { from, insert }, userEvent: 'input.paste' })
  return from + insert.length
}

/** One after the other, each in a line of its own. */
async function addAll(
  view: EditorView,
  desk: PictureDesk,
  files: readonly File[],
  start: number,
): Promise<void> {
  let at: number | null = start
  for (const file of files)
    if (at !== null) at = await add(view, desk, file, at, file === files.at(-1) ? '' : '\n')
}

function take(view: EditorView, desk: PictureDesk, data: DataTransfer | null, at: number): boolean {
  const files = [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'))
  if (files.length === 0 || view.state.readOnly) return false
  void addAll(view, desk, files, at)
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
  pictureMarks,
  EditorView.domEventHandlers({
    paste: ({ clipboardData }, view) => {
      if (clipboardData?.types.includes('text/plain')) return false
      return take(view, desk, clipboardData, view.state.selection.main.to)
    },
    drop: ({ dataTransfer, clientX, clientY }, view) =>
      take(view, desk, dataTransfer, view.posAtCoords({ x: clientX, y: clientY }, false)),
  }),
]
