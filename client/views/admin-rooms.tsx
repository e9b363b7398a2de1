/**
 * Admin rooms: the busiest rooms, who is in each, and what the operator can do there.
 */
import type { Signal } from '@preact/signals'
import type { Overview, PersonSeen, RoomSeen } from '../../shared/overview.ts'
import type { Operator } from '../session/operator.ts'
import { useAdminWords } from '../words/admin.ts'
import { useWords } from '../words/language.ts'
import type { Act } from './admin-act.tsx'
import type { Numbers } from './admin-numbers.ts'

interface RoomsProps {
  readonly operator: Operator
  readonly latest: Overview
  readonly numbers: Numbers
  readonly act: Signal<Act | null>
}

export function Rooms({ latest: { busiest }, ...rest }: RoomsProps) {
  const words = useAdminWords()
  return (
    <section class="rooms">
      <h2>{words.busiest}</h2>
      {busiest.length === 0 && <p class="quiet">{words.noRooms}</p>}
      <ul>
        {busiest.map((room) => (
          <RoomRow key={room.id} room={room} {...rest} />
        ))}
      </ul>
    </section>
  )
}

interface RowProps extends Omit<RoomsProps, 'latest'> {
  readonly room: RoomSeen
}

function RoomRow({ room, operator, numbers: { count }, act }: RowProps) {
  const words = useAdminWords()
  const { untitled } = useWords().common
  const { id, isLocked, connections, changes, people } = room
  const title = operator.titles.value.get(id) || untitled
  const label = isLocked ? words.unlock : words.lock
  const lock = () => {
    const says = isLocked ? words.unlockSays : words.lockSays
    const run = () => operator.lock(id, !isLocked)
    act.value = { title: `${label}: ${title}`, says, label, run }
  }
  return (
    <li class="room-row">
      <div class="room-row-head">
        <h3>
          {title} {isLocked && <span class="room-locked">{words.locked}</span>}
        </h3>
        <code>{id}</code>
        <p class="quiet">
          {words.changes}: {count(changes)} · {words.connections}: {count(connections)}
        </p>
        <button type="button" class="button" aria-label={`${label}: ${title}`} onClick={lock}>
          {label}
        </button>
      </div>
      <ul class="room-people">
        {people.map((person) => (
          <PersonRow key={person.user} {...{ person, room: id, operator, act }} />
        ))}
      </ul>
    </li>
  )
}

interface PersonRowProps extends Pick<RoomsProps, 'operator' | 'act'> {
  readonly person: PersonSeen
  readonly room: string
}

function PersonRow({ person, room, operator, act }: PersonRowProps) {
  const words = useAdminWords()
  const { roles } = useWords()
  const { name, role } = person
  const ask = (label: string, says: string, next: 'viewer' | null) => () => {
    const run = () => operator.setRole(room, person, next)
    act.value = { title: `${label}: ${name}`, says, label, run }
  }
  return (
    <li class="room-person">
      <span>
        <b>{name}</b> <span class="quiet">{roles[role]}</span>
      </span>
      {role !== 'viewer' && (
        <button
          type="button"
          class="button"
          aria-label={`${words.readOnly}: ${name}`}
          onClick={ask(words.readOnly, words.readOnlySays, 'viewer')}
        >
          {words.readOnly}
        </button>
      )}
      <button
        type="button"
        class="button"
        aria-label={`${words.remove}: ${name}`}
        onClick={ask(words.remove, words.removeSays, null)}
      >
        {words.remove}
      </button>
    </li>
  )
}
