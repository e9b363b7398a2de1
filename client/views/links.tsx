/**
 * Links: an owner's list of a document's share links, and the form that makes one.
 *
 * Says of each in words what it allows, until when, and who came by it; changing or revoking it takes
 * effect at once for all of them. A link's address can be shown only right after it was made, since the
 * server keeps no secret.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { CreatedLink, ListedLink } from '../../shared/api.ts'
import { LABEL_MAX, PASSWORD_MAX, type Role } from '../../shared/protocol.ts'
import type { OwnerAnswer } from '../session/owner.ts'
import type { Session } from '../session/session.ts'
import { CopyButton } from './copy-button.tsx'
import { ROLE_WORDS } from './people.tsx'
import { RoleSelect } from './role-select.tsx'

const HOUR_S = 3_600
/** When a link may run out, in seconds from now. */
const ENDS: readonly (readonly [words: string, value: string])[] = [
  ['Never runs out', ''],
  ['Runs out in 1 hour', String(HOUR_S)],
  ['Runs out in 1 day', String(24 * HOUR_S)],
  ['Runs out in 7 days', String(7 * 24 * HOUR_S)],
  ['Runs out at …', 'date'],
]

/** The list, and what went wrong last. */
interface Shelf {
  readonly links: Signal<readonly ListedLink[]>
  readonly fault: Signal<string>
  readonly made: Signal<CreatedLink | null>
}

export function LinkManager({ session }: { readonly session: Session }) {
  const links = useSignal<readonly ListedLink[]>([])
  const shelf: Shelf = { links, fault: useSignal(''), made: useSignal<CreatedLink | null>(null) }
  useEffect(() => void refresh(session, shelf), [session])
  return (
    <details class="own-link">
      <summary>All links</summary>
      <div class="stack">
        <ul class="links" aria-label="Links">
          {links.value.map((link) => (
            <LinkItem key={link.id} link={link} session={session} shelf={shelf} />
          ))}
        </ul>
        {shelf.fault.value !== '' && <p role="alert">{shelf.fault.value}</p>}
        <NewLink session={session} shelf={shelf} />
      </div>
    </details>
  )
}

async function refresh(session: Session, shelf: Shelf): Promise<void> {
  const listed = taken(await session.owner.links(), shelf)
  if (listed) shelf.links.value = listed.links
}

/** What was asked for; what went wrong is said. */
function taken<T>(answer: OwnerAnswer<T>, { fault }: Shelf): T | null {
  fault.value = answer.kind === 'failed' ? answer.words : ''
  return answer.kind === 'done' ? answer.value : null
}

interface LinkProps {
  readonly session: Session
  readonly shelf: Shelf
}

function LinkItem({ link, session, shelf }: LinkProps & { readonly link: ListedLink }) {
  const name = link.label || ROLE_WORDS[link.role]
  const change = async (role: Role) => {
    taken(await session.owner.changeLink(link.id, { role }), shelf)
    await refreshKeeping(session, shelf)
  }
  const revoke = async () => {
    taken(await session.owner.revokeLink(link.id), shelf)
    await refreshKeeping(session, shelf)
  }
  return (
    <li class={link.revoked === null ? 'link-item' : 'link-item is-gone'}>
      <div class="link-words">
        <h3>{name}</h3>
        <p class="quiet">{described(link)}</p>
      </div>
      {link.revoked === null && (
        <div class="link-acts">
          <RoleSelect
            label={`What «${name}» allows`}
            role={link.role}
            onRole={(role) => void change(role)}
          />
          <button
            type="button"
            class="button"
            aria-label={`Revoke «${name}»`}
            onClick={() => void revoke()}
          >
            Revoke
          </button>
        </div>
      )}
    </li>
  )
}

/** The list anew, and what went wrong before still on screen. */
async function refreshKeeping(session: Session, shelf: Shelf): Promise<void> {
  const said = shelf.fault.value
  await refresh(session, shelf)
  shelf.fault.value ||= said
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

const when = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

function NewLink({ session, shelf }: LinkProps) {
  const role = useSignal<Role>('editor')
  const isDated = useSignal(false)
  const make = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const made = taken(await session.owner.makeLink(wanted(new FormData(form), role.value)), shelf)
    if (!made) return
    shelf.made.value = made
    form.reset()
    isDated.value = false
    await refresh(session, shelf)
  }
  return (
    <form class="new-link" aria-label="New link" onSubmit={(event) => void make(event)}>
      <RoleSelect
        label="What it allows"
        role={role.value}
        onRole={(next) => {
          role.value = next
        }}
      />
      <EndField isDated={isDated} />
      <input
        class="field"
        name="label"
        aria-label="Label"
        placeholder="Label"
        maxLength={LABEL_MAX}
      />
      <input
        class="field"
        name="password"
        type="password"
        autocomplete="new-password"
        aria-label="Password"
        placeholder="Password"
        maxLength={PASSWORD_MAX}
      />
      <label class="check">
        <input type="checkbox" name="once" /> For one person
      </label>
      <button type="submit" class="button is-main">
        Make link
      </button>
      {shelf.made.value !== null && <MadeLink link={shelf.made.value} />}
    </form>
  )
}

function EndField({ isDated }: { readonly isDated: Signal<boolean> }) {
  return (
    <>
      <select
        class="field"
        name="expires"
        aria-label="When it runs out"
        onChange={(event) => {
          isDated.value = event.currentTarget.value === 'date'
        }}
      >
        {ENDS.map(([words, value]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
      {isDated.value && (
        <input class="field" name="date" type="datetime-local" aria-label="Until" required />
      )}
    </>
  )
}

/** Only what was filled in. */
function wanted(form: FormData, role: Role) {
  const field = (name: string) => String(form.get(name) ?? '')
  const password = field('password')
  return {
    role,
    label: field('label'),
    expires: endOf(field('expires'), field('date')),
    ...(password && { password }),
    once: form.has('once'),
  }
}

/** In seconds since 1970; null: never. */
function endOf(expires: string, date: string): number | null {
  if (expires === '') return null
  const end = expires === 'date' ? Date.parse(date) : Date.now() + Number(expires) * 1000
  return Math.floor(end / 1000)
}

function MadeLink({ link }: { readonly link: CreatedLink }) {
  return (
    <div class="made-link">
      <p class="quiet">Copy it now: it cannot be shown again.</p>
      <div class="field-row">
        <input class="field" aria-label="The new link" readOnly value={link.url} />
        <CopyButton label="Copy the new link" words="Copy" text={() => link.url} />
      </div>
    </div>
  )
}
