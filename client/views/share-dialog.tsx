/**
 * Share dialog: the place of what gives the document away, which is fetched when it is first wanted.
 */
import type { Signal } from '@preact/signals'
import type { Session } from '../session/session.ts'
import { useWords } from '../words/language.ts'
import { Dialog } from './dialog.tsx'
import { fetched } from './fetched.tsx'

const Share = fetched(async () => (await import('./share.tsx')).Share)

interface ShareProps {
  readonly session: Session
  readonly open: Signal<boolean>
}

export function ShareDialog({ session, open }: ShareProps) {
  return (
    <Dialog open={open} title={useWords().share.title}>
      <Share session={session} />
    </Dialog>
  )
}
