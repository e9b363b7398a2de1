/**
 * Trouble: the full screens for when a document cannot be worked in.
 *
 * Each says in plain words what happened and offers a way on. Promises that no text is thrown away:
 * what this browser holds is shown, whole, and can be copied.
 */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { TroubleId } from '../session/access.ts'
import { rememberPlace, SIGN_IN, SIGN_OUT } from '../session/account.ts'
import { linkTo } from '../session/recent.ts'
import { createRoom } from '../session/room-creation.ts'
import { CopyButton } from './copy-button.tsx'
import { Mark } from './icons.tsx'

interface Words {
  readonly title: string
  readonly says: string
  /** Whether loading the page again is the best way on. */
  readonly retry: boolean
  /** What this browser holds is what the server does not take: loading it again helps only without that. */
  readonly discard?: boolean
  /** Only the person who was here can go on. */
  readonly signIn?: boolean
}

/** What has been made anew has a page of its own: draft.tsx. */
type Id = Exclude<TroubleId, 'made-anew'>

const WORDS: Readonly<Record<Id, Words>> = {
  'not-found': {
    title: 'This document does not exist, or the link is wrong',
    says: 'Check that the link was copied whole, to its last letter, or ask whoever sent it to send it again.',
    retry: false,
  },
  trashed: {
    title: 'This document is in the trash',
    says: 'An owner has thrown it away. For 30 days an owner can take it out again, on the start page.',
    retry: false,
  },
  removed: {
    title: 'Your access was removed',
    says: 'An owner of this document took your access away. Only they can give it back: ask them for a new link.',
    retry: false,
  },
  'signed-out': {
    title: 'You are signed out',
    says: 'Somebody signed out in this browser, or it was too long ago that you signed in. Sign in to go on. What was not sent yet is kept in this browser, and is sent then.',
    retry: false,
    signIn: true,
  },
  forbidden: {
    title: 'Some of what this browser holds may not be written here',
    says: 'It has changes that were never sent, and your role in this document does not allow them any more. Copy the text, and load the document without them.',
    retry: false,
    discard: true,
  },
  'link-expired': {
    title: 'This link has run out',
    says: 'It was good until a certain time, and that has passed. Ask an owner of the document for a new link.',
    retry: false,
  },
  'link-used': {
    title: 'This link was for one person',
    says: 'Somebody has used it already, perhaps you in another browser. Ask an owner of the document for a new link.',
    retry: false,
  },
  'author-conflict': {
    title: 'Some of what this browser holds was written by somebody else',
    says: 'It has changes that were never sent, made under another name than yours, so the server does not take them. Copy the text, load the document without them, and add what is missing.',
    retry: false,
    discard: true,
  },
  'too-big': {
    title: 'This document is too big',
    says: 'The server takes no more than it is set to. Copy your text and go on in a new document, or in several.',
    retry: false,
    discard: true,
  },
  malformed: {
    title: 'This page and the server do not understand each other',
    says: 'The server was probably updated while this page was open. Loading it again usually helps.',
    retry: true,
  },
  refused: {
    title: 'The server does not let this page in',
    says: 'It refused several times in a row. Load the page again; if that does not help, tell whoever runs this server.',
    retry: true,
  },
}

const Again = ({ isMain }: { readonly isMain: boolean }) => (
  <button
    type="button"
    class={isMain ? 'button is-main' : 'button'}
    onClick={() => location.reload()}
  >
    Try again
  </button>
)

interface FrameProps {
  readonly title: string
  readonly children: ComponentChildren
}

export function Frame({ title, children }: FrameProps) {
  return (
    <main class="trouble">
      <div class="trouble-body">
        <Mark />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}

const Home = ({ isMain }: { readonly isMain: boolean }) => (
  <a class={isMain ? 'button is-main' : 'button'} href="/">
    Go to the start page
  </a>
)

/** The second is for whoever else sits here now. */
const SignIn = () => (
  <>
    <a class="button is-main" href={SIGN_IN} onClick={rememberPlace}>
      Sign in
    </a>
    <a class="button" href={SIGN_OUT} onClick={rememberPlace}>
      Go on as somebody else
    </a>
  </>
)

interface TroubleProps {
  readonly id: Id
  readonly text: string
  /** Gives up what was never sent. */
  readonly onDiscard?: () => void
}

export function TroublePage({ id, text, onDiscard }: TroubleProps) {
  const { title, says, retry, discard, signIn } = WORDS[id]
  return (
    <Frame title={title}>
      <p>{says}</p>
      <div class="trouble-ways">
        {retry && <Again isMain />}
        {signIn && <SignIn />}
        <Home isMain={!retry && !signIn} />
        {discard && onDiscard && (
          <button type="button" class="button" onClick={onDiscard}>
            Load it without my unsent changes
          </button>
        )}
        {!retry && !discard && !signIn && <Again isMain={false} />}
      </div>
      {text !== '' && (
        <section class="rescue">
          <div class="rescue-head">
            <p class="quiet">This is the text as this browser has it. Nothing of it is lost.</p>
            <CopyButton label="Copy my text" text={() => text} />
            <OpenAnew text={text} />
          </div>
          <textarea class="rescue-text" aria-label="Your text" readOnly value={text} />
        </section>
      )}
    </Frame>
  )
}

interface OpenAnewProps {
  readonly text: string
  /** Once it is there, before it is opened. */
  readonly onMade?: () => Promise<void>
}

/** A document of one's own, with what one had here. */
export function OpenAnew({ text, onMade }: OpenAnewProps) {
  const fault = useSignal('')
  const open = async () => {
    const made = await createRoom({ text })
    if (made.kind === 'failed') fault.value = made.words
    else {
      await onMade?.()
      location.assign(linkTo(made.value.roomId, made.value.secret))
    }
  }
  return (
    <>
      <button type="button" class="button" onClick={() => void open()}>
        Open it as a new document
      </button>
      {fault.value !== '' && <p role="alert">{fault.value}</p>}
    </>
  )
}

export function LostPage() {
  return (
    <Frame title="There is no page here">
      <p>The address may be mistyped. A document’s address looks like this: /d/… with a # in it.</p>
      <div class="trouble-ways">
        <Home isMain />
      </div>
    </Frame>
  )
}
