/**
 * Chat: what people in this room say to each other, beside the text.
 *
 * A panel at the side, on a phone a sheet from below. Enter sends, Esc closes. What others say is shown as
 * text; only addresses of the web become links, and names after an @ stand out. Leaves to session/chat.ts
 * what has been said.
 */
import type { ReadonlySignal, Signal } from '@preact/signals'
import { useComputed } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { REMARK_MAX, type Remark } from '../../shared/remarks.ts'
import type { Chat } from '../session/chat.ts'
import { means, splitByMentions } from '../session/mentions.ts'
import { othersOf, type Person } from '../session/people.ts'
import { useWords } from '../words/language.ts'
import { Glyph } from './icons.tsx'
import { MentionNames, useMentionNames } from './mention-names.tsx'

/** What one is about to say. */
export interface ChatDraft {
  readonly text: Signal<string>
  /** The line that goes with it; '' where none does. */
  readonly place: Signal<string>
}

export interface ChatProps {
  readonly chat: Chat
  /** Stays while the panel is closed. */
  readonly draft: ChatDraft
  readonly people: ReadonlySignal<readonly Person[]>
  readonly open: Signal<boolean>
  readonly maySay: ReadonlySignal<boolean>
  /** The line in which this person is, as a place. */
  readonly placeHere: () => string
  readonly onPlace: (place: string) => void
  readonly onClose: () => void
}

export function ChatPanel(props: ChatProps) {
  const { chat, draft, people, open, maySay, placeHere, onPlace, onClose } = props
  const words = useWords().chat
  const close = () => {
    open.value = false
    onClose()
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing) return
    event.preventDefault()
    close()
  }
  return (
    <aside class="chat" aria-label={words.title} onKeyDown={onKey}>
      <header class="chat-head">
        <h2>{words.title}</h2>
        <button type="button" class="icon-button" aria-label={words.close} onClick={close}>
          <Glyph name="close" />
        </button>
      </header>
      <Remarks chat={chat} people={people} onPlace={onPlace} />
      {maySay.value ? (
        <Composer {...{ chat, draft, people, placeHere }} />
      ) : (
        <p class="chat-note">{words.readOnly}</p>
      )}
    </aside>
  )
}

/** Stays at the last remark as long as nobody has scrolled away from it. */
function Remarks({ chat, people, onPlace }: Pick<ChatProps, 'chat' | 'people' | 'onPlace'>) {
  const words = useWords().chat
  const known = useKnown(people)
  const list = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const [remarks, waiting] = [chat.remarks.value, chat.waiting.value]
  useEffect(() => {
    chat.seen()
    const element = list.current
    if (element !== null && isAtEnd.current) element.scrollTop = element.scrollHeight
  }, [chat, remarks, waiting])
  const onScroll = () => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = list.current ?? {}
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40
  }
  return (
    <div
      ref={list}
      class="remarks"
      role="log"
      aria-label={words.title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard, too
      tabIndex={0}
      onScroll={onScroll}
    >
      {remarks.length + waiting.length === 0 && <p class="chat-note">{words.empty}</p>}
      <ol>
        {remarks.map((remark) => (
          <RemarkItem
            key={remark.seq}
            remark={remark}
            known={known}
            isOwn={chat.isOwn(remark)}
            onPlace={onPlace}
          />
        ))}
        {waiting.map(({ key, text }) => (
          <li key={key} class="remark is-waiting">
            <p class="remark-by">{words.waiting}</p>
            <p class="remark-text">{text}</p>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** The names that may be mentioned; it is drawn anew when one changes, and not whenever somebody is idle. */
interface Known {
  readonly you: string
  readonly names: readonly string[]
}

function useKnown(people: ReadonlySignal<readonly Person[]>): Known {
  const names = useComputed(() => JSON.stringify(people.value.map(({ name }) => name)))
  const you = useComputed(() => people.value.find(({ isYou }) => isYou)?.name ?? '')
  return { you: you.value, names: JSON.parse(names.value) }
}

interface RemarkProps {
  readonly remark: Remark
  readonly known: Known
  readonly isOwn: boolean
  readonly onPlace: (place: string) => void
}

function RemarkItem({ remark, known, isOwn, onPlace }: RemarkProps) {
  const words = useWords().chat
  const { name, time, text, place } = remark
  return (
    <li class={isOwn ? 'remark is-own' : 'remark'}>
      <p class="remark-by">
        <strong>
          <bdi>{isOwn ? words.you : name}</bdi>
        </strong>
        <time dateTime={new Date(time).toISOString()}>{timeOf(time)}</time>
      </p>
      <p class="remark-text" dir="auto">
        <Linked text={text} known={known} />
      </p>
      {place !== '' && (
        <button type="button" class="chip" onClick={() => onPlace(place)}>
          <Glyph name="arrow" />
          {words.goTo}
        </button>
      )}
    </li>
  )
}

/** The hour, and the day when it is another. */
function timeOf(time: number): string {
  const isToday = new Date(time).toDateString() === new Date().toDateString()
  const language = document.documentElement.lang
  const day = isToday ? {} : ({ day: 'numeric', month: 'short' } as const)
  return new Date(time).toLocaleString(language, { ...day, hour: '2-digit', minute: '2-digit' })
}

/** Without the full stop of the sentence in which it stands. */
const ADDRESS = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]])/u

interface TextProps {
  readonly text: string
  readonly known: Known
}

function Linked({ text, known }: TextProps) {
  return text.split(ADDRESS).map((part, at) =>
    at % 2 === 0 ? (
      <Named key={`${at}`} text={part} known={known} />
    ) : (
      <a key={`${at}`} href={part} target="_blank" rel="noopener noreferrer">
        {part}
      </a>
    ),
  )
}

function Named({ text, known: { you, names } }: TextProps) {
  return splitByMentions(text, names).map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      <mark key={`${at}`} class={means(part, you) ? 'mention is-you' : 'mention'}>
        {part}
      </mark>
    ),
  )
}

