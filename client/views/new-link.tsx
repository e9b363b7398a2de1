/**
 * New link: the form by which an owner makes a link, and the link's address, which is shown this once.
 */
import { type Signal, useSignal } from '@preact/signals'
import type { CreatedLink, ListedLinks } from '../../shared/api.ts'
import { LABEL_MAX, PASSWORD_MAX, type Role } from '../../shared/protocol.ts'
import type { Session } from '../session/session.ts'
import { useWords } from '../words/language.ts'
import type { Asked } from './asked.ts'
import { LinkField } from './link-field.tsx'
import { RoleSelect } from './role-select.tsx'

const HOUR_S = 3_600
/** When a link may run out, in seconds from now. */
const ENDS = [
  ['never', ''],
  ['inHour', String(HOUR_S)],
  ['inDay', String(24 * HOUR_S)],
  ['inWeek', String(7 * 24 * HOUR_S)],
  ['at', 'date'],
] as const

interface NewLinkProps {
  readonly session: Session
  readonly links: Asked<ListedLinks>
}

export function NewLink({ session, links }: NewLinkProps) {
  const words = useWords().links
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
    <form class="new-link" aria-label={words.form} onSubmit={(event) => void make(event)}>
      <RoleSelect
        label={words.whatAllows}
        role={role.value}
        onRole={(next) => {
          role.value = next
        }}
      />
      <EndField isDated={isDated} />
      <input
        class="field"
        name="label"
        aria-label={words.label}
        placeholder={words.label}
        maxLength={LABEL_MAX}
      />
      <input
        class="field"
        name="password"
        type="password"
        autocomplete="new-password"
        aria-label={words.passwordField}
        placeholder={words.passwordField}
        maxLength={PASSWORD_MAX}
      />
      <label class="check">
        <input type="checkbox" name="once" /> {words.forOne}
      </label>
      <button type="submit" class="button is-main">
        {words.make}
      </button>
      {made.value !== null && <MadeLink link={made.value} />}
    </form>
  )
}

function EndField({ isDated }: { readonly isDated: Signal<boolean> }) {
  const words = useWords().links
  return (
    <>
      <select
        class="field"
        name="expires"
        aria-label={words.when}
        onChange={(event) => {
          isDated.value = event.currentTarget.value === 'date'
        }}
      >
        {ENDS.map(([name, value]) => (
          <option key={value} value={value}>
            {words[name]}
          </option>
        ))}
      </select>
      {isDated.value && (
        <input class="field" name="date" type="datetime-local" aria-label={words.until} required />
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
  const words = useWords().links
  return (
    <div class="made-link">
      <p class="quiet">{words.copyNow}</p>
      <LinkField key={link.id} name={words.made} url={link.url} />
    </div>
  )
}
