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
import type { Words } from '../words/en.ts'
import { useWords } from '../words/language.ts'
import { when } from './ago.ts'
import type { Asked } from './asked.ts'
import { NewLink } from './new-link.tsx'
import { RoleSelect } from './role-select.tsx'

interface LinksProps {
  readonly session: Session
  readonly links: Asked<ListedLinks>
}

export function LinkManager({ session, links }: LinksProps) {
  const words = useWords().links
  return (
    <details class="own-link">
      <summary>{words.all}</summary>
      <div class="stack">
        <ul class="links" aria-label={words.list}>
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
  const words = useWords()
  const isAsking = useSignal(false)
  const isGone = link.revoked !== null
  return (
    <li class={isGone ? 'link-item is-gone' : 'link-item'}>
      <div class="link-words">
        <h3>{nameOf(words, link)}</h3>
        <p class="quiet">{described(words, link)}</p>
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

const nameOf = ({ roles }: Words, { label, role }: ListedLink): string => label || roles[role]

type ActsProps = LinkProps & { readonly isAsking: Signal<boolean> }

function LinkActs({ link, session, links, isAsking }: ActsProps) {
  const all = useWords()
  const words = all.links
  const name = nameOf(all, link)
  return (
    <div class="link-acts">
      <RoleSelect
        label={words.allows(name)}
        role={link.role}
        onRole={(role) => void links.settle(session.owner.changeLink(link.id, { role }))}
      />
      <button
        type="button"
        class="button"
        aria-label={words.revokeOne(name)}
        onClick={() => {
          isAsking.value = true
        }}
      >
        {words.revoke}
      </button>
    </div>
  )
}

/** What was clicked is gone: the focus goes to the way back. */
const focus = (button: HTMLButtonElement | null): void => button?.focus()

function Revoking({ link, session, links, isAsking }: ActsProps) {
  const all = useWords()
  const words = all.links
  const keep = () => {
    isAsking.value = false
  }
  const revoke = () => links.settle(session.owner.revokeLink(link.id)).then(keep)
  return (
    <fieldset class="revoking" aria-label={words.revokeAsk(nameOf(all, link))}>
      <p>{warning(words, link, link.id === linkIdOf(session.secret))}</p>
      <div class="link-acts">
        <button type="button" class="button is-danger" onClick={() => void revoke()}>
          {words.revokeIt}
        </button>
        <button ref={focus} type="button" class="button" onClick={keep}>
          {words.keep}
        </button>
      </div>
    </fieldset>
  )
}

/** The server names no more. */
const USES_MAX = 100

/** What revoking a link does, and to whom; `isOwn`: whoever asks came by it himself. */
export function warning(words: Words['links'], { uses }: ListedLink, isOwn: boolean): string {
  const who = () => {
    if (isOwn) return words.ownWarning
    if (uses.length === 0) return words.nobody
    if (uses.length === 1) return words.oneOut(uses[0]?.name ?? '')
    return uses.length < USES_MAX ? words.manyOut(uses.length) : words.veryManyOut(USES_MAX)
  }
  return `${who()} ${words.ends}`
}

/** In words: until when, under which terms, who. */
export function described(all: Words, link: ListedLink): string {
  const { links: words } = all
  const { revoked, expires, hasPassword, once, uses } = link
  if (revoked !== null) return words.revoked(when(all, revoked))
  return [
    expires === null ? words.never : words.runsOut(when(all, expires)),
    ...(hasPassword ? [words.password] : []),
    ...(once ? [words.once] : []),
    usedBy(
      all,
      uses.map(({ name }) => name),
    ),
  ].join(' · ')
}

const NAMED = 3

function usedBy({ tag, links: words }: Words, names: readonly string[]): string {
  if (names.length === 0) return words.unused
  const more = names.length - NAMED
  const parts = [...names.slice(0, NAMED), ...(more > 0 ? [words.usedMore(more)] : [])]
  return words.used(new Intl.ListFormat(tag).format(parts))
}
