/**
 * People: who is here, as a row of avatars.
 *
 * One avatar per person: who, what they may do, and whether they are here, idle or away, by the shape of a
 * dot and in words. A click on one goes to their caret, on your own to your name. Those that do not fit are a
 * number; their names are in its tooltip.
 */
import type { ReadonlySignal } from '@preact/signals'
import { useId, useRef } from 'preact/hooks'
import type { Following } from '../session/following.ts'
import { initialsOf, type Person } from '../session/people.ts'
import { useWords } from '../words/language.ts'
import { Glyph, type IconName } from './icons.tsx'

interface PeopleProps {
  readonly people: ReadonlySignal<readonly Person[]>
  readonly following: Following
  readonly onPerson: (person: Person) => void
  readonly onYou: () => void
}

/** How many others have an avatar of their own; narrow screens hide all but one (see style). */
const SHOWN = 4

interface AvatarProps {
  readonly person: Person
  readonly following: Following
  readonly onClick: () => void
}

function Avatar({ person, following, onClick }: AvatarProps) {
  const menu = useId()
  const { people: words, roles, together } = useWords()
  const { name, isYou, role } = person
  const hint = isYou ? words.rename : words.goTo
  // Whoever looks at this page is here.
  const presence = isYou ? undefined : person.presence
  const state = presence && together.presence[presence]
  return (
    <li class={isYou ? 'people-item is-you' : 'people-item'} aria-label={name}>
      <button
        type="button"
        class={`avatar person-${person.color}`}
        aria-label={[name, roles[role], state, hint].filter(Boolean).join('. ')}
        data-initials={initialsOf(name)}
        data-presence={presence}
        popovertarget={menu}
        onClick={isYou ? undefined : onClick}
      />
      <PersonMenu id={menu} person={person} following={following} onGo={onClick} />
      <span class="tip" aria-hidden="true">
        <strong>{isYou ? words.you(name) : name}</strong>
        <span>{roles[role]}</span>
        {state && <span>{state}</span>}
      </span>
    </li>
  )
}

interface MenuProps extends Omit<AvatarProps, 'onClick'> {
  readonly id: string
  readonly onGo: () => void
}

/** What one can do with somebody: a native popover, which stands under their avatar. */
function PersonMenu({ id, person, following, onGo }: MenuProps) {
  const words = useWords().follow
  const panel = useRef<HTMLDivElement>(null)
  const place = () => {
    const at = panel.current?.parentElement?.getBoundingClientRect()
    if (at === undefined || panel.current === null) return
    const left = Math.min(at.left, innerWidth - 220)
    panel.current.style.translate = `${Math.max(8, left)}px ${at.bottom + 8}px`
  }
  const item = (icon: IconName, label: string, run: () => void) => (
    <button
      type="button"
      class="menu-item"
      onClick={() => {
        panel.current?.hidePopover()
        run()
      }}
    >
      <Glyph name={icon} />
      {label}
    </button>
  )
  const isPresenting = following.isPresenting.value
  return (
    <div ref={panel} id={id} class="menu person-menu" popover="auto" onBeforeToggle={place}>
      {!person.isYou && item('arrow', words.goTo, onGo)}
      {!person.isYou && item('eye', words.follow, () => following.start(person.id))}
      {person.isYou && item('person', words.rename, onGo)}
      {person.isYou &&
        item('eye', isPresenting ? words.stopPresenting : words.present, () =>
          following.present(!isPresenting),
        )}
    </div>
  )
}

interface MoreProps {
  readonly people: readonly Person[]
  /** On which screens: a narrow one has room for fewer avatars. */
  readonly where: 'is-wide' | 'is-narrow'
}

/** A button, though it does nothing: so that the keyboard too can bring up the names. */
function More({ people, where }: MoreProps) {
  const { people: words, tag, together } = useWords()
  if (people.length === 0) return null
  const names = people.map(({ name, presence }) =>
    presence === 'here' ? name : `${name} (${together.presence[presence]})`,
  )
  return (
    <li class={`people-item people-more ${where}`} aria-label={words.more(people.length)}>
      <button
        type="button"
        class="avatar is-count"
        aria-label={words.moreNamed(people.length, new Intl.ListFormat(tag).format(names))}
        data-initials={`+${people.length.toLocaleString(tag)}`}
      />
      <span class="tip" aria-hidden="true">
        {people.map(({ id }, at) => (
          <span key={id}>{names[at]}</span>
        ))}
      </span>
    </li>
  )
}

export function People({ people, following, onPerson, onYou }: PeopleProps) {
  const words = useWords().people
  const others = people.value.filter((person) => !person.isYou)
  const you = people.value.find((person) => person.isYou)
  return (
    <ul class="people" aria-label={words.list}>
      {others.slice(0, SHOWN).map((person) => (
        <Avatar
          key={person.id}
          person={person}
          following={following}
          onClick={() => onPerson(person)}
        />
      ))}
      <More people={others.slice(SHOWN)} where="is-wide" />
      <More people={others.slice(1)} where="is-narrow" />
      {you !== undefined && <Avatar key="you" person={you} following={following} onClick={onYou} />}
    </ul>
  )
}
