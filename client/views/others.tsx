/**
 * Others: what of their doings is shown and said in passing: whom one follows, who came, wrote and left, who
 * mentions one in the text or the chat.
 *
 * Comes after what one needs to type. While the chat is seen, nothing is said of what is said there.
 */
import { effect, type ReadonlySignal, type Signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Remark } from '../../shared/remarks.ts'
import { isMentioned } from '../session/mentions.ts'
import type { Session } from '../session/session.ts'
import { watchTextMentions } from '../session/text-mentions.ts'
import type { Announcer } from './announcer.ts'
import { type Attention, useAttention } from './attention.ts'
import { FollowFrame } from './following.tsx'
import { LiveRegion } from './live-region.tsx'
import { ToastList, type ToastsProps } from './toasts.tsx'

interface OthersProps extends Omit<ToastsProps, 'toasts'> {
  readonly session: Session
  readonly announcer: Announcer
  /** Made here, for whoever wants it. */
  readonly made: Signal<Attention | null>
  readonly isChatOpen: ReadonlySignal<boolean>
}

export function OthersDoings({ session, announcer, made, isChatOpen, ...then }: OthersProps) {
  const attention = useAttention(session, announcer)
  useEffect(() => {
    made.value = attention
  }, [made, attention])
  useEffect(
    () =>
      watchTextMentions(session, ({ name, place }) =>
        attention.mentioned({ name, where: 'text', place }, session.title.peek()),
      ),
    [session, attention],
  )
  useEffect(
    () =>
      watchRemarks(session, (remark, isMention) => {
        if (isChatOpen.peek() && !document.hidden) return
        if (isMention) attention.mentioned({ ...remark, where: 'chat' }, remark.text)
        else attention.said(remark)
      }),
    [session, attention, isChatOpen],
  )
  return (
    <>
      <FollowFrame following={session.following} />
      <ToastList toasts={attention.toasts} {...then} />
      <LiveRegion
        {...{ announcer, session }}
        onJoined={(names) => attention.toasts.add({ kind: 'joined', names })}
      />
    </>
  )
}

/** Of others, those that have not been read: each once. */
function watchRemarks(
  { chat, people }: Session,
  tell: (remark: Remark, isMention: boolean) => void,
): () => void {
  let last = 0
  return effect(() => {
    const news = chat.news.value.filter(({ seq }) => seq > last)
    last = news.at(-1)?.seq ?? last
    const you = people.peek().find(({ isYou }) => isYou)?.name ?? ''
    const names = people.peek().map(({ name }) => name)
    for (const remark of news) tell(remark, isMentioned(remark.text, you, names))
  })
}
