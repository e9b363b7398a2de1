/**
 * Links: an owner's list of a document's share links.
 *
 * Says of each in words what it allows, until when, and who came by it; changing or revoking it takes
 * effect at once for all of them, so what revoking would do is said first.
 */
import { type Signal, useSignal } from '@preact/signals'
import type { ListedLink, ListedLinks } from '../../shared/api.ts'
import { ROLES } from '../../shared/protocol.ts'
import { linkIdOf } from '../../shared/secrets.ts'
import type { Session } from '../session/session.ts'
import type { Asked } from './asked.ts'
import { NewLink } from './new-link.tsx'
import { ROLE_WORDS } from './people.tsx'
import { RoleSelect } from './role-select.tsx'

interface LinksProps {
  readonly session: Session
  readonly links: Asked<ListedLinks>
}

export function LinkManager({ session, links }: LinksProps) {
  return (
    <details class="own-link">
      <summary>All links</summary>
      <div class="stack">
        <ul class="links" aria-label="Links">
          {links.known.value?.links.toSorted(byAge).map((link) => (
            <LinkItem key={link.id} link={link} session={session} links={links} />
          ))}
        </ul>
        {links.fault.value !== '' && <p role="alert">{links.fault.value}</p>}
        <NewLink session={session} links={links} />
      </div>
    </details>
  )
}

/** The oldest first; of those that came with the document, the strongest. */
const byAge = (one: ListedLink, other: ListedLink): number =>
  one.created - other.created || ROLES.indexOf(other.role) - ROLES.indexOf(one.role)

type LinkProps = LinksProps & { readonly link: ListedLink }

function LinkItem({ link, session, links }: LinkProps) {
  const isAsking = useSignal(false)
  const isGone = link.revoked !== null
  return (
    <li class={isGone ? 'link-item is-gone' : 'link-item'}>
      <div class="link-words">
        <h3>{nameOf(link)}</h3>
        <p class="quiet">{described(link)}</p>
      </div>
      {!isGone && !isAsking.value && (
        <LinkActs link={link} session={session} links={links} isAsking={isAsking} />
      )}
      {!isGone && isAsking.value && (
        <Revoking link={link} session={session} links={links} isAsking={isAsking} />
      )}
    </li>
  )
}

const nameOf = ({ label, role }: ListedLink): string => label || ROLE_WORDS[role]

type ActsProps = LinkProps & { readonly isAsking: Signal<boolean> }

function LinkActs({ link, session, links, isAsking }: ActsProps) {
  return (
    <div class="link-acts">
      <RoleSelect
        label={`What «${nameOf(link)}» allows`}
        role={link.role}
        onRole={(role) => void links.settle(session.owner.changeLink(link.id, { role }))}
      />
      <button
        type="button"
        class="button"
        aria-label={`Revoke «${nameOf(link)}»`}
        onClick={() => {
          isAsking.value = true
        }}
      >
        Revoke
      </button>
    </div>
  )
}

/** What was clicked is gone: the focus goes to the way back. */
const focus = (button: HTMLButtonElement | null): void => button?.focus()

function Revoking({ link, session, links, isAsking }: ActsProps) {
  const keep = () => {
    isAsking.value = false
  }
  const revoke = () => links.settle(session.owner.revokeLink(link.id)).then(keep)
  return (
    <fieldset class="revoking" aria-label={`Revoke «${nameOf(link)}»?`}>
      <p>{warning(link, link.id === linkIdOf(session.secret))}</p>
      <div class="link-acts">
        <button type="button" class="button is-danger" onClick={() => void revoke()}>
          Revoke it
        </button>
        <button ref={focus} type="button" class="button" onClick={keep}>
          Keep it
        </button>
      </div>
    </fieldset>
  )
}

/** The server names no more. */
const USES_MAX = 100

/** What revoking a link does, and to whom; `isOwn`: whoever asks came by it himself. */
export function warning({ uses }: ListedLink, isOwn: boolean): string {
  const ends = 'A revoked link never works again.'
  if (isOwn)
    return `You came by this link yourself and will be out at once, too. Open another link to own the document first. ${ends}`
  if (uses.length === 0) return `Nobody came by it yet. ${ends}`
  if (uses.length === 1) return `${uses[0]?.name} came by it and will be out at once. ${ends}`
  const many = uses.length < USES_MAX ? `${uses.length}` : `${USES_MAX} or more`
  return `${many} people came by it and will be out at once. ${ends}`
}
/** In words: until when, under which terms, who. */
export function described(link: ListedLink): string {
  const { revoked, expires, hasPassword, once, uses } = link
  if (revoked !== null) return `Revoked ${when(revoked)}`
  const names = uses.map(({ name }) => name)
  return [
    expires === null ? 'Never runs out' : `Runs out ${when(expires)}`,
    ...(hasPassword ? ['asks for a password'] : []),
    ...(once ? ['for one person'] : []),
    names.length === 0 ? 'nobody came by it yet' : `used by ${listing(names)}`,
  ].join(' · ')
}

const NAMED = 3

const listing = (names: readonly string[]): string => {
  const more = names.length - NAMED
  return names.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

export const when = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
