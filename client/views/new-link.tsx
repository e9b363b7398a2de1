/**
 * New link: the form by which an owner makes a link, and the link's address, which is shown this once.
 */
import { type Signal, useSignal } from '@preact/signals'
import type { CreatedLink, ListedLinks } from '../../shared/api.ts'
import { LABEL_MAX, PASSWORD_MAX, type Role } from '../../shared/protocol.ts'
import type { Session } from '../session/session.ts'
import type { Asked } from './asked.ts'
import { LinkField } from './link-field.tsx'
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

interface NewLinkProps {
  readonly session: Session
  readonly links: Asked<ListedLinks>
}

export function NewLink({ session, links }: NewLinkProps) {
  const made = useSignal<CreatedLink | null>(null)
  const role = useSignal<Role>('editor')
  const isDated = useSignal(false)
  const make = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const asked = session.owner.makeLink(wanted(new FormData(form), role.value))
    const link = await links.settle(asked)
    if (!link) return
    made.value = link
    form.reset()
    isDated.value = false
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
      {made.value !== null && <MadeLink link={made.value} />}
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
      <LinkField key={link.id} name="The new link" url={link.url} />
    </div>
  )
}
