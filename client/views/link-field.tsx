/**
 * Link field: a link's address, to be copied, or shown as a QR code.
 *
 * The code is drawn by a part of the page that is fetched when it is first asked for.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { useWords } from '../words/language.ts'
import { CopyButton } from './copy-button.tsx'
import { Glyph } from './icons.tsx'
import type { QrCode } from './qr-code.tsx'

interface LinkFieldProps {
  /** What it is called, as in «Link to write». */
  readonly name: string
  readonly url: string
  readonly isMain?: boolean
  /** Its Copy button has the focus when the dialog opens. */
  readonly isFirst?: boolean
}

export function LinkField({ name, url, isMain = false, isFirst = false }: LinkFieldProps) {
  const { copying, share: words } = useWords()
  const isShown = useSignal(false)
  return (
    <div class="link-field">
      <div class="field-row">
        <input
          class="field"
          aria-label={name}
          readOnly
          value={url}
          onFocus={(event) => selectFromStart(event.currentTarget)}
        />
        <QrButton name={name} isShown={isShown} />
        <CopyButton
          label={words.copyIt(name)}
          words={copying.copy}
          text={() => url}
          isMain={isMain}
          isFirst={isFirst}
        />
      </div>
      {isShown.value && <Code text={url} label={words.qrLabel(name)} />}
    </div>
  )
}

function QrButton({ name, isShown }: { readonly name: string; readonly isShown: Signal<boolean> }) {
  const words = useWords().share
  const toggle = () => {
    isShown.value = !isShown.value
  }
  return (
    <button
      type="button"
      class="icon-button is-framed"
      aria-label={words.qrOf(name)}
      title={words.qr}
      aria-expanded={isShown.value}
      onClick={toggle}
    >
      <Glyph name="qr" />
    </button>
  )
}

function Code(code: { readonly text: string; readonly label: string }) {
  const words = useWords().share
  const part = useSignal<typeof QrCode | null>(null)
  const isLost = useSignal(false)
  useEffect(() => {
    import('./qr-code.tsx').then(
      ({ QrCode }) => {
        part.value = QrCode
      },
      () => {
        isLost.value = true
      },
    )
  }, [part, isLost])
  if (isLost.value) return <p role="alert">{words.qrLost}</p>
  const Part = part.value
  return Part ? <Part {...code} /> : <div class="qr" />
}

/** `select` would scroll to the link's tail: backward, its start stays in sight. */
function selectFromStart(field: HTMLInputElement): void {
  field.setSelectionRange(0, field.value.length, 'backward')
}
