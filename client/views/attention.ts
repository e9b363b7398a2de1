/**
 * Attention: what others do that is brought before this person, and how.
 *
 * A mention is a toast, and a sentence for a screen reader. In the background each mention and each remark
 * counts in the page's title and is, for whoever wants that, a notification of the browser. Who does what is
 * found elsewhere (others.tsx). What became of something that he has asked for is told in the same way.
 */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Remark } from '../../shared/remarks.ts'
import { createNotifications } from '../session/notifications.ts'
import type { Session } from '../session/session.ts'
import { createToasts, type Toast } from '../session/toasts.ts'
import { createUnseen } from '../session/unseen.ts'
import type { Words } from '../words/en.ts'
import { useWords } from '../words/language.ts'
import type { Announcer } from './announcer.ts'

export type Attention = ReturnType<typeof createAttention>

export function useAttention(session: Session, announcer: Announcer): Attention {
  const now = useWords()
  const words = useRef(now)
  words.current = now
  const [attention] = useState(() => createAttention(session, announcer, () => words.current))
  useEffect(() => attention.unseen.destroy, [attention])
  return attention
}

type Mention = Omit<Extract<Toast, { readonly kind: 'mentioned' }>, 'kind'>

function createAttention({ roomId }: Session, { announce }: Announcer, words: () => Words) {
  const toasts = createToasts()
  const notifications = createNotifications(roomId)
  const unseen = createUnseen()
  const notify = (title: string, body: string) => {
    unseen.add()
    notifications.show(title, body)
  }
  const tell = (said: string) => {
    toasts.add({ kind: 'said', words: said })
    announce(said)
  }
  return {
    ...{ toasts, notifications, unseen, tell },
    /** `body`: what a notification says below. */
    mentioned: ({ name, where, place }: Mention, body: string) => {
      const said = words().together.mentioned[where](name)
      toasts.add({ kind: 'mentioned', name, where, place })
      announce(said)
      notify(said, body)
    },
    said: ({ name, text }: Remark) => notify(words().together.said(name), text),
    turnNotifications: async () => {
      const { isOn: on, isOff: off, refused, impossible } = words().together
      const became = await notifications.turn(!notifications.isOn.peek())
      tell({ on, off, refused, impossible }[became])
    },
  }
}
