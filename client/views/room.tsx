/**
 * Room: the page of one open document: a slim bar, and the text.
 *
 * Owns the session and the editor for as long as it is on screen. When the document cannot be worked
 * in, the trouble screen takes its place, with the text.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { goToLine } from '../editor/beside.ts'
import { createEditor, type Editor } from '../editor/editor.ts'
import type { Account } from '../session/account.ts'
import { loadIdentity } from '../session/identity.ts'
import { createSession, type Session } from '../session/session.ts'
import { canWrite } from '../session/status.ts'
import { Glyph, Mark } from './icons.tsx'
import { KeysDialog } from './keys.tsx'
import { Menu } from './menu.tsx'
import { NameDialog } from './name.tsx'
import { Outline } from './outline.tsx'
import { PasswordPage } from './password.tsx'
import { People } from './people.tsx'
import { Preview } from './preview.tsx'
import type { PreviewDesk } from './preview-desk.ts'
import { ShareDialog } from './share.tsx'
import { StatusLine } from './status-line.tsx'
import type { Theme } from './theme.tsx'
import { Title } from './title.tsx'
import { TroublePage } from './trouble.tsx'
import { useViewChoice, ViewSegments } from './view-choice.tsx'

interface RoomProps {
  readonly roomId: string
  readonly secret: string
  readonly theme: Signal<Theme>
  readonly account: Account
}

export function RoomPage({ roomId, secret, theme, account }: RoomProps) {
  const [session] = useState(() => createSession({ roomId, secret, identity: loadIdentity() }))
  useEffect(() => session.destroy, [session])
  const trouble = session.trouble.value
  if (trouble !== null) {
    // What is on screen may be for nobody's eyes any more; what is unsent stays in the local copy.
    const text = trouble === 'signed-out' ? '' : session.text.toString()
    return <TroublePage id={trouble} text={text} onDiscard={() => void discard(session)} />
  }
  if (session.lock.value !== null) return <PasswordPage session={session} />
  return <Room session={session} theme={theme} account={account} />
}

async function discard(session: Session): Promise<void> {
  await session.discard()
  location.reload()
}

interface RoomBodyProps {
  readonly session: Session
  readonly theme: Signal<Theme>
  readonly account: Account
}

function Room({ session, theme, account }: RoomBodyProps) {
  const editor = useRef<Editor | null>(null)
  const sharing = useSignal(false)
  const naming = useSignal(false)
  const keys = useSignal(false)
  const desk = useRef<PreviewDesk | null>(null)
  const choice = useViewChoice(session)
  const goTo = (line: number) => {
    const { current } = editor
    if (current === null) return
    goToLine(current.view, line)
    desk.current?.goToLine(line)
    if (choice.view.peek() !== 'read') current.focus()
  }
  return (
    <div class="room" data-role={session.role.value ?? undefined}>
      <header class="bar">
        <a class="bar-home" href="/" aria-label="Weft, start page">
          <Mark />
        </a>
        <h1 class="visually-hidden">{session.title.value || 'Untitled'}</h1>
        <div class="bar-doc">
          <Title session={session} onDone={() => editor.current?.focus()} />
          <StatusLine session={session} />
        </div>
        <div class="bar-side">
          <RoleBadge session={session} />
          <ViewSegments choice={choice} />
          <Outline text={() => session.text.toString()} onLine={goTo} />
          <People
            people={session.people}
            onPerson={(person) => editor.current?.goTo(person.clients)}
            onYou={() => open(naming)}
          />
          <button
            type="button"
            class="button share"
            aria-label="Share"
            onClick={() => open(sharing)}
          >
            <Glyph name="share" />
            <span>Share</span>
          </button>
          <Menu
            session={session}
            theme={theme}
            account={account}
            onName={() => open(naming)}
            onKeys={() => open(keys)}
          />
        </div>
      </header>
      <div class="desk" data-view={choice.view.value}>
        <TextArea session={session} editor={editor} />
        <Preview session={session} editor={editor} desk={desk} theme={theme} choice={choice} />
      </div>
      <ShareDialog session={session} open={sharing} />
      <NameDialog session={session} open={naming} />
      <KeysDialog open={keys} />
    </div>
  )
}

function open(dialog: Signal<boolean>): void {
  dialog.value = true
}

function RoleBadge({ session }: { readonly session: Session }) {
  const role = session.role.value
  if (role === null || canWrite(role)) return null
  return (
    <span class="badge">
      <Glyph name="eye" />
      <span>{role === 'commenter' ? 'View only for now' : 'View only'}</span>
    </span>
  )
}

interface TextAreaProps {
  readonly session: Session
  readonly editor: { current: Editor | null }
}

/** Focus goes to the text at once, but on a touch screen, where it would bring up the keyboard. */
function TextArea({ session, editor }: TextAreaProps) {
  const host = useRef<HTMLElement>(null)
  useEffect(() => {
    if (host.current === null) return
    const made = createEditor(host.current, session)
    editor.current = made
    if (matchMedia('(pointer: fine)').matches) made.focus()
    return () => {
      editor.current = null
      made.destroy()
    }
  }, [session, editor])
  return <main ref={host} class="page" />
}
