/**
 * Share: what gives the document away, link by link.
 *
 * Offers what the holder of this page's link may give: its own role and each lesser one, as the server says.
 * Says in words what each allows; an owner's page shows those too that do not work any more, and keeps the
 * owner's own link apart.
 */
import type { GrantedToken, ListedLink } from '../../shared/api.ts'
import type { Role } from '../../shared/protocol.ts'
import { linkIdOf, secretsFrom } from '../../shared/secrets.ts'
import { linkTo } from '../session/recent.ts'
import type { Session } from '../session/session.ts'
import { useWords } from '../words/language.ts'
import { when } from './ago.ts'
import { useAsked } from './asked.ts'
import { Glyph, type IconName } from './icons.tsx'
import { LinkField } from './link-field.tsx'
import { LinkManager } from './links.tsx'
import { PeopleHere } from './people-here.tsx'

const ICONS: Readonly<Record<Role, IconName>> = {
  owner: 'key',
  editor: 'pen',
  commenter: 'eye',
  viewer: 'eye',
}

type Pass = GrantedToken['passes'][number]

/** A link that this page can hand on. */
interface Offer {
  readonly role: Role
  readonly url: string
  /** When it stopped working, in seconds since 1970; null: it works. */
  readonly ended: number | null
}

/** For an owner, or for whoever may only pass on what he came by. */
export function Share({ session }: { readonly session: Session }) {
  return session.role.value === 'owner' ? <Owned session={session} /> : <Given session={session} />
}

function Given({ session }: { readonly session: Session }) {
  const words = useWords().share
  const offers = offersOf(session)
  if (offers.length > 0) return <Offers offers={offers} />
  return <p class="quiet">{session.secret === '' ? words.noLink : words.notYet}</p>
}

/** An owner may have revoked or changed what the page can work out, so the server is asked. */
function Owned({ session }: { readonly session: Session }) {
  const words = useWords().share
  const links = useAsked(session.owner, (owner) => owner.links())
  const offers = offersOf(session, links.known.value?.links)
  const [own, ...given] = offers
  return (
    <div class="stack">
      <Offers offers={given} />
      <LinkManager session={session} links={links} />
      <PeopleHere session={session} />
      {own !== undefined && (
        <details class="own-link">
          <summary>{words.own}</summary>
          <OfferRow offer={own} />
        </details>
      )}
    </div>
  )
}

/** The session's own link first. `listed`: how things are at the server, once that is known. */
function offersOf(session: Session, listed?: readonly ListedLink[]): Offer[] {
  return secretsOf(session, listed).flatMap(({ role, secret }) => {
    const url = location.origin + linkTo(session.roomId, secret)
    if (!listed) return { role, url, ended: null }
    const id = linkIdOf(secret)
    const link = listed.find((each) => each.id === id)
    // From a link that was made later none is derived.
    return link ? { role: link.role, url, ended: endOf(link) } : []
  })
}

/** As the server says; once an owner's list is there, all that ever were, to show which are not any more. */
function secretsOf({ passes, secret }: Session, listed?: readonly ListedLink[]): readonly Pass[] {
  if (secret === '') return []
  return listed ? secretsFrom('owner', secret) : (passes.value ?? [])
}

const endOf = ({ revoked, expires }: ListedLink): number | null =>
  revoked ?? (expires !== null && expires * 1000 <= Date.now() ? expires : null)

function Offers({ offers }: { readonly offers: readonly Offer[] }) {
  const first = offers.find(({ ended }) => ended === null)
  return (
    <div class="stack">
      {offers.map((offer) => (
        <OfferRow key={offer.url} offer={offer} isFirst={offer === first} />
      ))}
    </div>
  )
}

interface OfferRowProps {
  readonly offer: Offer
  readonly isFirst?: boolean
}

function OfferRow({ offer: { role, url, ended }, isFirst = false }: OfferRowProps) {
  const words = useWords()
  const { title, allows, field } = words.share.roles[role]
  return (
    <section class={`link-row is-${role} ${ended === null ? '' : 'is-gone'}`}>
      <span class="link-icon">
        <Glyph name={ICONS[role]} />
      </span>
      <div class="link-words">
        <h3>{title}</h3>
        <p class="quiet">{ended === null ? allows : words.share.ended(when(words, ended))}</p>
      </div>
      {ended === null && (
        <LinkField name={field} url={url} isMain={role === 'editor'} isFirst={isFirst} />
      )}
    </section>
  )
}
