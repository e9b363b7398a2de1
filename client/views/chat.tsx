/**
 * Chat: the button that opens the chat, with how much is unread, and the chat's place, into which it is
 * fetched when it is first wanted.
 */
import type { Signal } from '@preact/signals'
import type { Chat } from '../session/chat.ts'
import { useWords } from '../words/language.ts'
import type { ChatProps } from './chat-panel.tsx'
import { fetched } from './fetched.tsx'
import { Glyph } from './icons.tsx'

const Panel = fetched(async () => (await import('./chat-panel.tsx')).ChatPanel)

interface ButtonProps {
  readonly chat: Chat
  readonly open: Signal<boolean>
}

export function ChatButton({ chat, open }: ButtonProps) {
  const words = useWords().chat
  const count = chat.unread.value
  return (
    <button
      type="button"
      class="icon-button chat-button"
      aria-label={count === 0 ? words.title : words.unread(count)}
      aria-expanded={open.value}
      onClick={() => {
        open.value = !open.value
      }}
    >
      <Glyph name="chat" />
      {count > 0 && (
        <span class="chat-count" aria-hidden="true">
          {count > 99 ? '99+' : count}
        </span>
      )}
    </button>
  )
}

export function ChatPanel(props: ChatProps) {
  return props.open.value ? <Panel {...props} /> : null
}
