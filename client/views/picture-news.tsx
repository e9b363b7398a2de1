/**
 * Picture news: how far a picture is on its way, or why it did not arrive.
 */
import type { Signal } from '@preact/signals'
import type { PictureNews } from '../editor/pictures.ts'
import { useWords } from '../words/language.ts'
import { Glyph } from './icons.tsx'

export function PictureNotice({ news }: { readonly news: Signal<PictureNews | null> }) {
  const words = useWords().writing.pictures
  const now = news.value
  return (
    <div class="picture-news" role="status">
      {now !== null && (
        <p>
          <span>
            {now.kind === 'sending'
              ? words.sending(now.name, now.percent)
              : `${words.failed(now.name)} ${now.why === 'failed' ? words.failedThere : words[now.why]}`}
          </span>
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
