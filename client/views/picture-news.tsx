/**
 * Picture news: how far a picture is on its way, or why it did not arrive.
 */
import type { Signal } from '@preact/signals'
import type { PictureNews } from '../editor/pictures.ts'
import { useWords } from '../words/language.ts'
import { Glyph } from './icons.tsx'

const percent = (tag: string, count: number): string =>
  (count / 100).toLocaleString(tag, { style: 'percent' })

export function PictureNotice({ news }: { readonly news: Signal<PictureNews | null> }) {
  const {
    tag,
    writing: { pictures: words },
  } = useWords()
  const now = news.value
  return (
    <div class="picture-news" role="status">
      {now !== null && (
        <p>
          <span>
            {now.kind === 'sending'
              ? words.sending(now.name)
              : `${words.failed(now.name)} ${now.why === 'failed' ? words.failedThere : words[now.why]}`}
          </span>
          {/* Heard at each step it would drown everything else. */}
          {now.kind === 'sending' && <span aria-hidden="true">{percent(tag, now.percent)}</span>}
          {now.kind === 'failed' && (
            <button
              type="button"
              class="icon-button"
              aria-label={words.close}
              onClick={() => {
                news.value = null
              }}
            >
              <Glyph name="close" />
            </button>
          )}
        </p>
      )}
    </div>
  )
}
