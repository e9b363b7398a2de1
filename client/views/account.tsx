/**
 * Account: signing in and out, as people see it; nothing where the server has no signing in.
 *
 * The way to the provider is a plain link: the browser leaves this page for it. What comes of it has a
 * page of its own, on which no document is open, so that nothing is written while a guest becomes a
 * person or a person leaves.
 */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import {
  type Account,
  forgetPlace,
  placeBefore,
  rememberPlace,
  roomsToKeep,
  SIGN_IN,
  SIGN_OUT,
  signOut,
} from '../session/account.ts'
import { Glyph } from './icons.tsx'
import type { Outcome } from './route.ts'
import { Frame } from './trouble.tsx'

interface AccountProps {
  readonly account: Account
}

interface LinkProps {
  readonly class: string
  readonly children: ComponentChildren
}

export const SignInLink = ({ class: look, children }: LinkProps) => (
  <a class={look} href={SIGN_IN} onClick={rememberPlace}>
    {children}
  </a>
)

export const SignOutLink = ({ class: look, children }: LinkProps) => (
  <a class={look} href={SIGN_OUT} onClick={rememberPlace}>
    {children}
  </a>
)

/** In the head of the start page. */
export function AccountCorner({ account }: AccountProps) {
  const me = account.me.value
  if (!me?.signIn) return null
  if (me.user === null) return <SignInLink class="button">Sign in</SignInLink>
  return (
    <>
      <span class="account-name">{me.user.name}</span>
      <SignOutLink class="button">Sign out</SignOutLink>
    </>
  )
}

/** In the menu of a document. */
export function AccountItem({ account }: AccountProps) {
  const me = account.me.value
  if (!me?.signIn) return null
  const Way = me.user === null ? SignInLink : SignOutLink
  return (
    <>
      <Way class="menu-item">
        <Glyph name="key" />
        {me.user === null ? 'Sign in' : 'Sign out'}
      </Way>
      {me.user !== null && <p class="menu-note">Signed in as {me.user.name}</p>}
      <hr />
    </>
  )
}

/** In the place of the button that makes one, where guests may not. */
export const SignInToMake = () => (
  <div class="new">
    <SignInLink class="button is-main is-big">
      <Glyph name="key" />
      Sign in to make a document
    </SignInLink>
  </div>
)

export function SignInPage({ outcome, account }: AccountProps & { readonly outcome: Outcome }) {
  if (outcome === 'out') return <LeavePage />
  if (outcome === 'done') return <ArrivePage account={account} />
  return <FailedPage {...FAILURES[outcome]} />
}

interface Failure {
  readonly title: string
  readonly says: string
}

const FAILURES: Readonly<Record<Exclude<Outcome, 'done' | 'out'>, Failure>> = {
  refused: {
    title: 'You are not signed in',
    says: 'Where you sign in, it was stopped or not allowed. You can go on without it, or try again.',
  },
  unreachable: {
    title: 'Signing in does not work right now',
    says: 'The place where one signs in cannot be reached. Try again in a moment, or go on without it; if it stays so, tell whoever runs this server.',
  },
  failed: {
    title: 'Signing in did not work',
    says: 'That happens when it takes longer than ten minutes, or is begun in two tabs. Try again; if that does not help, tell whoever runs this server.',
  },
}

const FailedPage = ({ title, says }: Failure) => (
  <Frame title={title}>
    <p>{says}</p>
    <div class="trouble-ways">
      <a class="button is-main" href={SIGN_IN}>
        Try again
      </a>
      <a class="button" href={placeBefore()}>
        Go on without signing in
      </a>
    </div>
  </Frame>
)

/** Not in the history: who goes back from here goes to where he was. */
function ArrivePage({ account }: AccountProps) {
  const failed = useSignal(false)
  useEffect(() => {
    void account.settled.then((isSettled) => {
      if (!isSettled) {
        failed.value = true
        return
      }
      const place = placeBefore()
      forgetPlace()
      location.replace(place)
    })
  }, [account, failed])
  if (!failed.value) return <Frame title="Signing you in…">{null}</Frame>
  return (
    <Frame title="You are signed in, but the server cannot be reached">
      <p>What you wrote before is not yours yet. Try again in a moment: nothing of it is lost.</p>
      <div class="trouble-ways">
        <button type="button" class="button is-main" onClick={() => location.reload()}>
          Try again
        </button>
      </div>
    </Frame>
  )
}

function LeavePage() {
  const busy = useSignal(false)
  const problem = useSignal('')
  const leave = async () => {
    if (busy.value) return
    busy.value = true
    const left = await signOut()
    busy.value = false
    if (left.kind === 'failed') problem.value = left.words
    else location.assign(left.url)
  }
  return (
    <Frame title="Sign out of this browser?">
      <p>It then forgets who you are, and which documents were opened here.</p>
      <Kept />
      <div class="trouble-ways">
        <button
          type="button"
          class="button is-main"
          aria-busy={busy.value}
          onClick={() => void leave()}
        >
          Sign out
        </button>
        <a class="button" href={placeBefore()}>
          Stay signed in
        </a>
      </div>
      {problem.value !== '' && <p role="alert">{problem}</p>}
    </Frame>
  )
}

function Kept() {
  const rooms = roomsToKeep()
  if (rooms.length === 0) return null
  return (
    <>
      <p>
        These stay here, because they have changes that were never sent. The changes are yours: open
        the document once more before you go, or sign in here again to send them.
      </p>
      <ul class="kept" aria-label="Kept in this browser">
        {rooms.map(({ roomId, title }) => (
          <li key={roomId}>{title || 'Untitled'}</li>
        ))}
      </ul>
    </>
  )
}
