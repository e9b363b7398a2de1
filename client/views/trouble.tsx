/**
 * Trouble: the full screens for when a document cannot be worked in.
 *
 * Each says in plain words what happened and offers a way on. Promises that no text is thrown away:
 * what this browser holds is shown, whole, and can be copied.
 */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { cleanName } from '../../shared/names.ts'
import { TITLE_MAX } from '../../shared/protocol.ts'
import type { TroubleId } from '../session/access.ts'
import { rememberPlace, SIGN_IN, SIGN_OUT } from '../session/account.ts'
import { linkTo } from '../session/recent.ts'
import { createRoom } from '../session/room-creation.ts'
import { useWords } from '../words/language.ts'
import { CopyButton } from './copy-button.tsx'
import { useFaults } from './faults.ts'
import { Mark } from './icons.tsx'

interface Ways {
  /** Whether loading the page again is the best way on. */
  readonly retry?: boolean
  /** What this browser holds is what the server does not take: loading it again helps only without that. */
  readonly discard?: boolean
  /** Only the person who was here can go on. */
  readonly signIn?: boolean
}

/** What has been made anew has a page of its own: draft.tsx. */
type Id = Exclude<TroubleId, 'made-anew'>

const WAYS: Readonly<Partial<Record<Id, Ways>>> = {
  'signed-out': { signIn: true },
  forbidden: { discard: true },
  'author-conflict': { discard: true },
  'too-big': { discard: true },
  malformed: { retry: true },
  refused: { retry: true },
}

const Again = ({ isMain }: { readonly isMain: boolean }) => (
  <button
    type="button"
    class={isMain ? 'button is-main' : 'button'}
    onClick={() => location.reload()}
  >
    {useWords().common.tryAgain}
  </button>
)

interface FrameProps {
  readonly title: string
  readonly children: ComponentChildren
}

export function Frame({ title, children }: FrameProps) {
  // The document's own would stay, for whoever sits here next.
  useEffect(() => {
    document.title = `${title} · Weft`
  }, [title])
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
    {useWords().common.goHome}
  </a>
)

/** The second is for whoever else sits here now. */
const SignIn = () => (
  <>
    <a class="button is-main" href={SIGN_IN} onClick={rememberPlace}>
      {useWords().account.signIn}
    </a>
    <a class="button" href={SIGN_OUT} onClick={rememberPlace}>
      {useWords().trouble.goOnAsOther}
    </a>
  </>
)

interface TroubleProps {
  readonly id: Id
  readonly title: string
  readonly text: string
  /** Gives up what was never sent. */
  readonly onDiscard?: () => void
}

export function TroublePage({ id, title, text, onDiscard }: TroubleProps) {
  const words = useWords().trouble
  const { title: heading, says } = words[id]
  const { retry = false, discard, signIn } = WAYS[id] ?? {}
  return (
    <Frame title={heading}>
      <p>{says}</p>
      <div class="trouble-ways">
        {retry && <Again isMain />}
        {signIn && <SignIn />}
        <Home isMain={!retry && !signIn} />
        {discard && onDiscard && (
          <button type="button" class="button" onClick={onDiscard}>
            {words.discard}
          </button>
        )}
        {!retry && !discard && !signIn && <Again isMain={false} />}
      </div>
      {text !== '' && (
        <section class="rescue">
          <div class="rescue-head">
            <p class="quiet">{words.rescue}</p>
            <CopyButton label={words.copyText} text={() => text} />
            <OpenAnew title={title} text={text} />
          </div>
          <textarea class="rescue-text" aria-label={words.yourText} readOnly value={text} />
        </section>
      )}
    </Frame>
  )
}

interface OpenAnewProps {
  readonly title: string
  readonly text: string
  /** Once it is there, before it is opened. */
  readonly onMade?: () => Promise<void>
}

/** A document of one's own, with what one had here. */
export function OpenAnew({ title, text, onMade }: OpenAnewProps) {
  const words = useWords().trouble
  const say = useFaults()
  const fault = useSignal('')
  const open = async () => {
    const made = await createRoom({ title: cleanName(title, TITLE_MAX), text })
    if (made.kind === 'failed') fault.value = say(made.fault)
    else {
      await onMade?.()
      location.assign(linkTo(made.value.roomId, made.value.secret))
    }
  }
  return (
    <>
      <button type="button" class="button" onClick={() => void open()}>
        {words.openAnew}
      </button>
      {fault.value !== '' && <p role="alert">{fault.value}</p>}
    </>
  )
}

export function LostPage() {
  const words = useWords().trouble.lost
  return (
    <Frame title={words.title}>
      <p>{words.says}</p>
      <div class="trouble-ways">
        <Home isMain />
      </div>
    </Frame>
  )
}
