/**
 * Tool icons: what each command looks like in the toolbar.
 *
 * Decoration, as in icons.tsx, and drawn as there, without letters: whoever hears the page hears the button’s name.
 */
import type { JSX } from 'preact'
import type { CommandId } from '../editor/commands.ts'

/** An H, and its level beside it. */
const heading = (level: string) => <path d={`M4 6v12M12 6v12M4 12h8${level}`} />

const SHAPES: Readonly<Record<CommandId, JSX.Element>> = {
  bold: <path d="M7.5 5h5.2a3.4 3.4 0 0 1 0 6.8H7.5zM7.5 11.800h6a3.600 3.600 0 0 1 0 7.200h-6z" />,
  italic: <path d="M10.5 5h6M7.5 19h6M13.8 5l-3.600 14" />,
  strike: (
    <path d="M4.5 12h15M16.500 8.300C16.300 6.300 14.500 5 12 5S7.700 6.400 7.700 8.400c0 1.600 1 2.700 2.600 3.300M7.500 15.500C7.700 17.700 9.500 19 12 19s4.500-1.400 4.500-3.500c0-.8-.2-1.400-.5-2" />
  ),
  code: <path d="M8.500 7.500 4 12l4.500 4.500M15.500 7.500 20 12l-4.500 4.500" />,
  link: (
    <path d="M10 14a4 4 0 0 0 5.700 0l3.100-3.100a4 4 0 0 0-5.700-5.700L11.800 6.500M14 10a4 4 0 0 0-5.700 0l-3.100 3.100a4 4 0 0 0 5.700 5.700l1.300-1.300" />
  ),
  heading1: heading('M16 11.500l2.500-1.500v8'),
  heading2: heading(
    'M15.500 12.000c.4-2.500 4.500-2.500 4.500.2 0 2-4.500 3.300-4.500 5.800h4.700',
  ),
  heading3: heading(
    'M15.500 10h4.500l-2.500 3.100c3.600 0 3.600 4.900 0 4.900-1 0-1.800-.5-2.200-1.300',
  ),
  bullets: (
    <path d="M9.500 6.500H20M9.500 12H20M9.500 17.500H20M4.800 6.500h.01M4.800 12h.01M4.800 17.500h.01" />
  ),
  numbers: (
    <path d="M10.500 6.500H20M10.500 12H20M10.500 17.500H20M4.500 5.500 6 4.700v5M4.300 15.200c.3-.9 2.400-1 2.400.4 0 1-2.400 1.700-2.400 3.200h2.600" />
  ),
  tasks: <path d="M4 5h5v5H4zM4.300 16.500l1.700 1.700 3-3.400M12.500 7.500H20M12.500 16.500H20" />,
  quote: <path d="M5 5v14M10 7.500h10M10 12h10M10 16.500h6" />,
  table: <path d="M4 5.500h16v13H4zM4 10h16M12 5.500v13" />,
  rule: <path d="M4 12h16M8 7h8M8 17h8" />,
}

export const ToolIcon = ({ id }: { readonly id: CommandId }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    {SHAPES[id]}
  </svg>
)
