/**
 * Palette dialog: the place of the palette, which is fetched when it is first wanted.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { useWords } from '../words/language.ts'
import type { Action } from './actions.ts'
import { Dialog } from './dialog.tsx'
import type { Palette } from './palette.tsx'

interface PaletteDialogProps {
  readonly open: Signal<boolean>
  readonly actions: readonly Action[]
}

export function PaletteDialog({ open, actions }: PaletteDialogProps) {
  const run = (action: Action) => {
    open.value = false
    // When the dialog has closed: it gives the focus back, and the action may want it elsewhere.
    requestAnimationFrame(() => action.run())
  }
  return (
    <Dialog open={open} title={useWords().actions.title}>
      <Fetched actions={actions} run={run} />
    </Dialog>
  )
}

interface FetchedProps {
  readonly actions: readonly Action[]
  readonly run: (action: Action) => void
}

function Fetched(props: FetchedProps) {
  const part = useSignal<typeof Palette | null>(null)
  const isLost = useSignal(false)
  const { errors } = useWords()
  useEffect(() => {
    import('./palette.tsx').then(
      ({ Palette }) => {
        part.value = Palette
      },
      () => {
        isLost.value = true
      },
    )
  }, [part, isLost])
  if (isLost.value) return <p role="alert">{errors.unreachable}</p>
  const Part = part.value
  return Part && <Part {...props} />
}
