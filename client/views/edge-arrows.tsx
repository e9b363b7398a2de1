/**
 * Edge arrows: at the upper and the lower edge of the text, who is beyond it; a click goes to the nearest.
 *
 * One chip an edge, however many there are: one person by their initials, more as a number, all of them by
 * name in the chip's own. It stands at the end of its edge, or at the start while one's own caret is there.
 */
import type { ReadonlySignal } from '@preact/signals'
import type { Edge, Edges } from '../editor/edge.ts'
import { initialsOf, type Person } from '../session/people.ts'
import { useWords } from '../words/language.ts'
import { Glyph } from './icons.tsx'

interface EdgeArrowsProps {
  readonly edges: ReadonlySignal<Edges>
  readonly onPerson: (person: Person) => void
  /** What had the focus is gone with the chip. */
  readonly onFocusLost: () => void
}

export function EdgeArrows({ edges, ...then }: EdgeArrowsProps) {
  const { above, below } = edges.value
  const words = useWords().together
  return (
    <>
      <Chip side="above" edge={above} label={words.above} {...then} />
      <Chip side="below" edge={below} label={words.below} {...then} />
    </>
  )
}

interface ChipProps extends Omit<EdgeArrowsProps, 'edges'> {
  readonly side: 'above' | 'below'
  readonly edge: Edge
  readonly label: (names: string) => string
}

function Chip({ side, edge, label, onPerson, onFocusLost }: ChipProps) {
  const { tag, together: words } = useWords()
  const [nearest] = edge.people
  if (nearest === undefined) return null
  const names = new Intl.ListFormat(tag).format(edge.people.map(({ name }) => name))
  const isOne = edge.people.length === 1
  const look = isOne ? `person-${nearest.color}` : 'is-count'
  return (
    <button
      type="button"
      class={`edge is-${side} ${look}${edge.isTaken ? ' is-aside' : ''}`}
      aria-label={`${label(names)}. ${words.goTo(nearest.name)}`}
      title={names}
      data-who={isOne ? initialsOf(nearest.name) : edge.people.length.toLocaleString(tag)}
      // The text keeps the focus; a phone's keyboard stays as it is.
      onMouseDown={(event) => event.preventDefault()}
      onClick={({ currentTarget }) => {
        if (document.activeElement === currentTarget) onFocusLost()
        onPerson(nearest)
      }}
    >
      <Glyph name={side === 'above' ? 'up' : 'down'} />
    </button>
  )
}
