/**
 * Share: the dialog that gives the document away, link by link.
 *
 * Offers what the holder of this page's link may give: its own role and each lesser one, worked out
 * here without asking the server. Says in words what each allows; the owner's own link is kept apart.
 */
import { type Signal, useComputed } from '@preact/signals'
import { LINKED_ROLES, type LinkedRole, secretsFrom } from '../../shared/secrets.ts'
import { linkTo } from '../session/recent.ts'
import type { Session } from '../session/session.ts'
import { CopyButton } from './copy-button.tsx'
import { Dialog } from './dialog.tsx'
import { Glyph, type IconName } from './icons.tsx'
import { LinkManager } from './links.tsx'
import { PeopleHere } from './people-here.tsx'

interface Offer {
  readonly title: string
  readonly allows: string
  readonly field: string
  readonly icon: IconName
}

const OFFERS: Readonly<Record<LinkedRole, Offer>> = {
  owner: {
    title: 'Owner',
    allows: 'Anyone with this link owns the document as you do. Keep it for yourself.',
    field: 'Link to own',
    icon: 'key',
  },
  editor: {
    title: 'Can write',
    allows: 'Anyone with this link can read and write.',
    field: 'Link to write',
    icon: 'pen',
  },
  viewer: {
    title: 'Can read',
    allows: 'Anyone with this link can read, not change.',
    field: 'Link to read',
    icon: 'eye',
  },
}

interface ShareProps {
  readonly session: Session
  readonly open: Signal<boolean>
}

export function ShareDialog({ session, open }: ShareProps) {
  return (
    <Dialog open={open} title="Share this document">
      <Links session={session} />
    </Dialog>
  )
}

function Links({ session }: { readonly session: Session }) {
  const links = useComputed(() => {
    const role = LINKED_ROLES.find((each) => each === session.role.value)
    return role === undefined ? [] : secretsFrom(role, session.secret)
  })
  const address = (secret: string) => location.origin + linkTo(session.roomId, secret)
  const own = links.value.find((link) => link.role === 'owner')
  const given = links.value.filter((link) => link.role !== 'owner')
  return (
    <div class="stack">
      {given.map((link, at) => (
        <LinkRow key={link.role} gives={link.role} url={address(link.secret)} isFirst={at === 0} />
      ))}
      {links.value.length === 0 && (
        <p class="quiet">
          Your link cannot be passed on yet: this page has not reached the server.
        </p>
      )}
      {session.role.value === 'owner' && (
        <>
          <LinkManager session={session} />
          <PeopleHere session={session} />
        </>
      )}
      {own !== undefined && (
        <details class="own-link">
          <summary>Your own link</summary>
          <LinkRow gives="owner" url={address(own.secret)} />
        </details>
      )}
    </div>
  )
}

interface LinkRowProps {
  readonly gives: LinkedRole
  readonly url: string
  /** Its Copy button has the focus when the dialog opens. */
  readonly isFirst?: boolean
}

function LinkRow({ gives, url, isFirst = false }: LinkRowProps) {
  const { title, allows, field, icon } = OFFERS[gives]
  return (
    <section class={`link-row is-${gives}`}>
      <span class="link-icon">
        <Glyph name={icon} />
      </span>
      <div class="link-words">
        <h3>{title}</h3>
        <p class="quiet">{allows}</p>
      </div>
      <div class="field-row">
        <input
          class="field"
          aria-label={field}
          readOnly
          value={url}
          onFocus={(event) => selectFromStart(event.currentTarget)}
        />
        <CopyButton
          label={`Copy ${field.toLowerCase()}`}
          words="Copy"
          text={() => url}
          isMain={gives === 'editor'}
          isFirst={isFirst}
        />
      </div>
    </section>
  )
}

/** `select` would scroll to the link's tail: backward, its start stays in sight. */
function selectFromStart(field: HTMLInputElement): void {
  field.setSelectionRange(0, field.value.length, 'backward')
}
