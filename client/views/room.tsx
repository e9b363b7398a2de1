/**
 * Room: the page of one open document: a slim bar, and the text.
 *
 * Owns the session and the editor for as long as it is on screen. When the document cannot be worked
 * in, the trouble screen takes its place, with the text.
 */
import { type ReadonlySignal, type Signal, useComputed, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import { goToLine } from '../editor/beside.ts'
import { createEditor, type Editor } from '../editor/editor.ts'
import type { KeyHabit } from '../editor/key-habit.ts'
import type { PictureNews } from '../editor/pictures.ts'
import type { Account } from '../session/account.ts'
import { loadIdentity } from '../session/identity.ts'
import { createSession, type Session } from '../session/session.ts'
import { canWrite, mayChat } from '../session/status.ts'
import { MARKDOWN } from '../session/text-kind.ts'
import type { Version } from '../session/version.ts'
import { LanguageContext, useWords, useWordsSignal } from '../words/language.ts'
import { useKeys } from './actions.ts'
import { AnnounceContext, createAnnouncer } from './announcer.ts'
import type { Attention } from './attention.ts'
import { ChatButton, ChatPanel } from './chat.tsx'
import type { ChatDraft } from './chat-panel.tsx'
import { fetched } from './fetched.tsx'
import { Glyph, Mark } from './icons.tsx'
import { createKeyHabit } from './key-habit.tsx'
import { KeysDialog } from './keys.tsx'
import { Menu } from './menu.tsx'
import { NameDialog } from './name.tsx'
import { Notices } from './notices.tsx'
import { Outline } from './outline.tsx'
import { show } from './page-actions.ts'
import { PaletteDialog } from './palette-dialog.tsx'
import { PasswordPage } from './password.tsx'
import { People } from './people.tsx'
import { PictureNotice } from './picture-news.tsx'
import { Preview } from './preview.tsx'
import type { PreviewDesk } from './preview-desk.ts'
import { type Parts, roomActions } from './room-actions.ts'
import { ShareDialog } from './share-dialog.tsx'
import { StatusLine } from './status-line.tsx'
import { statusWords } from './status-words.ts'
import type { Theme } from './theme.tsx'
import { Title } from './title.tsx'
import { TroublePage } from './trouble.tsx'
import { useViewChoice, type ViewChoice, ViewSegments } from './view-choice.tsx'
import { followVisibleHeight } from './visible-height.ts'

const Toolbar = fetched(async () => (await import('./toolbar.tsx')).Toolbar)
const EdgeArrows = fetched(async () => (await import('./edge-arrows.tsx')).EdgeArrows)
const OthersDoings = fetched(async () => (await import('./others.tsx')).OthersDoings)
const DraftPage = fetched(async () => (await import('./draft.tsx')).DraftPage)

interface RoomProps {
  readonly roomId: string
  readonly secret: string
  readonly theme: Signal<Theme>
  readonly account: Account
  readonly version: Version
}

export function RoomPage({ roomId, secret, theme, account, version }: RoomProps) {
  const [session] = useState(() => createSession({ roomId, secret, identity: loadIdentity() }))
  const draft = { text: useSignal(''), place: useSignal('') }
  useEffect(() => session.destroy, [session])
  const trouble = session.trouble.value
  if (trouble === 'made-anew') return <DraftPage session={session} />
  if (trouble !== null) {
    // What is on screen may be for nobody's eyes any more; what is unsent stays in the local copy.
    const isHidden = trouble === 'signed-out'
    const [title, text] = isHidden ? ['', ''] : [session.title.value, session.text.toString()]
    return <TroublePage {...{ id: trouble, title, text }} onDiscard={() => void discard(session)} />
  }
  if (session.lock.value !== null) return <PasswordPage session={session} />
  return <Room {...{ session, draft, theme, account, version }} />
}

async function discard(session: Session): Promise<void> {
  await session.discard()
  location.reload()
}

interface RoomBodyProps {
  readonly session: Session
  /** Of the chat. */
  readonly draft: ChatDraft
  readonly theme: Signal<Theme>
  readonly account: Account
  readonly version: Version
}

function Room({ session, draft, theme, account, version }: RoomBodyProps) {
  const editor = useRef<Editor | null>(null)
  const [habit] = useState(createKeyHabit)
  const { dialogs, actions, announcer, attention } = useActions({
    ...{ session, editor, theme, habit, account },
  })
  const maySay = useComputed(() => mayChat(session.role.value))
  const isProse = session.kind.value === MARKDOWN
  const desk = useRef<PreviewDesk | null>(null)
  const choice = useViewChoice(session)
  const goTo = (line: number) => goToBoth(line, editor.current, desk.current, choice)
  return (
    <AnnounceContext.Provider value={announcer.announce}>
      <div class="room" data-role={session.role.value ?? undefined}>
        <SkipLink onSkip={() => editor.current?.focus()} />
        <Bar
          {...{ session, editor, dialogs, choice }}
          unseen={attention.value?.unseen.count}
          onLine={goTo}
        >
          <Menu {...{ session, actions, theme, habit, account }} />
        </Bar>
        <Notices session={session} version={version} />
        <div class="desk" data-view={isProse ? choice.view.value : 'write'}>
          <TextArea session={session} editor={editor} habit={habit} />
          {isProse && <Preview {...{ session, editor, desk, theme, choice }} />}
        </div>
        <ChatPanel
          chat={session.chat}
          draft={draft}
          people={session.people}
          open={dialogs.chat}
          maySay={maySay}
          placeHere={() => editor.current?.placeHere() ?? ''}
          onPlace={(place) => editor.current?.showPlace(place)}
          onClose={() => editor.current?.focus()}
        />
        <OthersDoings
          {...{ session, announcer }}
          made={attention}
          isChatOpen={dialogs.chat}
          onShow={({ where, place }) => {
            if (where === 'chat') dialogs.chat.value = true
            else editor.current?.showPlace(place)
          }}
          onFocusLost={() => editor.current?.focus()}
        />
        <ShareDialog session={session} open={dialogs.share} />
        <NameDialog name={() => session.name.peek()} rename={session.rename} open={dialogs.name} />
        <KeysDialog actions={actions} habit={habit} open={dialogs.keys} />
        <PaletteDialog actions={actions} open={dialogs.palette} />
      </div>
    </AnnounceContext.Provider>
  )
}

/** In the text and in the preview. */
function goToBoth(
  line: number,
  editor: Editor | null,
  desk: PreviewDesk | null,
  { view }: ViewChoice,
): void {
  if (editor === null) return
  goToLine(editor.view, line)
  desk?.goToLine(line)
  if (view.peek() !== 'read') editor.focus()
}

interface BarProps {
  readonly session: Session
  readonly editor: { current: Editor | null }
  readonly choice: ViewChoice
  readonly onLine: (line: number) => void
  readonly dialogs: Parts['dialogs']
  readonly unseen: ReadonlySignal<number> | undefined
  /** The menu, at its end. */
  readonly children: ComponentChildren
}

function Bar({ session, editor, dialogs, choice, unseen, onLine, children }: BarProps) {
  const { common, room: words } = useWords()
  return (
    <header class="bar">
      <a class="bar-home" href="/" aria-label={common.home}>
        <Mark />
      </a>
      <h1 class="visually-hidden">{session.title.value || common.untitled}</h1>
      <div class="bar-doc">
        <Title session={session} unseen={unseen} onDone={() => editor.current?.focus()} />
        <StatusLine session={session} />
      </div>
      <div class="bar-side">
        <RoleBadge session={session} />
        {session.kind.value === MARKDOWN && (
          <>
            <ViewSegments choice={choice} />
            <Outline text={() => session.text.toString()} onLine={onLine} />
          </>
        )}
        <People
          people={session.people}
          following={session.following}
          onPerson={(person) => editor.current?.goTo(person.clients)}
          onYou={show(dialogs.name)}
        />
        <ChatButton chat={session.chat} open={dialogs.chat} />
        <ShareButton label={words.share} open={dialogs.share} />
        {children}
      </div>
    </header>
  )
}

type Own = Pick<Parts, 'session' | 'editor' | 'theme' | 'habit' | 'account'>

/** The dialogs, what can be done, and who tells of what others do. */
function useActions(parts: Own) {
  const words = useWords()
  const language = useContext(LanguageContext)
  const dialogs = {
    share: useSignal(false),
    chat: useSignal(false),
    name: useSignal(false),
    keys: useSignal(false),
    palette: useSignal(false),
  }
  const [announcer] = useState(createAnnouncer)
  const attention = useSignal<Attention | null>(null)
  const sayAgain = () => announcer.sayAgain(words.happened.nothing)
  const rest = { language, dialogs, sayAgain, attention: attention.value }
  const actions = roomActions(words, { ...parts, ...rest })
  useKeys(actions)
  return { dialogs, actions, announcer, attention }
}

const SkipLink = ({ onSkip }: { readonly onSkip: () => void }) => (
  <button type="button" class="button skip-link" onClick={onSkip}>
    {useWords().actions.skip}
  </button>
)

interface ShareButtonProps {
  readonly label: string
  readonly open: Signal<boolean>
}

const ShareButton = ({ label, open: dialog }: ShareButtonProps) => (
  <button type="button" class="button share" aria-label={label} onClick={show(dialog)}>
    <Glyph name="share" />
    <span>{label}</span>
  </button>
)

function RoleBadge({ session }: { readonly session: Session }) {
  const words = useWords().room
  const role = session.role.value
  if (role === null || canWrite(role)) return null
  return (
    <span class="badge">
      <Glyph name="eye" />
      <span>{role === 'commenter' ? words.viewOnlyForNow : words.viewOnly}</span>
    </span>
  )
}

interface TextAreaProps {
  readonly session: Session
  readonly editor: { current: Editor | null }
  readonly habit: Signal<KeyHabit>
}

/** Focus goes to the text at once, but on a touch screen, where it would bring up the keyboard. */
function TextArea({ session, editor, habit }: TextAreaProps) {
  const words = useWordsSignal()
  const { tools: label } = useWords().writing
  const { status, role, refusal } = session
  const saved = useComputed(
    () => statusWords(words.value, status.value, role.value, refusal.value).words,
  )
  const host = useRef<HTMLElement>(null)
  const made = useSignal<Editor | null>(null)
  const news = useSignal<PictureNews | null>(null)
  useEffect(() => {
    if (host.current === null) return
    const now = createEditor(host.current, session, words, news, { habit, saved })
    editor.current = now
    made.value = now
    const unfollow = followVisibleHeight(host.current.closest<HTMLElement>('.room') ?? host.current)
    if (matchMedia('(pointer: fine)').matches) now.focus()
    return () => {
      unfollow()
      editor.current = null
      now.destroy()
    }
  }, [session, editor, words, made, news, habit, saved])
  const hasTools = canWrite(role.value)
  return (
    <div class="writing">
      {/* Until it is known who one is, the place is kept: most may write, and the text should not move. */}
      {(hasTools || role.value === null) && session.kind.value === MARKDOWN && (
        <section class="tools-place" aria-label={label}>
          {hasTools && made.value && <Toolbar tools={made.value.tools} />}
        </section>
      )}
      <main ref={host} class="page">
        {made.value && (
          <EdgeArrows
            edges={made.value.edges}
            onPerson={({ clients }) => editor.current?.goTo(clients)}
            onFocusLost={() => editor.current?.focus()}
          />
        )}
      </main>
      <PictureNotice news={news} />
    </div>
  )
}
