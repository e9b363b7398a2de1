/**
 * Messages: all that the page and its frames tell each other.
 *
 * A frame runs what comes from the text of anybody, so the page believes it nothing: each message is checked
 * for its shape here, and for its sender where it arrives. Lines are counted from 0, and may be fractions.
 */
export interface FrameWords {
  readonly done: string
  readonly image: string
  readonly diagram: string
}

/** What the page tells the preview. */
export type ToPreview =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'scroll'; readonly line: number }
  | { readonly type: 'diagram'; readonly source: string; readonly svg: string | null }
  | {
      readonly type: 'setting'
      readonly theme: string
      readonly language: string
      readonly direction: string
      readonly mayTick: boolean
      readonly words: FrameWords
    }

export type PreviewKey = 'write' | 'split' | 'read' | 'undo' | 'redo'
const KEYS: readonly string[] = ['write', 'split', 'read', 'undo', 'redo'] satisfies PreviewKey[]

/** What the preview tells the page. `words`: the whole line that was ticked, as the preview knows it. */
export type FromPreview =
  | { readonly type: 'ready' }
  | { readonly type: 'tick'; readonly line: number; readonly words: string }
  | { readonly type: 'scroll'; readonly line: number }
  | { readonly type: 'key'; readonly key: PreviewKey }
  | { readonly type: 'diagram'; readonly source: string }
  /** Somebody wants to see the images of other sites. */
  | { readonly type: 'images' }

/** In characters: of a diagram's source, and of a line with a task. */
const LONGEST = 50_000

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= LONGEST
const isLine = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0

/** The message as the page may take it, or null for anything else. */
export function fromPreview(data: unknown): FromPreview | null {
  if (typeof data !== 'object' || data === null || !('type' in data)) return null
  const { type, line, words, key, source } = data as Record<string, unknown>
  if (type === 'ready' || type === 'images') return { type }
  if (type === 'tick' && isLine(line) && isText(words)) return { type, line, words }
  if (type === 'scroll' && isLine(line)) return { type, line }
  if (type === 'key' && KEYS.includes(key as string)) return { type, key: key as PreviewKey }
  if (type === 'diagram' && isText(source)) return { type, source }
  return null
}

/** What the page asks of the frame that draws diagrams. */
export interface ToDiagrams {
  readonly source: string
  readonly isDark: boolean
}

/** What that frame answers; null: the source is no diagram. */
export interface FromDiagrams {
  readonly source: string
  readonly svg: string | null
}

export function fromDiagrams(data: unknown): FromDiagrams | 'ready' | null {
  if (data === 'ready') return data
  if (typeof data !== 'object' || data === null) return null
  const { source, svg } = data as Record<string, unknown>
  if (!isText(source) || (svg !== null && typeof svg !== 'string')) return null
  return { source, svg }
}
