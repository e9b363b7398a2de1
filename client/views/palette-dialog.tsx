/**
 * Palette dialog: the place of the palette, which is fetched when it is first wanted.
 */
import type { Signal } from '@preact/signals'
import { useWords } from '../words/language.ts'
import type { Action } from './actions.ts'
import { Dialog } from './dialog.tsx'
import { fetched } from './fetched.tsx'

const Palette = fetched(async () => (await import('./palette.tsx')).Palette)

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
      <Palette actions={actions} run={run} />
    </Dialog>
  )
}