type ComposerProps = Pick<ChatProps, 'chat' | 'draft' | 'people' | 'placeHere'>

function Composer({ chat, draft, people, placeHere }: ComposerProps) {
  const words = useWords().chat
  const { text, place } = draft
  const field = useRef<HTMLTextAreaElement>(null)
  const send = () => {
    chat.say(text.peek(), place.peek())
    text.value = ''
    place.value = ''
    field.current?.focus()
  }
  return (
    <form
      class="chat-say"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Field {...{ field, text, people, send }} />
      <div class="chat-acts">
        <button
          type="button"
          class="chip"
          aria-pressed={place.value !== ''}
          onClick={() => {
            place.value = place.peek() === '' ? placeHere() : ''
          }}
        >
          <Glyph name="share" />
          {words.link}
        </button>
        <button type="submit" class="button is-main" disabled={text.value.trim() === ''}>
          {words.send}
        </button>
      </div>
    </form>
  )
}

interface FieldProps extends Pick<ChatProps, 'people'> {
  readonly field: RefObject<HTMLTextAreaElement | null>
  readonly text: Signal<string>
  readonly send: () => void
}

function Field({ field, text, people, send }: FieldProps) {
  const words = useWords().chat
  const offer = useMentionNames(text, () => othersOf(people.peek()))
  const isOffered = offer.names.length > 0
  useEffect(() => field.current?.focus(), [field])
  return (
    <>
      <MentionNames
        {...offer}
        onTake={(name) => field.current && offer.take(field.current, name)}
      />
      <textarea
        ref={field}
        class="field"
        rows={1}
        dir="auto"
        maxLength={REMARK_MAX}
        aria-label={words.say}
        aria-autocomplete="list"
        aria-controls={isOffered ? offer.id : undefined}
        aria-activedescendant={isOffered ? `${offer.id}-${offer.at.value}` : undefined}
        placeholder={words.say}
        value={text}
        onInput={(event) => {
          text.value = event.currentTarget.value
          offer.look(event.currentTarget)
        }}
        onKeyDown={(event) => {
          if (offer.onKey(event.currentTarget, event)) return
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
          event.preventDefault()
          send()
        }}
        onBlur={offer.close}
      />
    </>
  )
}
