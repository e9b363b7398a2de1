/**
 * Account: signing in and out, as people see it; nothing where the server has no signing in.
 *
 * The way to the provider is a plain link: the browser leaves this page for it. What comes of it has a
 * page of its own (sign-in.tsx).
 */
import type { ComponentChildren } from 'preact'
import { type Account, rememberPlace, SIGN_IN, SIGN_OUT } from '../session/account.ts'
import { useWords } from '../words/language.ts'
import { Glyph } from './icons.tsx'

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
  const words = useWords().account
  const me = account.me.value
  if (!me?.signIn) return null
  if (me.user === null) return <SignInLink class="button">{words.signIn}</SignInLink>
  return (
    <>
      <span class="account-name">{me.user.name}</span>
      <SignOutLink class="button">{words.signOut}</SignOutLink>
    </>
  )
}

/** In the menu of a document. */
export function AccountItem({ account }: AccountProps) {
  const words = useWords().account
  const me = account.me.value
  if (!me?.signIn) return null
  const Way = me.user === null ? SignInLink : SignOutLink
  return (
    <>
      <Way class="menu-item">
        <Glyph name="key" />
        {me.user === null ? words.signIn : words.signOut}
      </Way>
      {me.user !== null && <p class="menu-note">{words.signedInAs(me.user.name)}</p>}
      <hr />
    </>
  )
}

/** In the place of the button that makes one, where guests may not. */
export const SignInToMake = () => (
  <div class="new">
    <SignInLink class="button is-main is-big">
      <Glyph name="key" />
      {useWords().account.signInToMake}
    </SignInLink>
  </div>
)
