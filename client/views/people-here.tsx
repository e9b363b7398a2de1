/**
 * People here: what an owner may do about each of those who are here, and about all at once.
 *
 * A change holds whatever their links say, takes effect at once, and stays until an owner changes it
 * again. Who was removed is listed too, to be let in again.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ListedPeople } from '../../shared/api.ts'
import type { Role } from '../../shared/protocol.ts'
import type { OwnerAnswer } from '../session/owner.ts'
import type { Session } from '../session/session.ts'
import { RoleSelect } from './role-select.tsx'

interface Desk {
  readonly session: Session
  readonly set: Signal<ListedPeople>
  readonly fault: Signal<string>
}

export function PeopleHere({ session }: { readonly session: Session }) {
  const set = useSignal<ListedPeople>({ locked: false, people: [] })
  const desk: Desk = { session, set, fault: useSignal('') }
  useEffect(() => void refresh(desk), [session])
  const others = session.people.value.filter(({ isYou }) => !isYou)
  const removed = set.value.people.filter(({ role }) => role === null)
  return (
    <details class="own-link">
      <summary>People and lock</summary>
      <div class="stack">
        <LockButton desk={desk} />
        <ul class="links" aria-label="People here">
          {others.map(({ id, name, role }) => (
            <PersonItem key={id} desk={desk} id={id} name={name} role={role} />
          ))}
          {removed.map(({ user, name }) => (
            <RemovedItem key={user} desk={desk} id={user} name={name} />
          ))}
        </ul>
        {desk.fault.value !== '' && <p role="alert">{desk.fault.value}</p>}
      </div>
    </details>
  )
}

async function refresh({ session, set, fault }: Desk): Promise<void> {
  const answer = await session.owner.people()
  if (answer.kind === 'done') set.value = answer.value
  else fault.value = answer.words
}

/** Asks, says what went wrong, and shows how things are now. */
async function settle(desk: Desk, asked: Promise<OwnerAnswer<null>>): Promise<void> {
  const answer = await asked
  desk.fault.value = answer.kind === 'failed' ? answer.words : ''
  await refresh(desk)
}

function LockButton({ desk }: { readonly desk: Desk }) {
  const { locked } = desk.set.value
  return (
    <div class="link-item">
      <p class="quiet link-words">
        {locked ? 'Locked: only owners write.' : 'Everybody writes whose role allows it.'}
      </p>
      <button
        type="button"
        class="button"
        onClick={() => void settle(desk, desk.session.owner.lock(!locked))}
      >
        {locked ? 'Unlock' : 'Lock'}
      </button>
    </div>
  )
}

interface PersonProps {
  readonly desk: Desk
  readonly id: string
  readonly name: string
}

function PersonItem({ desk, id, name, role }: PersonProps & { readonly role: Role }) {
  const set = (next: Role | null) =>
    void settle(desk, desk.session.owner.setPerson(id, { name, role: next }))
  return (
    <li class="link-item">
      <h3 class="link-words">{name}</h3>
      <div class="link-acts">
        <RoleSelect label={`What ${name} may do`} role={role} onRole={set} />
        <button
          type="button"
          class="button"
          aria-label={`Remove ${name}`}
          onClick={() => set(null)}
        >
          Remove
        </button>
      </div>
    </li>
  )
}

function RemovedItem({ desk, id, name }: PersonProps) {
  return (
    <li class="link-item is-gone">
      <h3 class="link-words">{name}: removed</h3>
      <button
        type="button"
        class="button"
        aria-label={`Let ${name} in again`}
        onClick={() => void settle(desk, desk.session.owner.resetPerson(id))}
      >
        Let in again
      </button>
    </li>
  )
}
