/**
 * People here: what an owner may do about each of those who are here, and about all at once.
 *
 * A change holds whatever their links say, takes effect at once, and stays until an owner changes it
 * again. Who was removed is listed too, to be let in again.
 */
import type { ListedPeople } from '../../shared/api.ts'
import type { Role } from '../../shared/protocol.ts'
import type { Session } from '../session/session.ts'
import { useWords } from '../words/language.ts'
import { type Asked, useAsked } from './asked.ts'
import { RoleSelect } from './role-select.tsx'

interface Desk extends Asked<ListedPeople> {
  readonly session: Session
}

export function PeopleHere({ session }: { readonly session: Session }) {
  const words = useWords().lock
  const desk: Desk = { session, ...useAsked(session.owner, (owner) => owner.people()) }
  const others = session.people.value.filter(({ isYou }) => !isYou)
  const removed = desk.known.value?.people.filter(({ role }) => role === null) ?? []
  return (
    <details class="own-link">
      <summary>{words.title}</summary>
      <div class="stack">
        <LockButton desk={desk} />
        <ul class="links" aria-label={words.list}>
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

function LockButton({ desk }: { readonly desk: Desk }) {
  const words = useWords().lock
  const locked = desk.known.value?.locked ?? false
  return (
    <div class="link-item">
      <p class="quiet link-words">{locked ? words.locked : words.unlocked}</p>
      <button
        type="button"
        class="button"
        onClick={() => void desk.settle(desk.session.owner.lock(!locked))}
      >
        {locked ? words.unlock : words.lock}
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
  const words = useWords().lock
  const set = (next: Role | null) =>
    void desk.settle(desk.session.owner.setPerson(id, { name, role: next }))
  return (
    <li class="link-item">
      <h3 class="link-words">{name}</h3>
      <div class="link-acts">
        <RoleSelect label={words.may(name)} role={role} onRole={set} />
        <button
          type="button"
          class="button"
          aria-label={words.removeIt(name)}
          onClick={() => set(null)}
        >
          {words.remove}
        </button>
      </div>
    </li>
  )
}

function RemovedItem({ desk, id, name }: PersonProps) {
  const words = useWords().lock
  return (
    <li class="link-item is-gone">
      <h3 class="link-words">{words.removed(name)}</h3>
      <button
        type="button"
        class="button"
        aria-label={words.letInIt(name)}
        onClick={() => void desk.settle(desk.session.owner.resetPerson(id))}
      >
        {words.letIn}
      </button>
    </li>
  )
}
